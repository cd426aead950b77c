const dayMs = 86_400_000;

/** The date so many days after another, both ISO 8601 calendar dates. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** First day of a week of the campaign; weeks are counted from zero and begin on the campaign's first day of the week. */
export function weekStart(startsOn: string, week: number): string {
  return addDays(startsOn, 7 * week);
}

/** First day of each week of the campaign. */
export function weekStarts(startsOn: string, weeks: number): string[] {
  return Array.from({ length: weeks }, (_, week) => weekStart(startsOn, week));
}
