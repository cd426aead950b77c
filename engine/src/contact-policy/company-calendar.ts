const dayMs = 86_400_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Days since 1970-01-01 of the calendar date that an instant falls on in a time zone (IANA name). */
export function dayOf(atMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return Math.floor(atMs / dayMs);
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric', era: 'short' });
    formatters.set(timeZone, formatter);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(atMs)) parts[type] = value;
  return Date.UTC(Number(parts.year), Number(parts.month) - 1, Number(parts.day)) / dayMs;
}

/** Days since 1970-01-01 of a calendar date `YYYY-MM-DD`. */
export const dayOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/** Zero-based week of a campaign that a day falls in: week w is [startsOn + 7w, startsOn + 7w + 7). Negative before the campaign. */
export const weekOf = (day: number, startsOnDay: number): number => Math.floor((day - startsOnDay) / 7);
