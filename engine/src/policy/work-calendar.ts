import { dayOfDate } from '../contact-policy/company-calendar.js';
import { weekdayOf } from './zone-clock.js';

/** Whether a calendar day (days since 1970-01-01) is a workday. */
export type WorkCalendar = (day: number) => boolean;

/** Monday to Friday, except days off; and those Saturdays and Sundays that are workdays. */
export function compileWorkCalendar({ daysOff = [], workdays = [] }: { daysOff?: readonly string[]; workdays?: readonly string[] } = {}): WorkCalendar {
  const exceptions = new Map<number, boolean>();
  for (const date of daysOff) exceptions.set(dayOfDate(date), false);
  for (const date of workdays) exceptions.set(dayOfDate(date), true);
  return (day) => exceptions.get(day) ?? weekdayOf(day) < 5;
}
