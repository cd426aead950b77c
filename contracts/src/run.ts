import { Type, type Static } from 'typebox';
import { Id } from './identifiers.js';

export const RunState = Type.Enum(['waiting', 'running', 'succeeded', 'infeasible', 'failed', 'cancelled']);

const Week = Type.Union([Type.Integer(), Type.Null()]);
const Bound = Type.Union([Type.Number(), Type.Null()]);
const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const LimitUnit = Type.Union([Type.Literal('money-minor'), Type.Literal('actions'), Type.Literal('share')]);
const LimitSense = Type.Union([Type.Literal('at-most'), Type.Literal('at-least'), Type.Literal('equal')]);

/** Use of one constraint by the plan. `constraintId` is the row of the campaign's form; `period` its week where it holds for each. */
export const LimitUse = Type.Object({
  id: Type.String(),
  constraintId: Type.String(),
  period: Week,
  unit: LimitUnit,
  sense: LimitSense,
  used: Type.Number(),
  limit: Type.Number(),
  slack: Type.Number(),
  price: Type.Number({ description: 'Objective gained by one more unit of the limit, minor units (of value) per unit (minor unit or action)' }),
  priceHolds: Type.Optional(Type.Object({ from: Bound, to: Bound }, { description: 'Bounds of the limit between which the price stays within 5 % of itself; null where it holds without end. Left out for limits without a price' })),
  violation: Type.Optional(Type.Number({ description: 'Of a limit that may be broken at a price: by how much the plan breaks it' })),
  cost: Type.Optional(Type.Number({ description: 'Of a limit that may be broken at a price: what its violation costs, minor units' })),
});
export type LimitUse = Static<typeof LimitUse>;

/** A bound that would do instead of the present one. */
export const BoundChange = Type.Object({ constraintId: Type.String(), period: Week, from: Type.Number(), to: Type.Number() });
export type BoundChange = Static<typeof BoundChange>;

/** Limits that cannot hold together. */
export const RunConflict = Type.Object({
  constraintIds: Type.Array(Type.String()),
  relaxation: Type.Array(BoundChange),
  members: Type.Optional(
    Type.Array(
      Type.Object({ constraintId: Type.String(), period: Week, unit: LimitUnit, sense: LimitSense, bound: Type.Number(), reachable: Type.Union([Type.Number(), Type.Null()], { description: 'The nearest that any plan can come to the bound while the others hold; null where it was not found' }) }),
      { description: 'The same limits in detail' },
    ),
  ),
  alternatives: Type.Optional(Type.Array(Type.Array(BoundChange), { description: 'What would do as well as the relaxation: bounds of one limit alone' })),
  proved: Type.Optional(Type.Boolean({ description: 'The set was proved to be in conflict, and smallest' })),
});
export type RunConflict = Static<typeof RunConflict>;

/** Limits of a plan that nearly collide. */
export const NearConflict = Type.Object({
  room: Type.Number({ description: 'Part of their bounds by which all of them can be tightened at once' }),
  limits: Type.Array(Type.Object({ constraintId: Type.String(), period: Week, unit: LimitUnit, sense: LimitSense, bound: Type.Number(), attainable: Type.Number({ description: 'The farthest the bound could be tightened while the others hold' }) })),
});
export type NearConflict = Static<typeof NearConflict>;

/** The answer of the optimiser as the campaign's pages show it. */
export const RunResult = Type.Object({
  status: Type.String({ description: 'optimal | within-gap | time-limit | infeasible | cancelled' }),
  verified: Type.Boolean(),
  method: Type.String(),
  objective: Type.Union([Type.Number(), Type.Null()]),
  bound: Type.Union([Type.Number(), Type.Null()]),
  gap: Type.Union([Type.Number(), Type.Null()]),
  valueMinor: Type.Number(),
  costMinor: Type.Number(),
  audience: Type.Integer(),
  control: Type.Integer(),
  withoutConsent: Type.Integer(),
  customers: Type.Integer({ description: 'Customers that the optimiser could act upon' }),
  assigned: Type.Integer({ description: 'Customers with at least one planned action' }),
  greedyValueMinor: Type.Union([Type.Number(), Type.Null()]),
  limits: Type.Array(LimitUse),
  eligibility: Type.Array(Type.Object({ constraintId: Type.String(), removed: Type.Integer() })),
  cells: Type.Array(Type.Object({ actionId: Type.String(), channel: Type.String(), segment: Type.String(), period: Type.Integer(), count: Type.Integer(), valueMinor: Type.Number(), costMinor: Type.Number() }), { description: 'The plan by action, segment and week' }),
  households: Type.Optional(Type.Array(Type.Object({ constraintId: Type.String(), households: Type.Integer({ description: 'Households of two customers or more' }), atCap: Type.Integer({ description: 'Households that get as much as the cap allows' }), most: Type.Integer({ description: 'Most that one household gets' }) }))),
  then: Type.Optional(Type.Object({ goal: Type.Enum(['fewest-actions', 'least-cost', 'most-value'] as const), objective: NumberOrNull, bound: NumberOrNull, gap: NumberOrNull }, { description: 'The second goal: what the plan reaches, and what no plan that keeps as much of the first betters' })),
  stability: Type.Optional(Type.Object({ previous: Type.Integer({ description: 'Assignments of the run to stay close to, of customers who are still there' }), kept: Type.Integer(), changes: Type.Integer() })),
  conflict: Type.Union([Type.Null(), RunConflict]),
  nearConflicts: Type.Optional(Type.Array(NearConflict)),
  timing: Type.Object({ readMs: Type.Number(), solveMs: Type.Number(), verifyMs: Type.Number(), writeMs: Type.Number() }),
});
export type RunResult = Static<typeof RunResult>;

export const Run = Type.Object({
  id: Id,
  campaignId: Id,
  number: Type.Integer({ description: 'First, second … run of the campaign' }),
  state: RunState,
  jobId: Type.String(),
  /** The campaign's draft as it stood when the run was asked for. */
  draft: Type.Unknown(),
  result: Type.Union([RunResult, Type.Null()]),
  error: Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]),
  stayClose: Type.Optional(Type.Object({ runId: Id, keep: Type.Optional(Type.Number()), changeCostMinor: Type.Optional(Type.Number()) }, { description: 'The run whose plan this one was asked to stay close to, the least share of its assignments to keep, and what a change costs' })),
  createdAt: Type.String(),
});
export type Run = Static<typeof Run>;
