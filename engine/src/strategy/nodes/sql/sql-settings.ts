import { FieldName, SourceName } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import { Expression } from '../assignment.js';
import { sqlParameterTypes } from './sql-parameter-type.js';
import { mostStatementLength } from './sql-tokens.js';

const ColumnName = Type.String({ minLength: 1, maxLength: 200 });

/**
 * `first-row`: columns of the first row into variables or outputs; without a row these become null, their `default` (JSON), or the node
 * fails with `no-row`. `all-rows`: every row as an object, in a list.
 */
const Result = Type.Union([
  Type.Object(
    {
      take: Type.Literal('first-row'),
      columns: Type.Array(Type.Object({ column: ColumnName, name: FieldName, default: Type.Optional(Type.Unknown()) }, { additionalProperties: false }), { minItems: 1, maxItems: 500 }),
      noRow: Type.Optional(Type.Enum(['nulls', 'defaults', 'error'])),
    },
    { additionalProperties: false },
  ),
  Type.Object({ take: Type.Literal('all-rows'), name: FieldName }, { additionalProperties: false }),
]);

export const SqlSettings = Type.Object(
  {
    source: SourceName,
    /** One SELECT; values by name, as `{customer_id}`, `{customer_id:String}` or `:customer_id`. */
    statement: Type.String({ minLength: 1, maxLength: mostStatementLength }),
    parameters: Type.Optional(Type.Array(Type.Object({ name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,62}$' }), type: Type.Enum(sqlParameterTypes), value: Expression }, { additionalProperties: false }), { maxItems: 200 })),
    result: Result,
    /** More rows than this are a failure (too-many-rows). */
    rowLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000 })),
  },
  { additionalProperties: false },
);
export type SqlSettings = Static<typeof SqlSettings>;

export const defaultRowLimit = 1_000;
export const defaultSqlTimeoutMs = 5_000;
