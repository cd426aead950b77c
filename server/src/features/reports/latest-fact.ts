import type { Goal } from '@arbiter/contracts';
import type { Analytics } from '../../ports/analytics.js';

const sources: Record<Goal, string[]> = {
  turnover: ['SELECT max(issued_on) AS day FROM invoices WHERE issued_on <= {today:Date32}', 'SELECT max(paid_on) AS day FROM payments WHERE paid_on <= {today:Date32}'],
  response: ['SELECT toDate32(max(at)) AS day FROM responses WHERE at < {today:Date32} + 1', 'SELECT toDate32(max(at)) AS day FROM contacts WHERE at < {today:Date32} + 1'],
  outcomes: [],
};

/** Day of the latest fact behind a goal's metrics, YYYY-MM-DD, or null where there is none. Facts dated after today do not count. */
export async function latestFact(analytics: Analytics, goal: Goal, today: string): Promise<string | null> {
  if (sources[goal].length === 0) return null;
  const [row] = await analytics.query<{ day: string }>(`SELECT toString(max(day)) AS day FROM (${sources[goal].join(' UNION ALL ')})`, { today });
  return row && row.day > '1970-01-01' ? row.day : null;
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
