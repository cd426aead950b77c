import type { ReportCompare, ReportFilter, ReportPeriod } from '@arbiter/contracts/reporting/explore';

/** Short forms of what the reader chose, for the address of a page; what cannot be read is as if it were not there. */

const units = ['day', 'week', 'month', 'quarter', 'year'] as const;
const day = /^\d{4}-\d\d-\d\d$/;

/** `last-30-day`, `2026-01-01..2026-02-01`, `all`. */
export function writePeriod(period: ReportPeriod): string {
  if (period.kind === 'all') return 'all';
  return period.kind === 'last' ? `last-${period.count}-${period.unit}` : `${period.from}..${period.before}`;
}

export function readPeriod(text: string | null): ReportPeriod | null {
  if (text === 'all') return { kind: 'all' };
  const [, count, unit] = /^last-(\d{1,4})-([a-z]+)$/.exec(text ?? '') ?? [];
  const known = units.find((name) => name === unit);
  if (known && Number(count) >= 1 && Number(count) <= 3650) return { kind: 'last', count: Number(count), unit: known };
  const [from = '', before = ''] = (text ?? '').split('..');
  return day.test(from) && day.test(before) && from < before ? { kind: 'between', from, before } : null;
}

/** `previous`, `year`, `2025-01-01..2025-02-01`, `campaign:spring`. */
export function writeCompare(compare: ReportCompare): string {
  switch (compare.kind) {
    case 'previous-period':
      return 'previous';
    case 'year-before':
      return 'year';
    case 'period':
      return `${compare.from}..${compare.before}`;
    case 'campaign':
      return `campaign:${compare.campaignId}`;
  }
}

export function readCompare(text: string | null): ReportCompare | null {
  if (text === 'previous') return { kind: 'previous-period' };
  if (text === 'year') return { kind: 'year-before' };
  if (text?.startsWith('campaign:') && text.length > 'campaign:'.length) return { kind: 'campaign', campaignId: text.slice('campaign:'.length) };
  const period = readPeriod(text);
  return period?.kind === 'between' ? { kind: 'period', from: period.from, before: period.before } : null;
}

const operations = ['in', 'not-in', 'at-least', 'below', 'contains'] as const;
const part = (text: string): string => encodeURIComponent(text).replaceAll('~', '%7E');

/** `channel~in~sms~call`; an empty part is "no value". */
export function writeFilter({ dimension, op, values }: ReportFilter): string {
  return [dimension, op, ...values.map(part)].join('~');
}

export function readFilter(text: string): ReportFilter | null {
  const [dimension = '', op, ...parts] = text.split('~');
  const known = operations.find((name) => name === op);
  if (!known || !/^[a-z][a-zA-Z0-9_.]{0,79}$/.test(dimension) || parts.length === 0) return null;
  try {
    return { dimension, op: known, values: parts.map(decodeURIComponent) };
  } catch {
    return null;
  }
}

/** The filters with one more. A second list of values for the same dimension joins the first one; "only this" replaces it. */
export function withFilter(filters: readonly ReportFilter[], added: ReportFilter): ReportFilter[] {
  const same = (filter: ReportFilter): boolean => filter.dimension === added.dimension && filter.op === added.op;
  const old = filters.find(same);
  if (added.op === 'not-in' && old) return filters.map((filter) => (same(filter) ? { ...filter, values: [...new Set([...filter.values, ...added.values])] } : filter));
  if (old) return filters.map((filter) => (same(filter) ? added : filter));
  return [...filters, added];
}
