import { notKnown, type Result } from './result.js';

/** An open item: what is owed and how many days past due it is on the day looked at (0 or less: not yet due). */
export interface OpenItem {
  daysPastDue: number;
  amount: number;
}

export interface AgingBucket {
  /** Days past due, both ends inside; null is open: `{from: null, to: 0}` is what is not yet due. */
  from: number | null;
  to: number | null;
  items: number;
  amount: number;
}

/** Upper ends of the buckets that collectors use: not due, 1–30, 31–60, 61–90, over 90 days. */
export const usualAgingEnds: readonly number[] = [0, 30, 60, 90];

/** Open items by days past due; `ends` rise. Amounts are summed with compensation, so the order of the items changes nothing that can be seen. */
export function agingOf(items: Iterable<OpenItem>, ends: readonly number[] = usualAgingEnds): Result<{ buckets: AgingBucket[] }> {
  if (ends.some((end, index) => !Number.isInteger(end) || (index > 0 && end <= (ends[index - 1] as number)))) return notKnown('bad-input');
  const buckets = [...ends, null].map((to, index): AgingBucket => ({ from: index === 0 ? null : (ends[index - 1] as number) + 1, to, items: 0, amount: 0 }));
  const lost = new Array<number>(buckets.length).fill(0);
  for (const { daysPastDue, amount } of items) {
    if (!Number.isFinite(daysPastDue) || !Number.isFinite(amount)) return notKnown('bad-input');
    const found = ends.findIndex((end) => Math.floor(daysPastDue) <= end);
    const place = found === -1 ? ends.length : found;
    const bucket = buckets[place] as AgingBucket;
    bucket.items += 1;
    const term = amount - (lost[place] as number);
    const sum = bucket.amount + term;
    lost[place] = sum - bucket.amount - term;
    bucket.amount = sum;
  }
  return { buckets };
}
