import type { CampaignDraft, LimitUse } from '@arbiter/contracts';
import { format } from '$lib/format/format.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import { constraintSentence, type Wording } from '../constraints/constraint-sentence.js';
import { objectiveLimitId } from './apply-relaxation.js';
import { objectiveSentence } from './objective-sentence.js';

/** The limit of a run that was asked to keep a share of an earlier plan. */
const stayLimitId = 'previous.keep';

type Unit = LimitUse['unit'];

/** An amount of a limit as the reader's language writes it: money, a share, or so many actions. */
export function limitAmount(unit: Unit, value: number): string {
  if (unit === 'money-minor') return format.money(Math.round(value));
  return unit === 'share' ? format.percent(value, 2) : format.number(value, 1);
}

/** The same where there is little room. */
export function limitAmountShort(unit: Unit, value: number): string {
  if (unit === 'money-minor') return format.moneyCompact(Math.round(value));
  return unit === 'share' ? format.percent(value, 1) : format.compact(Math.round(value));
}

/** The row of the campaign's form, or what the objective demands, as a sentence; its code where the draft has no such row. */
export function limitSentence(draft: CampaignDraft, constraintId: string, wording: Wording): string {
  const constraint = draft.constraints.find((row) => row.id === constraintId);
  if (constraint) return constraintSentence(constraint, wording);
  if (constraintId === stayLimitId) return t('running.stayLimit');
  return constraintId === objectiveLimitId ? objectiveSentence(draft.objective, t, wording) : constraintId;
}

/** The unit of a row's bound, where only the row is known. */
export function unitOf(draft: CampaignDraft, constraintId: string): Unit {
  const constraint = draft.constraints.find((row) => row.id === constraintId);
  if (constraint?.kind === 'budget' || (constraintId === objectiveLimitId && draft.objective.kind === 'least-cost')) return 'money-minor';
  return constraint?.kind === 'share' ? 'share' : 'actions';
}

/** "true from 1.1 to 1.6 million": between which bounds a price stays what it is; empty where it holds without end or is not known. */
export function holdsPhrase({ priceHolds, unit, price }: Pick<LimitUse, 'priceHolds' | 'unit' | 'price'>): string {
  if (!priceHolds || Math.abs(price) < 1e-6) return '';
  const { from, to } = priceHolds;
  const written = (value: number) => limitAmountShort(unit, value);
  if (from !== null && to !== null) return t('plan.priceHolds', { from: written(from), to: written(to) });
  if (from !== null) return t('plan.priceHoldsFrom', { from: written(from) });
  return to !== null ? t('plan.priceHoldsTo', { to: written(to) }) : '';
}
