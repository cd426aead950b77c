import type { ReportHeterogeneity } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from './report-phrases.js';

/** Whether the effect is the same everywhere, by Cochran's Q, as a sentence. */
export function heterogeneitySentence(row: ReportHeterogeneity, words: ReportPhrases): string {
  if (row.pValue === null || row.q === null) return `${words.text('mixedUnknown')} ${words.reason(row.reason)}`;
  const number = (value: number | null, options: Intl.NumberFormatOptions) => (value === null ? '—' : new Intl.NumberFormat(words.locale, options).format(value));
  const numbers = words.text('mixedNumbers', { q: number(row.q, { maximumFractionDigits: 1 }), df: row.degreesOfFreedom ?? 0, p: words.probabilityText(row.pValue), i: number(row.iSquared, { style: 'percent', maximumFractionDigits: 0 }) });
  return `${words.text(row.pValue < 1 - words.report.confidence ? 'mixed' : 'mixedNot')} ${numbers}`;
}
