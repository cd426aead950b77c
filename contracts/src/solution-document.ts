import { Type, type Static } from 'typebox';

/** The optimiser's public answer, `arbiter-solution/1`. Units are those of the problem document. */
export const solutionStatuses = ['optimal', 'within-gap', 'time-limit', 'infeasible', 'unbounded', 'cancelled'] as const;
export const SolutionStatus = Type.Enum(solutionStatuses);
export type SolutionStatus = (typeof solutionStatuses)[number];

const NumberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

export const SolutionLimit = Type.Object({
  id: Type.String(),
  period: Type.Optional(Type.String({ description: 'Where the limit holds for each period' })),
  group: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'Where the limit holds for each of something: the values, by the keys of `each`' })),
  used: Type.Number({ description: 'What the plan uses; for a share, the share' }),
  limit: Type.Number(),
  slack: Type.Number({ description: 'What is left: limit − used for atMost and below, used − limit for atLeast, minus the distance for equal' }),
  price: Type.Number({ description: 'Gain of the objective by one more unit of the limit (for a share, by one more unit of its numerator)' }),
  priceHolds: Type.Optional(
    Type.Object(
      { from: NumberOrNull('Least bound; null where there is none'), to: NumberOrNull('Largest bound; null where there is none') },
      { description: 'Bounds of the limit between which its price stays within 5 % of itself, the other limits unchanged; left out for limits without a price' },
    ),
  ),
  violation: Type.Optional(Type.Number({ description: 'Of a soft limit: by how much the plan breaks it' })),
  cost: Type.Optional(Type.Number({ description: 'Of a soft limit: price × violation, which the objective bears' })),
});
export type SolutionLimit = Static<typeof SolutionLimit>;

const limitKey = { id: Type.String(), period: SolutionLimit.properties.period, group: SolutionLimit.properties.group };
export const SolutionBoundChange = Type.Object({ ...limitKey, from: Type.Number(), to: Type.Number() });
export type SolutionBoundChange = Static<typeof SolutionBoundChange>;

export const SolutionConflict = Type.Object({
  limits: Type.Array(Type.String(), { description: 'A smallest set of limits that cannot hold together: without any one of them the rest can' }),
  members: Type.Optional(
    Type.Array(
      Type.Object({
        ...limitKey,
        sense: Type.Enum(['atMost', 'atLeast', 'equal', 'below'] as const),
        bound: Type.Number(),
        reachable: NumberOrNull('The nearest that any plan can come to the bound while the other members hold (for a share, its numerator less bound × denominator); null where it was not found'),
      }),
      { description: 'The same set in detail, by period where a limit holds for each' },
    ),
  ),
  relaxation: Type.Array(SolutionBoundChange, { description: 'Bounds that would do, with a plan that shows it: the least Σ importance × relative change' }),
  alternatives: Type.Optional(Type.Array(Type.Array(SolutionBoundChange), { description: 'What would do as well: bounds of one limit alone, for each limit of the set where that suffices' })),
  proved: Type.Boolean({ description: 'The set was proved to be in conflict, and smallest' }),
  certificate: Type.Optional(
    Type.Object(
      {
        multipliers: Type.Array(Type.Object({ ...limitKey, multiplier: Type.Number() })),
        value: Type.Number({ description: 'Σ over customers of the largest −Σ multiplier × amount of what they may get, plus Σ multiplier × bound: below zero, no plan exists' }),
        checked: Type.Boolean({ description: 'Recomputed from the problem over all customers by code apart from the search, rounding error counted' }),
      },
      { description: 'Proof that the limits collide (Farkas); left out where only whole plans are impossible' },
    ),
  ),
});
export type SolutionConflict = Static<typeof SolutionConflict>;

const TextOrNull = Type.Union([Type.String(), Type.Null()]);
const changes = {
  same: Type.Integer({ description: 'Customers with the same actions in the same periods' }),
  moved: Type.Integer({ description: 'With others' }),
  added: Type.Integer({ description: 'With actions in this plan only' }),
  dropped: Type.Integer({ description: 'With actions in the other plan only' }),
  valueA: Type.Number({ description: 'Value of the other plan, by the values of this problem' }),
  valueB: Type.Number({ description: 'Value of this plan' }),
};

