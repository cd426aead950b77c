import { ProblemError } from '../../http/problem-error.js';

/** The calendar date of an instant in a zone (UTC when left out), YYYY-MM-DD. Throws validation-failed for a zone that nobody knows. */
export function todayIn(timeZone: string | undefined, now: Date): string {
  if (timeZone === undefined || timeZone === 'UTC') return now.toISOString().slice(0, 10);
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
  } catch (error) {
    const message = `There is no time zone ${JSON.stringify(timeZone)}: take an IANA name such as Europe/Moscow`;
    throw new ProblemError('validation-failed', message, { faults: [{ path: '/source/query/timeZone', code: 'unknown-time-zone', message }], cause: error });
  }
}
