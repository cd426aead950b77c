import { Type, type Static } from 'typebox';
import { Id } from './identifiers.js';
import { jobStates } from './job.js';
import { LimitUse } from './run.js';
import { SolutionStatus } from './solution-document.js';

const NumberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

/** Asks how the best plan changes with the bound of one constraint of a run. */
export const WhatIfRequest = Type.Object(
  {
    constraintId: Type.String({ minLength: 1, maxLength: 200, description: 'A row of the campaign that the run kept as a limit; a limit for each week moves in all weeks at once' }),
    points: Type.Optional(Type.Integer({ minimum: 5, maximum: 50, description: 'How many bounds; 20 when left out' })),
    from: Type.Optional(Type.Number({ minimum: 0, maximum: 1e15, description: 'Least bound, in units of the limit; from nothing when left out' })),
    to: Type.Optional(Type.Number({ minimum: 0, maximum: 1e15, description: 'Largest bound; when left out, to where the limit does not bind any more' })),
  },
  { additionalProperties: false },
);
export type WhatIfRequest = Static<typeof WhatIfRequest>;

export const WhatIfPoint = Type.Object({
  at: Type.Number({ description: 'Bound of the limit' }),
  status: SolutionStatus,
  objectiveMinor: NumberOrNull('Objective of a plan under this bound; null where there is none'),
  bound: NumberOrNull('No plan is better'),
  gap: NumberOrNull('|bound − objective| / |bound|'),
  price: NumberOrNull('Objective gained by one more unit of the limit at this bound; null where there is no plan, and where the bound is nothing at all'),
});
export type WhatIfPoint = Static<typeof WhatIfPoint>;

/** The best objective of a run's problem as a function of one limit's bound. */
export const WhatIfCurve = Type.Object({
  id: Id,
  runId: Id,
  constraintId: Type.String(),
  unit: LimitUse.properties.unit,
  sense: LimitUse.properties.sense,
  current: Type.Number({ description: 'Bound of the limit in the run' }),
  wish: WhatIfRequest,
  jobId: Type.String(),
  state: Type.Enum(jobStates),
  points: Type.Array(WhatIfPoint, { description: 'By ascending bound, the run’s own among them where it lies between the ends; empty until the job has succeeded' }),
  error: Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]),
  createdAt: Type.String(),
});
export type WhatIfCurve = Static<typeof WhatIfCurve>;
