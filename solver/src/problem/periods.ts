const dayMs = 86_400_000;

/** Monday of an ISO 8601 week, in days since 1970-01-01. */
function isoWeekStart(year: number, week: number): number | null {
  const fourth = Date.UTC(year, 0, 4) / dayMs;
  const firstMonday = fourth - ((fourth + 3) % 7);
  const start = firstMonday + 7 * (week - 1);
  const nextFourth = Date.UTC(year + 1, 0, 4) / dayMs;
  return week >= 1 && start < nextFourth - ((nextFourth + 3) % 7) ? start : null;
}

/** First day of an ISO week, date or month, in days since 1970-01-01; null when the name is none of these. */
export function dayOf(name: string): number | null {
  const week = /^(\d{4})-W(\d{2})$/.exec(name);
  if (week) return isoWeekStart(Number(week[1]), Number(week[2]));
  const date = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(name);
  if (!date) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3] ?? 1)];
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.getTime() / dayMs : null;
}

/**
 * First day of each period, counted from the first day of the first: ISO weeks `2026-W48`, dates `2026-11-23` or months `2026-11`.
 * Null when a name is none of these or the periods do not go forward in time.
 */
export function periodStartDays(periods: readonly string[]): number[] | null {
  const days: number[] = [];
  for (const name of periods) {
    const day = dayOf(name);
    if (day === null || (days.length > 0 && day <= days[days.length - 1]!)) return null;
    days.push(day);
  }
  return days.map((day) => day - days[0]!);
}
