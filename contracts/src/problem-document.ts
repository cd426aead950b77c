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

const Bound = Type.Union([Type.Number(), Type.Record(Type.String(), Type.Any())], {
  description: 'A number; with `each` also a map from the group to its number: { "north": 100, "*": 50 }. With several keys in `each` maps stand in maps, "*" is any other group, and a group without a bound has no limit',
});
/** A bound by group: a number, or a map whose values are bounds again, as deep as the limit's `each` is long. */
export type DocumentBound = number | { [group: string]: DocumentBound };

export const DocumentLimit = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    count: Type.Optional(Type.Literal(true, { description: 'Count the chosen candidates' })),
    sum: Type.Optional(SumTerms),
    where: Type.Optional(DocumentFilter),
    atMost: Type.Optional(Bound),
    atLeast: Type.Optional(Bound),
    equal: Type.Optional(Bound),
    below: Type.Optional(Type.Union([...Bound.anyOf], { description: 'Strictly less' })),
    shareOf: Type.Optional(
      Type.Object(
        { count: Type.Optional(Type.Literal(true)), sum: Type.Optional(SumTerms), where: Type.Optional(DocumentFilter) },
        { additionalProperties: false, description: 'The bound is a share of this: used − share × denominator is compared with 0' },
      ),
    ),
    each: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
        description: 'The limit holds on its own for every value that occurs: "period", "agent", "customer." or "action." and an attribute; a list means every combination',
      }),
    ),
    soft: Type.Optional(
      Type.Object({ price: Type.Number({ minimum: 0, description: 'What one unit of violation costs, in units of the objective (of a share: one unit of its numerator)' }) }, { additionalProperties: false, description: 'The limit may be broken at this price' }),
    ),
    orZero: Type.Optional(Type.Boolean({ description: 'With atLeast: at least so much, or nothing at all' })),
    importance: Type.Optional(
      Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Literal('never')], { description: 'How dear the limit is where no plan keeps them all: the relaxation moves bounds for the least Σ importance × relative change. 1 when left out; "never" is never moved' }),
    ),
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
    exclude: Type.Optional(Type.Array(DocumentFilter, { minItems: 2, description: 'A customer gets actions of at most one of these groups, the history counted' })),
    withinDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'With exclude: only actions less than so many days apart exclude each other' })),
    action: Type.Optional(DocumentFilter),
    onlyAfter: Type.Optional(
      Type.Object({ after: DocumentFilter, days: Type.Optional(Type.Number({ minimum: 0 })) }, { additionalProperties: false, description: 'A customer gets `action` only at least so many days (0 when left out) after some `after`, in the plan or in the history' }),
    ),
    maxContacts: Type.Optional(
      Type.Object({ max: Type.Integer({ minimum: 0 }), days: Type.Number({ exclusiveMinimum: 0 }), where: Type.Optional(DocumentFilter) }, { additionalProperties: false, description: 'At most so many of these actions for one customer within any so many days, the history counted' }),
    ),
    notBefore: Type.Optional(
      Type.Object({ days: Type.Number({ minimum: 0 }), after: DocumentFilter }, { additionalProperties: false, description: 'A customer that gets both gets `action` at least so many days after each `after`, never before it' }),
    ),
  },
  { additionalProperties: false },
);

export const DocumentFile = Type.Object({ file: Type.String({ minLength: 1 }) }, { additionalProperties: false });
export const DocumentTable = Type.Object({ table: Type.String({ minLength: 1 }) }, { additionalProperties: false, description: 'A table of ClickHouse, `database.table` or `table`, for a problem that ClickHouse scans (arbiter solve --scan clickhouse)' });
const CellValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
const Columns = Type.Object({ columns: Type.Record(Type.String(), Type.Array(CellValue)) }, { additionalProperties: false });
const Rows = (description: string) => Type.Array(Type.Record(Type.String(), CellValue), { description });
const Table = (description: string) => Type.Union([Rows(description), DocumentFile, Columns]);

export const DocumentThen = Type.Object(
  {
    maximise: Type.Optional(Type.String()),
    minimise: Type.Optional(Type.String()),
    keeping: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Share of the first objective that must be kept; what the gap asked allows when left out' })),
  },
  { additionalProperties: false, description: 'A second goal among the plans that are as good as best in the first: exactly one of maximise and minimise, a measure' },
);

