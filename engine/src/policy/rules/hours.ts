import type { Hours, PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import { compileContactFilter } from '../contact-filter.js';
import { dayMs, minuteMs } from '../zone-clock.js';
import type { RuleBody, RuleCase } from './rule-body.js';

/** Longer than any row of days off that a calendar can hold. */
const searchDays = 2_500;

/** Minutes since midnight of `HH:MM`. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const spanOf = (hours: Hours | null): { fromMs: number; toMs: number } | undefined => (hours ? { fromMs: minutesOf(hours.from) * minuteMs, toMs: minutesOf(hours.to) * minuteMs } : undefined);

/**
 * Hours in which contacts may be made, by the clock on the customer's wall: from the first minute on, before the last one. Workdays and
 * days off are those of the policy's calendar. An hour that comes twice when clocks go back is allowed twice. Inbound offers are not refused.
 */
export function compileHours(rule: Extract<PolicyRule, { kind: 'hours' }>): RuleBody {
  const speaksOf = compileContactFilter(rule.of);
  const [workdays, daysOff] = [spanOf(rule.workdays), spanOf(rule.daysOff)];
  return {
    speaksOf: (offer) => !offer.inbound && speaksOf(offer),
    refuses({ atMs, clock, calendar }: RuleCase) {
      const local = atMs + clock.stretchAt(atMs).offsetMs;
      const day = Math.floor(local / dayMs);
      const span = calendar(day) ? workdays : daysOff;
      const time = local - day * dayMs;
      return !span || time < span.fromMs || time >= span.toMs;
    },
    untilMs({ atMs, clock, calendar }: RuleCase) {
      const endMs = atMs + searchDays * dayMs;
      let at = atMs;
      while (at < endMs && (workdays || daysOff)) {
        // Within a stretch local time runs evenly; after it the search goes on with the next offset.
        const { offsetMs, untilMs } = clock.stretchAt(at);
        while (at < untilMs) {
          const day = Math.floor((at + offsetMs) / dayMs);
          const time = at + offsetMs - day * dayMs;
          const span = calendar(day) ? workdays : daysOff;
          if (span && time < span.toMs) {
            const open = at + Math.max(0, span.fromMs - time);
            if (open < untilMs) return open;
          }
          at = (day + 1) * dayMs - offsetMs;
        }
        at = untilMs;
      }
      return undefined;
    },
  };
}
