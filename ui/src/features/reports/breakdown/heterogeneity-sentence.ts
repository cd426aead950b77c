import type { ReportHeterogeneity, ReportModel } from '@arbiter/contracts/report-model';
import { format } from '$lib/format/format.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import type { ReportWords } from '../state/report-words.svelte.js';

/** Whether the effect is the same everywhere, by Cochran's Q, as a sentence. */
export function heterogeneitySentence(row: ReportHeterogeneity, report: ReportModel, words: ReportWords): string {
  if (row.pValue === null || row.q === null) return `${t('reports.mixedUnknown')} ${words.reason(row.reason)}`;
  const numbers = t('reports.mixedNumbers', { q: format.number(row.q, 1), df: row.degreesOfFreedom ?? 0, p: words.probabilityText(row.pValue), i: format.percent(row.iSquared, 0) });
  return `${t(row.pValue < 1 - report.confidence ? 'reports.mixed' : 'reports.mixedNot')} ${numbers}`;
}
