import type { LimitUse } from '@arbiter/contracts';

export interface LimitGroup {
  constraintId: string;
  /** The tightest of its weeks, or the one limit. */
  shown: LimitUse;
  /** All weeks in order, where the limit holds for each. */
  weeks: LimitUse[];
}

const tightness = (limit: LimitUse): number => (limit.limit === 0 ? (limit.used > 0 ? 1 : 0) : (limit.sense === 'at-least' ? -1 : 1) * (limit.used / limit.limit));

/** Limits by the row of the campaign's form that they come from, in the order of their first appearance. */
export function limitGroups(limits: readonly LimitUse[]): LimitGroup[] {
  const groups = new Map<string, LimitUse[]>();
  for (const limit of limits) groups.set(limit.constraintId, [...(groups.get(limit.constraintId) ?? []), limit]);
  return [...groups].flatMap(([constraintId, members]) => {
    const weeks = [...members].sort((a, b) => (a.period ?? 0) - (b.period ?? 0));
    const shown = weeks.reduce<LimitUse | undefined>((best, limit) => (!best || Math.abs(limit.price) > Math.abs(best.price) || (limit.price === best.price && tightness(limit) > tightness(best)) ? limit : best), undefined);
    return shown ? [{ constraintId, shown, weeks: weeks.length > 1 ? weeks : [] }] : [];
  });
}
