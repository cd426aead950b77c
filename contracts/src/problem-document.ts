import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * The optimiser's public problem document, `arbiter-problem/1`: who may get which action for which value, and under which limits.
 * Numbers carry no unit of their own; whoever writes the document chooses one unit for each measure and keeps to it.
 */
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

export const DocumentFilter = Type.Record(Type.String(), Type.Union([Scalar, Type.Array(Scalar, { minItems: 1 })]), {
  description:
    'Every key must hold. A key is an attribute of the action, or `action` (its id), `period` (its name), or `customer.` and an attribute of the customer. A list means any of its values.',
});
export type DocumentFilter = Static<typeof DocumentFilter>;

export const DocumentComparison = Type.Object(
  {
    atLeast: Type.Optional(Type.Number()),
    atMost: Type.Optional(Type.Number()),
    above: Type.Optional(Type.Number()),
    below: Type.Optional(Type.Number()),
  },
  { additionalProperties: false, minProperties: 1, description: 'Holds for a numeric attribute when every bound given holds; a missing value never satisfies it.' },
);

export const DocumentCondition = Type.Record(Type.String(), Type.Union([Scalar, Type.Array(Scalar, { minItems: 1 }), DocumentComparison]), {
  description: 'Conditions on the attributes of a customer; every one must hold, and a missing value never satisfies one.',
});

const SumTerms = Type.Union([Type.String(), Type.Record(Type.String(), Type.Number())], {
  description: 'A measure, or measures with their weights: { "cost": 1, "minutes": 20 }',
});

export const DocumentLimit = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    count: Type.Optional(Type.Literal(true, { description: 'Count the chosen candidates' })),
    sum: Type.Optional(SumTerms),
    where: Type.Optional(DocumentFilter),
    atMost: Type.Optional(Type.Number()),
    atLeast: Type.Optional(Type.Number()),
    equal: Type.Optional(Type.Number()),
    below: Type.Optional(Type.Number({ description: 'Strictly less' })),
    shareOf: Type.Optional(
      Type.Object(
        { count: Type.Optional(Type.Literal(true)), sum: Type.Optional(SumTerms), where: Type.Optional(DocumentFilter) },
        { additionalProperties: false, description: 'The bound is a share of this: used − share × denominator is compared with 0' },
      ),
    ),
    each: Type.Optional(Type.Literal('period', { description: 'The limit holds in every period on its own' })),
    orZero: Type.Optional(Type.Boolean({ description: 'With atLeast: at least so much, or nothing at all' })),
  },
  { additionalProperties: false },
);

export const DocumentEligibility = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    forbid: Type.Optional(DocumentFilter),
    allowOnly: Type.Optional(DocumentFilter),
    for: Type.Optional(DocumentCondition),
    unless: Type.Optional(DocumentCondition),
  },
  { additionalProperties: false, description: 'Removes candidates before the optimisation: exactly one of forbid and allowOnly, for some customers, unless a condition holds' },
);

export const DocumentSequence = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    exclude: Type.Optional(Type.Array(DocumentFilter, { minItems: 2, description: 'A customer gets actions of at most one of these groups' })),
    action: Type.Optional(DocumentFilter),
    notBefore: Type.Optional(
      Type.Object({ days: Type.Number({ minimum: 0 }), after: DocumentFilter }, { additionalProperties: false, description: 'A customer that gets both gets `action` at least so many days after each `after`, never before it' }),
    ),
  },
  { additionalProperties: false },
);

export const DocumentFile = Type.Object({ file: Type.String({ minLength: 1 }) }, { additionalProperties: false });
const CellValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
const Columns = Type.Object({ columns: Type.Record(Type.String(), Type.Array(CellValue)) }, { additionalProperties: false });
const Rows = (description: string) => Type.Array(Type.Record(Type.String(), CellValue), { description });

export const ProblemDocument = Type.Object(
  {
    format: Type.Literal('arbiter-problem/1'),
    objective: Type.Union([
      Type.Object({ maximise: Type.String({ description: 'The measure to make as large as can be, usually `value`' }) }, { additionalProperties: false }),
      Type.Object({ minimise: Type.String({ description: 'The measure to make as small as can be; wants a floor (atLeast or equal) among the limits' }) }, { additionalProperties: false }),
      Type.Object(
        { maximise: Type.Object({ ratio: Type.Tuple([Type.String(), Type.String()], { description: 'Numerator and denominator; a measure or `count`. Wants a least amount of the denominator among the limits' }) }, { additionalProperties: false }) },
        { additionalProperties: false },
      ),
    ]),
    contactsPerCustomer: Type.Optional(
      Type.Union([
        Type.Integer({ minimum: 0 }),
        Type.Object({ max: Type.Optional(Type.Integer({ minimum: 0 })), perPeriod: Type.Optional(Type.Integer({ minimum: 0 })) }, { additionalProperties: false, minProperties: 1 }),
      ], { description: 'How many actions one customer may get in all and in a period; 1 when left out' }),
    ),
    actions: Type.Array(Type.Intersect([Type.Object({ id: Type.String({ minLength: 1 }) }), Type.Record(Type.String(), Scalar)]), {
      minItems: 1,
      description: 'Text and boolean attributes may be filtered on; a number is a measure as well',
    }),
    periods: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'In order of time. Rules in days need ISO weeks (2026-W48), dates or months (2026-11)' })),
    customers: Type.Optional(Type.Union([Rows('One object a customer: id and attributes'), DocumentFile, Columns])),
    candidates: Type.Union([Rows('One object a candidate: customer, action, value [, period] [, measures that override the action’s]'), DocumentFile, Columns]),
    limits: Type.Optional(Type.Array(DocumentLimit)),
    eligibility: Type.Optional(Type.Array(DocumentEligibility)),
    sequence: Type.Optional(Type.Array(DocumentSequence)),
    ageing: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Numeric customer attributes that count days and so grow with time (daysSinceSoft): in eligibility they are read as at the start of the candidate’s period, the first period being today',
      }),
    ),
  },
  { $id: 'arbiter-problem/1', additionalProperties: false, description: 'Problem document of the Arbiter optimiser' },
);
export type ProblemDocument = Static<typeof ProblemDocument>;

const checker = Compile(ProblemDocument);

/** Where a document departs from the schema; empty when it does not. */
export function problemSchemaFaults(document: unknown): { path: string; message: string }[] {
  return checker.Check(document) ? [] : checker.Errors(document).map((error) => ({ path: error.instancePath, message: error.message }));
}
