import type { CampaignDraft, Constraint } from '@arbiter/contracts';
import { objectiveLimitId } from '../plan/apply-relaxation.js';

/** The draft with another bound in one row (or in its objective); unchanged where the row has none or is gone. Counts are whole, money is whole kopecks. */
export function withBound(draft: CampaignDraft, constraintId: string, at: number): CampaignDraft {
  if (constraintId === objectiveLimitId) return { ...draft, objective: objectiveWith(draft.objective, at) };
  return { ...draft, constraints: draft.constraints.map((row) => (row.id === constraintId ? rowWith(row, at) : row)) };
}

function rowWith(row: Constraint, at: number): Constraint {
  const whole = Math.max(0, Math.round(at));
  switch (row.kind) {
    case 'budget':
      return { ...row, atMostMinor: whole };
    case 'capacity':
      return { ...row, atMost: whole };
    case 'minimum':
      return { ...row, atLeast: whole };
    case 'share':
      return { ...row, below: Math.min(1, Math.max(0, Number(at.toPrecision(6)))) };
    default:
      return row;
  }
}

function objectiveWith(objective: CampaignDraft['objective'], at: number): CampaignDraft['objective'] {
  if (objective.kind === 'least-cost') return { ...objective, valueAtLeastMinor: Math.max(0, Math.round(at)) };
  if (objective.kind === 'most-value-per-action') return { ...objective, actionsAtLeast: Math.max(1, Math.round(at)) };
  return objective;
}
