import type { Objective } from '@arbiter/contracts';
import type { Translate } from '$lib/i18n/i18n.svelte.js';
import type { Wording } from '../constraints/constraint-sentence.js';

/** What the objective itself demands, as one sentence; its title where it demands nothing. */
export function objectiveSentence(objective: Objective, t: Translate, { money, count }: Pick<Wording, 'money' | 'count'>): string {
  if (objective.kind === 'least-cost') return t('plan.conflictFloor', { value: money(objective.valueAtLeastMinor) });
  if (objective.kind === 'most-value-per-action') return t('plan.conflictLeast', { value: count(objective.actionsAtLeast) });
  return t('editor.objectiveValue');
}
