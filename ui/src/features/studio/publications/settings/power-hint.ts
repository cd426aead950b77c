import { sampleSizeForProportions } from '@arbiter/reports/stats/power';
import { isKnown } from '@arbiter/reports/stats/result';

export interface PowerQuestion {
  /** Share of the calls of the two arms that go to the smaller one's side, 0 to 1. */
  targetShare: number;
  /** The rate now, 0 to 1. */
  baseRate: number;
  /** The difference that must not be missed, 0 to 1. */
  difference: number;
  /** Calls of both arms a day; 0 where nothing is known. */
  callsPerDay: number;
}

/** How many calls tell the difference with a power of 80 % at 5 %, and in how many days they come; null where no number of calls does. */
export function powerHint({ targetShare, baseRate, difference, callsPerDay }: PowerQuestion): { calls: number; days: number | null } | null {
  const size = sampleSizeForProportions(baseRate, baseRate + difference, { targetShare });
  if (!isKnown(size)) return null;
  return { calls: size.totalUnits, days: callsPerDay > 0 ? Math.ceil(size.totalUnits / callsPerDay) : null };
}
