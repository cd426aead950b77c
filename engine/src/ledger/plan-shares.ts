import type { Action } from '@arbiter/contracts/catalogue';
import { periodsBetween } from './quota-periods.js';
import type { CompiledQuota } from './quota-takes.js';
import { quotaNeed } from './quota-takes.js';
import { spreadOver } from './spread-over.js';

/** Planned actions of one kind in one week of a campaign. */
export interface PlannedUse {
  week: number;
  action: Action;
  actions: number;
  /** Sum of their costs, each rounded up. */
  costMinor: number;
}

export interface PlanCalendar {
  campaignId: string;
  /** First instant of week 0. */
  startsMs: number;
  weeks: number;
  nowMs: number;
}

/** What a plan's week sets aside in one period of a quota. */
export interface QuotaShare {
  week: number;
  quotaId: string;
  period: string;
  /** Null: the period never ends. */
  endMs: number | null;
  size: number;
  atMost: number;
}

/** A week that needs more of a quota than its periods have left together. */
export interface QuotaShortage {
  quotaId: string;
  title: string;
  week: number;
  /** Periods of the quota that the week touches. */
  periods: string[];
  have: number;
  need: number;
}

export interface PlanShares {
  shares: QuotaShare[];
  /** Actions that the shares of a week and quota are for. */
  actionsOf: { week: number; quotaId: string; actions: string[] }[];
  shortages: QuotaShortage[];
}

const weekMs = 7 * 86_400_000;

/** Instants of a week of a campaign, [from, to), without what is over. */
export const weekSpan = ({ startsMs, nowMs }: Pick<PlanCalendar, 'startsMs' | 'nowMs'>, week: number): { fromMs: number; toMs: number } => ({ fromMs: Math.max(nowMs, startsMs + week * weekMs), toMs: startsMs + (week + 1) * weekMs });

/** Periods of a quota that may be used for a week, with what of the week lies in each. */
function periodsOfWeek(quota: CompiledQuota, span: { fromMs: number; toMs: number }): { period: string; endMs: number; weight: number }[] {
  return periodsBetween(quota.document, span.fromMs, span.toMs).flatMap(({ period, startMs, endMs }) => {
    const from = Math.max(startMs, span.fromMs);
    const to = Math.min(endMs, span.toMs);
    return quota.isOn(from) || quota.isOn(to - 1) ? [{ period, endMs, weight: to - from }] : [];
  });
}

/**
 * What a plan sets aside of the company's quotas: each week's need is spread over the periods that the week touches, in proportion to the
 * time of the week in them, as far as they have room. Quotas by hour are left out: a plan knows no hours, so that its actions take from
 * them when they are given. `roomOf` says what a quota has left in a period; it is asked once for each.
 */
export function planShares(quotas: readonly CompiledQuota[], uses: readonly PlannedUse[], calendar: PlanCalendar, roomOf: (quota: CompiledQuota, period: string) => number): PlanShares {
  const result: PlanShares = { shares: [], actionsOf: [], shortages: [] };
  for (const quota of quotas) {
    if (quota.document.per === 'hour') continue;
    const rooms = new Map<string, number>();
    const matching = uses.filter(({ action }) => quota.matches({ action, campaignId: calendar.campaignId }));
    for (let week = 0; week < calendar.weeks; week += 1) {
      const span = weekSpan(calendar, week);
      if (span.toMs <= span.fromMs) continue;
      const ofWeek = matching.filter((use) => use.week === week && needOf(quota, use) > 0);
      const need = ofWeek.reduce((sum, use) => sum + needOf(quota, use), 0);
      const periods = need === 0 ? [] : periodsOfWeek(quota, span);
      if (periods.length === 0) continue;
      for (const { period } of periods) if (!rooms.has(period)) rooms.set(period, Math.max(0, roomOf(quota, period)));
      const sizes = spreadOver(need, periods.map(({ period, weight }) => ({ weight, room: rooms.get(period)! })));
      if (!sizes) {
        const have = periods.reduce((sum, { period }) => sum + rooms.get(period)!, 0);
        result.shortages.push({ quotaId: quota.id, title: quota.document.title, week, periods: periods.map(({ period }) => period), have, need });
        continue;
      }
      result.actionsOf.push({ week, quotaId: quota.id, actions: [...new Set(ofWeek.map(({ action }) => action.id))] });
      periods.forEach(({ period, endMs }, index) => {
        const size = sizes[index]!;
        if (size === 0) return;
        rooms.set(period, rooms.get(period)! - size);
        result.shares.push({ week, quotaId: quota.id, period, endMs: Number.isFinite(endMs) ? endMs : null, size, atMost: quota.document.atMost });
      });
    }
  }
  return result;
}

const needOf = (quota: CompiledQuota, { action, actions, costMinor }: PlannedUse): number => (quota.document.unit === 'cost-minor' ? costMinor : quotaNeed(quota, { action }) * actions);

/** Periods that `planShares` may ask about. */
export function periodsOfPlan(quotas: readonly CompiledQuota[], calendar: PlanCalendar): { quotaId: string; period: string }[] {
  const last = weekSpan(calendar, calendar.weeks - 1);
  const fromMs = Math.max(calendar.nowMs, calendar.startsMs);
  return quotas.filter(({ document }) => document.per !== 'hour').flatMap(({ id, document }) => periodsBetween(document, fromMs, last.toMs).map(({ period }) => ({ quotaId: id, period })));
}
