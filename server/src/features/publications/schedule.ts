import type { Fault, PublicationSettings } from '@arbiter/contracts';
import { CronExpressionParser } from 'cron-parser';

export type Schedule = NonNullable<PublicationSettings['schedule']>;

/** Why an expression cannot be used: five fields, nothing drawn at random, and at least one instant at which it is due. */
export function faultOfSchedule({ cron, timeZone }: Schedule): Pick<Fault, 'path' | 'code' | 'message'> | undefined {
  const refuse = (why: string) => ({ path: '/schedule/cron', code: 'cron-invalid', message: `"${cron}" is no cron expression (${why}): use five fields such as "0 6 * * 1-5"` });
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5 && !(fields.length === 1 && cron.trim().startsWith('@'))) return refuse(`it has ${fields.length} fields: minute, hour, day of the month, month, day of the week`);
  if (/(^|[\s,])H/i.test(cron)) return refuse('H would be another instant each time that it is read');
  try {
    CronExpressionParser.parse(cron, { tz: timeZone }).next();
    return undefined;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const dayMs = 86_400_000;
/** How far back a schedule is walked to know when it was due last; the first that shows an instant is enough. */
const windowsMs = [2 * dayMs, 40 * dayMs, 800 * dayMs, 30 * 366 * dayMs];

/**
 * Instants in order, beginning after a day. Only a walk tells the hours of daylight saving time rightly: in the hour that is left out a
 * schedule is due right after it, in the one that comes twice only the first time. Asked in the middle of such an hour, or backwards, the
 * parser answers otherwise.
 */
function* walk({ cron, timeZone }: Schedule, after: Date): Generator<Date> {
  const expression = CronExpressionParser.parse(cron, { tz: timeZone, currentDate: after });
  for (;;) yield expression.next().toDate();
}

/** The last instant at which a schedule is due, later than `after` and not later than `now`. */
export function lastDue(schedule: Schedule, after: Date, now: Date): Date | undefined {
  const [soonest] = walk(schedule, after);
  if (!soonest || soonest > now) return undefined;
  for (const windowMs of windowsMs) {
    let last: Date | undefined;
    for (const due of walk(schedule, new Date(now.getTime() - windowMs))) {
      if (due > now) break;
      last = due;
    }
    if (last) return last > after ? last : undefined;
  }
  return undefined;
}

/** The first instant later than `after`. */
export function nextDue(schedule: Schedule, after: Date): Date {
  for (const due of walk(schedule, new Date(after.getTime() - 2 * dayMs))) if (due > after) return due;
  throw new Error('A walk has no end');
}
