import { Type, type Static } from 'typebox';
import { Id } from './identifiers.js';

export const RunState = Type.Enum(['waiting', 'running', 'succeeded', 'infeasible', 'failed', 'cancelled']);

/** Use of one constraint by the plan. `constraintId` is the row of the campaign's form; `period` its week where it holds for each. */
export const LimitUse = Type.Object({
  id: Type.String(),
  constraintId: Type.String(),
  period: Type.Union([Type.Integer(), Type.Null()]),
  unit: Type.Union([Type.Literal('money-minor'), Type.Literal('actions'), Type.Literal('share')]),
  sense: Type.Union([Type.Literal('at-most'), Type.Literal('at-least'), Type.Literal('equal')]),
  used: Type.Number(),
  limit: Type.Number(),
  slack: Type.Number(),
  price: Type.Number({ description: 'Objective gained by one more unit of the limit, minor units (of value) per unit (minor unit or action)' }),
});
export type LimitUse = Static<typeof LimitUse>;

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
  conflict: Type.Union([Type.Null(), Type.Object({ constraintIds: Type.Array(Type.String()), relaxation: Type.Array(Type.Object({ constraintId: Type.String(), period: Type.Union([Type.Integer(), Type.Null()]), from: Type.Number(), to: Type.Number() })) })]),
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
  createdAt: Type.String(),
});
export type Run = Static<typeof Run>;
