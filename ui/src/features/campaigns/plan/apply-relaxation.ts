import type { CampaignDraft, Constraint, RunResult } from '@arbiter/contracts';

type Change = NonNullable<RunResult['conflict']>['relaxation'][number];

/** The limit that the objective itself asks for is called so where constraints are named. */
export const objectiveLimitId = 'objective';

/**
 * The draft with the proposed bounds. A row that holds for each week has one bound, so the widest of its weeks counts.
 * Whole numbers are rounded to the loose side: a bound that is rounded tight would not do.
 */
export function applyRelaxation(draft: CampaignDraft, changes: readonly Change[]): CampaignDraft {
  const bounds = new Map<string, number[]>();
  for (const change of changes) bounds.set(change.constraintId, [...(bounds.get(change.constraintId) ?? []), change.to]);
  const constraints = draft.constraints.map((constraint) => {
    const proposed = bounds.get(constraint.id);
    return proposed ? relaxed(constraint, proposed) : constraint;
  });
  const floor = bounds.get(objectiveLimitId);
  return { ...draft, constraints, ...(floor ? { objective: relaxedObjective(draft.objective, Math.min(...floor)) } : {}) };
}

function relaxed(constraint: Constraint, bounds: readonly number[]): Constraint {
  const widest = Math.max(...bounds);
  const lowest = Math.min(...bounds);
  switch (constraint.kind) {
    case 'budget':
      return { ...constraint, atMostMinor: Math.ceil(widest) };
    case 'capacity':
      return { ...constraint, atMost: Math.ceil(widest - 1e-9) };
    case 'contacts':
      return { ...constraint, atMost: Math.min(20, Math.ceil(widest - 1e-9)) };
    case 'minimum':
      return { ...constraint, atLeast: Math.max(0, Math.floor(lowest + 1e-9)) };
    case 'share':
      // Strictly below: a hair above the share that is needed, in whole hundredths of a per cent.
      return { ...constraint, below: Math.min(1, (Math.floor(widest * 10_000 + 1e-6) + 1) / 10_000) };
    case 'gap':
      return { ...constraint, days: Math.max(0, Math.floor(lowest + 1e-9)) };
    default:
      return constraint;
  }
}

function relaxedObjective(objective: CampaignDraft['objective'], floor: number): CampaignDraft['objective'] {
  if (objective.kind === 'least-cost') return { ...objective, valueAtLeastMinor: Math.max(0, Math.floor(floor)) };
  if (objective.kind === 'most-value-per-action') return { ...objective, actionsAtLeast: Math.max(1, Math.floor(floor + 1e-9)) };
  return objective;
}
