/** A span of days; `before` is the first that does not count. YYYY-MM-DD. */
export interface Span {
  from: string;
  before: string;
}

const day = (year: number, month: number): string => new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);

/** The quarter that a day lies in and those before it, newest first. */
export function quartersUntil(today: string, count: number): (Span & { year: number; quarter: number })[] {
  const [year = 1970, month = 1] = today.split('-').map(Number);
  const first = Math.floor((month - 1) / 3);
  return Array.from({ length: count }, (_, back) => {
    const index = year * 4 + first - back;
    const [ofYear, quarter] = [Math.floor(index / 4), index % 4];
    return { year: ofYear, quarter: quarter + 1, from: day(ofYear, quarter * 3), before: day(ofYear, quarter * 3 + 3) };
  });
}

/** The span of an address, or the quarter before the present one, which is complete. */
export function spanOf(query: URLSearchParams, today: string): Span {
  const [from, before] = [query.get('from'), query.get('before')];
  const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay(from) && isDay(before) && from < before) return { from, before };
  const last = quartersUntil(today, 2)[1];
  return last ? { from: last.from, before: last.before } : { from: today, before: today };
}
