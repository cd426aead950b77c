/** The usual schedules by their parts; any other is an expression of its own. */
export type ScheduleParts =
  | { every: 'minutes'; step: number }
  | { every: 'hour'; minute: number }
  | { every: 'day' | 'weekdays'; time: string }
  | { every: 'week'; days: number[]; time: string }
  | { every: 'month'; day: number; time: string }
  | { every: 'custom'; cron: string };
export type ScheduleEvery = ScheduleParts['every'];
export const scheduleEveries: readonly ScheduleEvery[] = ['minutes', 'hour', 'day', 'weekdays', 'week', 'month', 'custom'];
export const minuteSteps = [5, 10, 15, 20, 30] as const;

const two = (value: number): string => String(value).padStart(2, '0');
const timeOf = (hour: string, minute: string): string | null => (isWithin(hour, 0, 23) && isWithin(minute, 0, 59) ? `${two(Number(hour))}:${two(Number(minute))}` : null);
const isWithin = (text: string, least: number, most: number): boolean => /^\d{1,2}$/.test(text) && Number(text) >= least && Number(text) <= most;

/** Reads a cron expression of five fields. Days of the week are 1 (Monday) to 7. */
export function partsOfCron(cron: string): ScheduleParts {
  const custom: ScheduleParts = { every: 'custom', cron };
  const [minute, hour, day, month, weekday, more] = cron.trim().split(/\s+/);
  if (minute === undefined || hour === undefined || day === undefined || month !== '*' || weekday === undefined || more !== undefined) return custom;
  const step = /^\*\/(\d+)$/.exec(minute);
  if (step && hour === '*' && day === '*' && weekday === '*') return (minuteSteps as readonly number[]).includes(Number(step[1])) ? { every: 'minutes', step: Number(step[1]) } : custom;
  if (hour === '*' && day === '*' && weekday === '*') return isWithin(minute, 0, 59) ? { every: 'hour', minute: Number(minute) } : custom;
  const time = timeOf(hour, minute);
  if (time === null) return custom;
  if (day !== '*') return weekday === '*' && isWithin(day, 1, 31) ? { every: 'month', day: Number(day), time } : custom;
  if (weekday === '*') return { every: 'day', time };
  if (weekday === '1-5') return { every: 'weekdays', time };
  const days = weekday.split(',');
  return days.every((one) => isWithin(one, 0, 7)) ? { every: 'week', days: [...new Set(days.map((one) => (one === '0' ? 7 : Number(one))))].sort((a, b) => a - b), time } : custom;
}

/** The expression of five fields that says the same. */
export function cronOfParts(parts: ScheduleParts): string {
  if (parts.every === 'custom') return parts.cron;
  if (parts.every === 'minutes') return `*/${parts.step} * * * *`;
  if (parts.every === 'hour') return `${parts.minute} * * * *`;
  const [hour = 0, minute = 0] = parts.time.split(':').map(Number);
  const at = `${minute} ${hour}`;
  if (parts.every === 'day') return `${at} * * *`;
  if (parts.every === 'weekdays') return `${at} * * 1-5`;
  if (parts.every === 'week') return `${at} * * ${parts.days.length > 0 ? parts.days.join(',') : '1'}`;
  return `${at} ${'day' in parts ? parts.day : 1} * *`;
}

/** The parts of another kind of schedule, with the time kept where both have one. */
export function partsFor(every: ScheduleEvery, from: ScheduleParts): ScheduleParts {
  const time = 'time' in from && from.time ? from.time : '06:00';
  switch (every) {
    case 'minutes': return { every, step: 15 };
    case 'hour': return { every, minute: 0 };
    case 'day': case 'weekdays': return { every, time };
    case 'week': return { every, days: [1], time };
    case 'month': return { every, day: 1, time };
    case 'custom': return { every, cron: cronOfParts(from) };
  }
}
