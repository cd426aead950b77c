import type { CampaignDraft, Constraint } from '@arbiter/contracts';

export interface DraftDifference {
  onlyA: Constraint[];
  onlyB: Constraint[];
  objective: boolean;
  audience: boolean;
}

const meaning = ({ id: _id, ...constraint }: Constraint): string => JSON.stringify(constraint);

/** How two drafts differ in what the optimiser is told; constraints are compared by what they say, not by their codes. */
export function compareDrafts(a: CampaignDraft, b: CampaignDraft): DraftDifference {
  const ofA = new Set(a.constraints.map(meaning));
  const ofB = new Set(b.constraints.map(meaning));
  return {
    onlyA: a.constraints.filter((constraint) => !ofB.has(meaning(constraint))),
    onlyB: b.constraints.filter((constraint) => !ofA.has(meaning(constraint))),
    objective: JSON.stringify(a.objective) !== JSON.stringify(b.objective),
    audience: JSON.stringify(a.audience) !== JSON.stringify(b.audience),
  };
}