export const DocumentHousehold = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    by: Type.String({ minLength: 1, description: 'Customers with the same value of this attribute are one household; those without are alone' }),
    where: Type.Optional(DocumentFilter),
    max: Type.Optional(Type.Integer({ minimum: 0, description: 'Most actions that match `where` for all members together' })),
    perPeriod: Type.Optional(Type.Integer({ minimum: 0, description: 'The same within one period' })),
  },
  { additionalProperties: false, description: 'A cap that the customers of one household share: max, perPeriod or both' },
);

export const DocumentAgent = Type.Intersect([
  Type.Object({
    id: Type.String({ minLength: 1 }),
    capacity: Type.Union([Type.Number({ minimum: 0 }), Type.Array(Type.Number({ minimum: 0 })), Type.Record(Type.String(), Type.Number({ minimum: 0 }))], {
      description: 'Most effort; with periods that of each period, or a list in their order, or a map by their names',
    }),
    skills: Type.Optional(Type.Array(Type.String())),
  }),
  Type.Record(Type.String(), Type.Any()),
]);

export const DocumentPrevious = Type.Object(
  {
    assignments: Table('One object a row: customer, action [, period]'),
    changeCost: Type.Optional(Type.Number({ minimum: 0, description: 'What a change costs, in units of the objective' })),
    mostChanges: Type.Optional(Type.Number({ minimum: 0, description: 'Most changes' })),
    keep: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Least share of the previous assignments that stand in the new plan' })),
  },
  { additionalProperties: false, description: 'The plan that stands, from which the new one should not stray: any of changeCost, mostChanges and keep' },
);

export const ProblemDocument = Type.Object(
  {
    format: Type.Literal('arbiter-problem/1'),
    objective: Type.Union([
      Type.Object({ maximise: Type.String({ description: 'The measure to make as large as can be, usually `value`' }), then: Type.Optional(DocumentThen) }, { additionalProperties: false }),
      Type.Object({ minimise: Type.String({ description: 'The measure to make as small as can be; wants a floor (atLeast or equal) among the limits' }), then: Type.Optional(DocumentThen) }, { additionalProperties: false }),
      Type.Object(
        { maximise: Type.Object({ ratio: Type.Tuple([Type.String(), Type.String()], { description: 'Numerator and denominator; a measure or `count`. Wants a least amount of the denominator among the limits' }) }, { additionalProperties: false }), then: Type.Optional(DocumentThen) },
        { additionalProperties: false },
      ),
    ]),
    contactsPerCustomer: Type.Optional(
      Type.Union([
        Type.Integer({ minimum: 0 }),
        Type.Object({ max: Type.Optional(Type.Integer({ minimum: 0 })), perPeriod: Type.Optional(Type.Integer({ minimum: 0 })) }, { additionalProperties: false, minProperties: 1 }),
      ], { description: 'How many actions one customer may get in all and in a period; 1 when left out' }),
    ),
    actions: Type.Array(Type.Intersect([Type.Object({ id: Type.String({ minLength: 1 }), skill: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])) }), Type.Record(Type.String(), Type.Union([Scalar, Type.Array(Type.String())]))]), {
      minItems: 1,
      description: 'Text and boolean attributes may be filtered on; a number is a measure as well. With agents: `effort` is what one action takes of its agent, `skill` what the agent must have (a list: all of them)',
    }),
    periods: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'In order of time. Rules in days need ISO weeks (2026-W48), dates or months (2026-11)' })),
    customers: Type.Optional(Type.Union([Rows('One object a customer: id and attributes'), DocumentFile, DocumentTable, Columns])),
    candidates: Type.Union([Rows('One object a candidate: customer, action, value [, period] [, agent] [, measures that override the action’s]'), DocumentFile, DocumentTable, Columns]),
    limits: Type.Optional(Type.Array(DocumentLimit)),
    eligibility: Type.Optional(Type.Array(DocumentEligibility)),
    sequence: Type.Optional(Type.Array(DocumentSequence)),
    households: Type.Optional(Type.Array(DocumentHousehold)),
    agents: Type.Optional(Type.Array(DocumentAgent, { minItems: 1, description: 'Who carries the actions out. Text and boolean attributes may be filtered on as agent. and the attribute' })),
    start: Type.Optional(Type.String({ description: 'First day of the plan, 2026-11-23; the first period’s first day when left out' })),
    history: Type.Optional(Table('What customers got before the plan; one object a row: customer, action, date (2026-11-02) or daysAgo')),
    fixed: Type.Optional(Table('Decided already; one object a row: customer, action (null for nothing) [, period] [, agent]. These customers get this and nothing else')),
    previous: Type.Optional(DocumentPrevious),
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
