import { FieldName, fieldTypes } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import { Expression } from '../assignment.js';

const closed = { additionalProperties: false } as const;

export const PythonSettings = Type.Object(
  {
    /** Statements that read the inputs by name and assign the outputs. */
    code: Type.String({ minLength: 1, maxLength: 200_000 }),
    inputs: Type.Optional(Type.Array(Type.Object({ name: FieldName, value: Expression }, closed), { maxItems: 500 })),
    /** What the code assigns, of which type, and the name of the data model that takes it (the same one when left out). */
    outputs: Type.Array(Type.Object({ name: FieldName, type: Type.Enum(fieldTypes), to: Type.Optional(FieldName) }, closed), { minItems: 1, maxItems: 500 }),
    /** Installed packages besides Python's own modules; the server says which are allowed. */
    libraries: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Za-z0-9_]{1,60}$' }), { maxItems: 20, uniqueItems: true })),
    /** For one row. */
    timeoutMs: Type.Optional(Type.Integer({ minimum: 10, maximum: 600_000 })),
    memoryMb: Type.Optional(Type.Integer({ minimum: 16, maximum: 65_536 })),
  },
  closed,
);
export type PythonSettings = Static<typeof PythonSettings>;
export const defaultPythonTimeoutMs = 1000;
export const defaultPythonMemoryMb = 128;
