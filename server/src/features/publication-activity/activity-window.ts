import { countedSeconds } from '../publications/api.js';

/** What is looked at, in whole steps of time; instants in epoch seconds. */
export interface ActivityWindow {
  from: number;
  /** The end of the present bucket, which is not over. */
  to: number;
  bucketSeconds: number;
  buckets: number;
  /** Begin of the last minute: whole ten seconds, as calls without a record are counted, so that it is 50 to 60 seconds long. */
  minuteFrom: number;
  /** Begin of the day in the reader's zone. */
  dayFrom: number;
}

const mostBuckets = 60;

export function activityWindow(nowMs: number, minutes: number, dayFromMs: number): ActivityWindow {
  const now = Math.floor(nowMs / 1000);
  const bucketSeconds = Math.max(countedSeconds, Math.ceil((minutes * 60) / mostBuckets / countedSeconds) * countedSeconds);
  const buckets = Math.max(1, Math.ceil((minutes * 60) / bucketSeconds));
  const last = Math.floor(now / bucketSeconds) * bucketSeconds;
  return { from: last - (buckets - 1) * bucketSeconds, to: last + bucketSeconds, bucketSeconds, buckets, minuteFrom: Math.floor(now / countedSeconds) * countedSeconds - 60 + countedSeconds, dayFrom: Math.floor(dayFromMs / 1000) };
}

/** Midnight of the day that an instant belongs to in a zone; where there is no midnight, the first instant of the day. */
export function startOfDay(nowMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  const read = (ms: number): { day: string; seconds: number } => {
    const at = Object.fromEntries(parts.formatToParts(ms).map(({ type, value }) => [type, value]));
    return { day: `${at.year}-${at.month}-${at.day}`, seconds: Number(at.hour) * 3600 + Number(at.minute) * 60 + Number(at.second) };
  };
  const { day, seconds } = read(nowMs);
  const guess = Math.floor(nowMs / 1000) * 1000 - seconds * 1000;
  // A change of the clock between midnight and now moves the guess by its hours.
  for (let step = -3; step <= 3; step += 0.5) {
    const at = guess + step * 3_600_000;
    if (read(at).day === day && read(at - 1000).day !== day) return at;
  }
  return guess;
}
