import { Type, type Static } from 'typebox';

/** The optimiser's public answer, `arbiter-solution/1`. Units are those of the problem document. */
export const solutionStatuses = ['optimal', 'within-gap', 'time-limit', 'infeasible', 'unbounded', 'cancelled'] as const;
export type SolutionStatus = (typeof solutionStatuses)[number];

const NumberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

export const SolutionLimit = Type.Object({
  id: Type.String(),
  period: Type.Optional(Type.String({ description: 'Where the limit holds for each period' })),
  used: Type.Number({ description: 'What the plan uses; for a share, the share' }),
  limit: Type.Number(),
  slack: Type.Number({ description: 'What is left: limit − used for atMost and below, used − limit for atLeast, minus the distance for equal' }),
  price: Type.Number({ description: 'Gain of the objective by one more unit of the limit (for a share, by one more unit of its numerator)' }),
});
export type SolutionLimit = Static<typeof SolutionLimit>;

export const SolutionConflict = Type.Object({
  limits: Type.Array(Type.String(), { description: 'A smallest set of limits that cannot hold together: without any one of them the rest can' }),
  relaxation: Type.Array(Type.Object({ id: Type.String(), period: Type.Optional(Type.String()), from: Type.Number(), to: Type.Number() }), {
    description: 'Bounds that would do, found by the least weighted change',
  }),
  proved: Type.Boolean({ description: 'The set was proved to be in conflict, and smallest' }),
});
export type SolutionConflict = Static<typeof SolutionConflict>;

export const SolutionDocument = Type.Object(
  {
    format: Type.Literal('arbiter-solution/1'),
    status: Type.Enum(solutionStatuses),
    verified: Type.Boolean({ description: 'Recomputed from the problem by code that does not know the model' }),
    objective: NumberOrNull('Objective of the plan; null without one'),
    bound: NumberOrNull('No plan can be better than this; null where nothing is proved'),
    gap: NumberOrNull('|bound − objective| / |bound|'),
    assigned: Type.Integer({ description: 'Customers with at least one chosen action' }),
    customers: Type.Integer(),
    limits: Type.Array(SolutionLimit),
    eligibility: Type.Array(Type.Object({ id: Type.String(), removed: Type.Integer({ description: 'Candidates that this rule forbids, whether or not another does too' }) })),
    byAction: Type.Array(Type.Intersect([Type.Object({ action: Type.String(), count: Type.Integer(), value: Type.Number() }), Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))])),
    greedy: Type.Union([Type.Null(), Type.Object({ objective: Type.Number(), feasible: Type.Boolean({ description: 'False when value-first misses a floor or an equality' }) })]),
    conflict: Type.Optional(SolutionConflict),
    assignments: Type.Optional(
      Type.Union([
        Type.Array(Type.Object({ customer: Type.String(), action: Type.String(), period: Type.Optional(Type.String()) })),
        Type.Object({ file: Type.String() }),
      ]),
    ),
    timing: Type.Object({ readMs: Type.Number(), solveMs: Type.Number(), verifyMs: Type.Number() }),
    memoryPeakMb: Type.Number(),
    method: Type.String(),
  },
  { $id: 'arbiter-solution/1', description: 'Solution document of the Arbiter optimiser' },
);
export type SolutionDocument = Static<typeof SolutionDocument>;
