import { ProblemError } from '../../http/problem-error.js';
import type { BuiltProblem, LimitOrigin } from './build-problem.js';

/** The limit that a row of the campaign became, with its bound as the row shows it. Throws not-found where the row is no limit of the run. */
export function curveLimit({ head, origins }: BuiltProblem, constraintId: string): { origin: LimitOrigin; current: number } {
  const origin = origins.find((one) => one.constraintId === constraintId);
  const limit = origin && head.limits?.find(({ id }) => id === origin.limitId);
  const bound = limit && (limit.atMost ?? limit.atLeast ?? limit.equal ?? limit.below);
  if (!origin || typeof bound !== 'number') {
    const known = [...new Set(origins.map((one) => one.constraintId))];
    throw new ProblemError('not-found', `Constraint "${constraintId}" is no limit of this run, so that it has no curve${known.length > 0 ? `: choose one of ${known.slice(0, 20).join(', ')}` : ''}`);
  }
  return { origin, current: bound / origin.divideBy };
}
