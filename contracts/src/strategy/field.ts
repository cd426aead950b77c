import { Type, type Static } from 'typebox';
import { fieldTypes, type FieldType } from './kinds.js';

/**
 * A name of a strategy's data model: letters of any script, digits and underscores, beginning with a letter; no spaces, so that it can be
 * read in an expression without quotation. Names that JavaScript objects answer to by themselves are refused by the check.
 */
export const FieldName = Type.String({ pattern: '^[\\p{L}_][\\p{L}\\p{N}_]{0,62}$', description: 'Name without spaces' });


/** What a value must be. `items` goes with lists, `fields` with objects, `min`, `max` with numbers and dates (ISO text), `values` with scalars. */
export interface ValueSpec {
  type: FieldType;
  /** Elements of a list. */
  items?: ValueSpec;
  /** Fields of an object, to any depth. */
  fields?: FieldSpec[];
  /** The only values allowed. */
  values?: (string | number | boolean)[];
  min?: number | string;
  max?: number | string;
}

export interface FieldSpec extends ValueSpec {
  name: string;
  title?: string;
  /** An input that must be given, and not as null. Without it a missing value is `default`, else null. */
  required?: boolean;
  /** JSON value taken where none is given. */
  default?: unknown;
}

const Bound = Type.Optional(Type.Union([Type.Number(), Type.String({ maxLength: 64 })]));
const valueSpec = {
  type: Type.Enum(fieldTypes),
  items: Type.Optional(Type.Ref('ValueSpec')),
  fields: Type.Optional(Type.Array(Type.Ref('FieldSpec'), { maxItems: 500 })),
  values: Type.Optional(Type.Array(Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]), { minItems: 1, maxItems: 10_000 })),
  min: Bound,
  max: Bound,
};
const definitions = {
  ValueSpec: Type.Object(valueSpec, { additionalProperties: false }),
  FieldSpec: Type.Object(
    { ...valueSpec, name: FieldName, title: Type.Optional(Type.String({ maxLength: 200 })), required: Type.Optional(Type.Boolean()), default: Type.Optional(Type.Unknown()) },
    { additionalProperties: false },
  ),
};
export const ValueSpec = Type.Cyclic(definitions, 'ValueSpec');
export const FieldSpec = Type.Cyclic(definitions, 'FieldSpec');

/** Inputs come with the call, variables live during it, outputs are answered. One namespace for all three. */
export const StrategyDataModel = Type.Object(
  { inputs: Type.Array(FieldSpec, { maxItems: 1000 }), variables: Type.Array(FieldSpec, { maxItems: 1000 }), outputs: Type.Array(FieldSpec, { maxItems: 500 }) },
  { additionalProperties: false },
);
export interface StrategyDataModel { inputs: FieldSpec[]; variables: FieldSpec[]; outputs: FieldSpec[] }
export type FieldName = Static<typeof FieldName>;
