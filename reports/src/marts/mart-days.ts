/** Days since 1970-01-01 of a day written YYYY-MM-DD. */
export function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
}

/** The day written YYYY-MM-DD. */
export function dayText(number: number): string {
  return new Date(number * 86_400_000).toISOString().slice(0, 10);
}

/** The Monday of the day's week; 1970-01-01 was a Thursday. */
export function mondayOf(number: number): number {
  return number - ((((number + 3) % 7) + 7) % 7);
}

/** SQL: zero-based week of the campaign of an instant; weeks before it are negative. */
export function contactWeek(instant: string): string {
  return `toInt16(floor((toInt32(toDate32(${instant})) - toInt32({starts_on:Date32})) / 7))`;
}
