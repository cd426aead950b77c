import { Type } from 'typebox';
import { addDays } from '../../explore/period-days.js';
import type { TableMaker, ViewStores } from '../asked-view.js';
import { scoredProperties, type ScoredSource } from './scored-outcomes.js';

export const driftParams = Type.Object(
  {
    ...scoredProperties,
    referenceDays: Type.Integer({ minimum: 1, maximum: 3650, default: 28, description: 'Days from the first score of the period that the rest is compared with' }),
    referenceFrom: Type.String({ maxLength: 10, default: '', description: 'First day of the reference, such as that of the training; left out: the first score of the period' }),
  },
  { additionalProperties: false },
);

/** Days that the rest is compared with: the training's, or the first of the period. Null where nothing was scored. */
export async function referenceSpan(source: ScoredSource, params: Readonly<Record<string, unknown>>, table: TableMaker, stores: ViewStores): Promise<{ from: string; before: string } | null> {
  const { referenceDays = 28, referenceFrom = '' } = params as { referenceDays?: number; referenceFrom?: string };
  let from = /^\d{4}-\d\d-\d\d$/.test(referenceFrom) ? referenceFrom : '';
  if (from === '') {
    const [found] = await stores.query<{ first: string; scores: string }>(`SELECT toString(toDate32(min(at))) AS first, count() AS scores FROM ${source.from} WHERE isNotNull(score)`, source.params);
    if (!found || Number(found.scores) === 0) {
      table.note('За период нет оценок', 'There are no scores in the period');
      return null;
    }
    from = found.first;
  }
  const before = addDays(from, referenceDays);
  table.note(`Сравнивается с днями с ${from} до ${before} (не включая)`, `Compared with the days from ${from} to ${before} (left out)`);
  return { from, before };
}

/** Conditions over a scored source; parameters `reference_from`, `reference_before`. */
export const inReference = "at >= toDateTime64({reference_from:Date32}, 3, 'UTC') AND at < toDateTime64({reference_before:Date32}, 3, 'UTC')";
export const afterReference = "at >= toDateTime64({reference_before:Date32}, 3, 'UTC')";
export const referenceParams = ({ from, before }: { from: string; before: string }) => ({ reference_from: from, reference_before: before });

export const driftLines = [
  { value: 0.1, title: { ru: 'присмотреться', en: 'watch' } },
  { value: 0.25, title: { ru: 'сместилась', en: 'shifted' } },
];
export const bandTitles = { stable: { ru: 'устойчива', en: 'stable' }, watch: { ru: 'присмотреться', en: 'watch' }, shifted: { ru: 'сместилась', en: 'shifted' } };