export const SolutionDocument = Type.Object(
  {
    format: Type.Literal('arbiter-solution/1'),
    status: SolutionStatus,
    verified: Type.Boolean({ description: 'Recomputed from the problem by code that does not know the model' }),
    objective: NumberOrNull('Objective of the plan; null without one'),
    bound: NumberOrNull('No plan can be better than this; null where nothing is proved'),
    gap: NumberOrNull('|bound − objective| / |bound|'),
    assigned: Type.Integer({ description: 'Customers with at least one chosen action' }),
    customers: Type.Integer(),
    limits: Type.Array(SolutionLimit),
    eligibility: Type.Array(Type.Object({ id: Type.String(), removed: Type.Integer({ description: 'Candidates that this rule forbids, whether or not another does too' }) })),
    sequence: Type.Optional(Type.Array(Type.Object({ id: Type.String(), removed: Type.Integer({ description: 'Candidates that this rule forbids because of the history' }) }))),
    households: Type.Optional(
      Type.Array(
        Type.Object({
          id: Type.String(),
          households: Type.Integer({ description: 'Households of two customers or more' }),
          atCap: Type.Integer({ description: 'Households that get as much as the cap allows' }),
          most: Type.Integer({ description: 'Most that one household gets' }),
        }),
      ),
    ),
    agents: Type.Optional(
      Type.Array(
        Type.Object({
          agent: Type.String(),
          period: Type.Optional(Type.String()),
          count: Type.Integer(),
          used: Type.Number({ description: 'Effort' }),
          capacity: Type.Number(),
          price: Type.Number({ description: 'Gain of the objective by one more unit of capacity' }),
        }),
      ),
    ),
    then: Type.Optional(Type.Object({ objective: NumberOrNull('The second goal'), bound: NumberOrNull('Bound on it among the plans that keep as much of the first'), gap: NumberOrNull('|bound − objective| / |bound|') })),
    fixed: Type.Optional(Type.Object({ customers: Type.Integer(), assignments: Type.Integer() })),
    stability: Type.Optional(
      Type.Object({ previous: Type.Integer({ description: 'Assignments of the plan before' }), kept: Type.Integer(), changes: Type.Integer(), cost: Type.Number({ description: 'changeCost × changes, which the objective bears' }) }),
    ),
    byAction: Type.Array(Type.Intersect([Type.Object({ action: Type.String(), count: Type.Integer(), value: Type.Number() }), Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))])),
    greedy: Type.Union([Type.Null(), Type.Object({ objective: Type.Number(), feasible: Type.Boolean({ description: 'False when value-first misses a floor or an equality' }) })]),
    conflict: Type.Optional(SolutionConflict),
    nearConflicts: Type.Optional(
      Type.Array(
        Type.Object({ limits: Type.Array(Type.Object({ ...limitKey, bound: Type.Number(), attainable: Type.Number({ description: 'The farthest the bound could be tightened while the other limits hold' }) })), room: Type.Number({ description: 'Part of their bounds by which all of them can be tightened at once' }) }),
        { description: 'Limits of a feasible problem that nearly collide' },
      ),
    ),
    assignments: Type.Optional(
      Type.Union([
        Type.Array(Type.Object({ customer: Type.String(), action: Type.String(), period: Type.Optional(Type.String()), agent: Type.Optional(Type.String()) })),
        Type.Object({ file: Type.String() }),
        Type.Object({ table: Type.String() }, { description: 'A table of ClickHouse with the columns customer, action, period, option' }),
      ]),
    ),
    comparison: Type.Optional(
      Type.Object(
        {
          with: Type.String({ description: 'File of the other plan, a' }),
          ...changes,
          moves: Type.Array(Type.Object({ from: TextOrNull, to: TextOrNull, customers: Type.Integer(), valueA: Type.Number(), valueB: Type.Number() }), { description: 'Customers by their actions in the other plan and in this one, the most first; null for nothing' }),
        },
        { description: 'This plan, b, customer by customer against another' },
      ),
    ),
    prices: Type.Optional(
      Type.Array(Type.Object({ ...limitKey, price: Type.Number() }), {
        description: 'Multiplier of every limit that has one, in units of the objective maximised (of −cost where it is minimised) per unit of the limit: where a search for a neighbouring problem may begin',
      }),
    ),
    timing: Type.Object({ readMs: Type.Number(), solveMs: Type.Number(), verifyMs: Type.Number() }),
    memoryPeakMb: Type.Number(),
    method: Type.String(),
  },
  { $id: 'arbiter-solution/1', description: 'Solution document of the Arbiter optimiser' },
);
export type SolutionDocument = Static<typeof SolutionDocument>;
