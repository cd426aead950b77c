import type { ReportFilter, ReportPeriod } from '@arbiter/contracts/reporting/explore';
import { dayBefore } from '../wording/day-before.js';
import type { Chosen } from './document-input.js';
import type { DocumentWords } from './document-words.js';

/** What the reader chose, as lines of a cover. */
export function chosenFacts({ period, filters, compare, compareTitle }: Chosen, words: DocumentWords): { label: string; value: string }[] {
  const { text } = words;
  const compared = compare === undefined ? null
    : compare.kind === 'previous-period' ? text.previousPeriod
    : compare.kind === 'year-before' ? text.yearBefore
    : compare.kind === 'period' ? words.days(compare.from, dayBefore(compare.before))
    : text.campaign(compareTitle ?? compare.campaignId);
  return [
    ...(period ? [{ label: text.period, value: periodWords(period, words) }] : []),
    ...(filters?.length ? [{ label: text.filters, value: filters.map((filter) => filterWords(filter, words)).join('; ') }] : []),
    ...(compared === null ? [] : [{ label: text.compared, value: compared }]),
  ];
}

export function periodWords(period: ReportPeriod, words: DocumentWords): string {
  switch (period.kind) {
    case 'all': return words.text.all;
    case 'last': return words.text.last(period.count, period.unit);
    case 'between': return words.days(period.from, dayBefore(period.before));
  }
}

function filterWords({ dimension, op, values }: ReportFilter, words: DocumentWords): string {
  const shown = values.slice(0, 12).map((value) => (value === '' ? '—' : words.value(dimension, value)));
  return words.text.filter(op, words.dimension(dimension), `${shown.join(', ')}${values.length > shown.length ? ' …' : ''}`);
}
