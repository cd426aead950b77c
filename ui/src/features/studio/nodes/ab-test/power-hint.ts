import { detectableProportionChange } from '@arbiter/reports/stats/power';
import { allShares, type Arm } from './shares.js';

export interface PowerQuestion {
  callsPerDay: number;
  days: number;
  /** Share of calls with the wanted response under the champion, 0 to 1. */
  baseRate: number;
}

export interface ArmPower {
  port: string;
  /** Calls of the arm over all days. */
  calls: number;
  /** Smallest rise of the share that shows in four of five tests at 5 %; null where even the largest would not. */
  absolute: number | null;
  relative: number | null;
}

/** The arm that the others are held against: the one marked as champion, else the one with the greatest share. */
export function championOf<A extends Pick<Arm, 'share' | 'champion'>>(arms: readonly A[]): A | undefined {
  return arms.find(({ champion }) => champion) ?? [...arms].sort((one, other) => other.share - one.share)[0];
}

/** What each challenger can show against the champion. */
export function powerHints(arms: readonly Arm[], { callsPerDay, days, baseRate }: PowerQuestion): ArmPower[] {
  const champion = championOf(arms);
  const total = callsPerDay * days;
  if (!champion || !(total > 0)) return [];
  return arms.filter((arm) => arm !== champion && arm.share > 0).map(({ port, share }) => {
    const both = share + champion.share;
    const change = champion.share > 0 ? detectableProportionChange(baseRate, (total * both) / allShares, { targetShare: share / both }) : null;
    const known = change && 'absolute' in change ? change : null;
    return { port, calls: Math.round((total * share) / allShares), absolute: known?.absolute ?? null, relative: known?.relative ?? null };
  });
}

/** Days after which a rise of so much (absolute) would show for the smallest challenger, at most two years; null beyond. */
export function daysUntil(arms: readonly Arm[], question: Omit<PowerQuestion, 'days'>, rise: number): number | null {
  const shows = (days: number): boolean => {
    const hints = powerHints(arms, { ...question, days });
    return hints.length > 0 && hints.every(({ absolute }) => absolute !== null && absolute <= rise);
  };
  if (!shows(730)) return null;
  let [least, most] = [0, 730];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (shows(middle)) most = middle;
    else least = middle;
  }
  return most;
}
