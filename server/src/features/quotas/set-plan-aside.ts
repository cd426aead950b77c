import { randomUUID } from 'node:crypto';
import type { Action } from '@arbiter/contracts';
import { compileQuotas, periodsOfPlan, planShares, type CompiledQuota, type PlanCalendar, type PlannedUse, type PlanShares, type QuotaShortage } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Take, Timer } from '../../ports/hot-state.js';
import { listConfiguration, type Configured } from '../configuration/api.js';
import { ledgerKeys } from './ledger-keys.js';
import type { PlanSetAside } from './plan-set-aside.js';
import { leftOfPlan } from './release-plan.js';
import type { QuotaMovesEntry } from './quota-moves.js';
import { releaseTimerId } from './release-timer.js';

type Stores = Pick<Container, 'repository' | 'analytics' | 'hotState' | 'now'>;

/** Decisions that began in a week may still be under way when it ends. */
const graceMs = 600_000;
const mostAttempts = 50;
const dayMs = 86_400_000;

export interface PlanToSetAside {
  campaignId: string;
  runId: string;
  startsOn: string;
  weeks: number;
  /** The campaign's actions, as the catalogue has them now. */
  actions: readonly Action[];
  /** What weeks of the plan use of the campaign's own accounts, by constraint and counter. */
  accounts: readonly { week: number; constraintId: string; counter: string; size: number }[];
  /** The campaign acts already and its counters were lost: it is taken in whether or not there is room. */
  evenWithoutRoom: boolean;
}

/** The company's quotas that count, as the repository has them. */
export async function readQuotas({ repository }: Pick<Container, 'repository'>): Promise<CompiledQuota[]> {
  return compileQuotas((await listConfiguration(repository, 'quotas')) as Configured<'quotas'>[]);
}

/** What a plan uses, by week and action. */
export async function readPlannedUse({ analytics }: Pick<Container, 'analytics'>, runId: string, actions: readonly Action[]): Promise<PlannedUse[]> {
  const known = new Map(actions.map((action) => [action.id, action]));
  const rows = await analytics.query<{ week: number; actionId: string; actions: string; costMinor: string | number }>(
    'SELECT toInt32(period) AS week, toString(action_id) AS actionId, count() AS actions, toInt64(sum(ceil(cost_minor))) AS costMinor FROM plan_rows FINAL WHERE run_id = {run:String} GROUP BY week, actionId',
    { run: runId },
  );
  return rows.flatMap(({ week, actionId, actions: count, costMinor }) => {
    const action = known.get(actionId);
    return action ? [{ week: Number(week), action, actions: Number(count), costMinor: Number(costMinor) }] : [];
  });
}

const calendarOf = ({ campaignId, startsOn, weeks }: Pick<PlanToSetAside, 'campaignId' | 'startsOn' | 'weeks'>, nowMs: number): PlanCalendar => ({ campaignId, startsMs: Date.parse(`${startsOn}T00:00:00Z`), weeks, nowMs });

/** What a plan would set aside now, and where the quotas have too little. Changes nothing. */
export async function checkPlanRoom(stores: Stores, plan: Pick<PlanToSetAside, 'campaignId' | 'runId' | 'startsOn' | 'weeks' | 'actions'>): Promise<PlanShares> {
  const quotas = await readQuotas(stores);
  if (quotas.length === 0) return { shares: [], actionsOf: [], shortages: [] };
  const [uses, before] = await Promise.all([readPlannedUse(stores, plan.runId, plan.actions), stores.hotState.getMany([ledgerKeys.plan(plan.campaignId)])]);
  // What the same plan has set aside already is no need of its own.
  if (before[0] !== undefined && (JSON.parse(before[0]) as PlanSetAside).runId === plan.runId) return { shares: [], actionsOf: [], shortages: [] };
  return sharesNow(stores, quotas, uses, calendarOf(plan, stores.now().getTime()), false);
}

async function sharesNow({ hotState }: Pick<Stores, 'hotState'>, quotas: readonly CompiledQuota[], uses: readonly PlannedUse[], calendar: PlanCalendar, evenWithoutRoom: boolean, comesBack: readonly Take[] = []): Promise<PlanShares> {
  const periods = periodsOfPlan(quotas, calendar).map(({ quotaId, period }) => ledgerKeys.quota(quotaId, period));
  const used = new Map<string, number>();
  for (let at = 0; at < periods.length; at += 1_000) {
    const part = periods.slice(at, at + 1_000);
    (await hotState.countsOf(part)).forEach((count, index) => used.set(part[index]!, count));
  }
  for (const { key, by } of comesBack) used.set(key, (used.get(key) ?? 0) + by);
  return planShares(quotas, uses, calendar, (quota, period) => (evenWithoutRoom ? Number.MAX_SAFE_INTEGER : quota.document.atMost - (used.get(ledgerKeys.quota(quota.id, period)) ?? 0)));
}

/**
 * Sets a plan aside in the company's quotas, all of it or nothing, with the timers that give back what its weeks leave unused. Of the same
 * run again it changes nothing, of another run it replaces what was set aside before.
 * @throws quota-exceeded where the quotas have too little
 */
export async function setPlanAside(stores: Stores, plan: PlanToSetAside): Promise<PlanSetAside> {
  const quotas = await readQuotas(stores);
  return setUsesAside(stores, quotas, quotas.length === 0 ? [] : await readPlannedUse(stores, plan.runId, plan.actions), plan);
}

/** The step in the hot state, with the quotas and what the plan uses. */
export async function setUsesAside({ hotState, now }: Pick<Stores, 'hotState' | 'now'>, quotas: readonly CompiledQuota[], uses: readonly PlannedUse[], plan: Omit<PlanToSetAside, 'actions'>): Promise<PlanSetAside> {
  const key = ledgerKeys.plan(plan.campaignId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text] = await hotState.getMany([key]);
    const before = text === undefined ? undefined : (JSON.parse(text) as PlanSetAside);
    if (before?.runId === plan.runId) return before;
    const left = before ? await leftOfPlan(hotState, plan.campaignId, before, before.weeks) : { takes: [], moves: [] };
    const nowMs = now().getTime();
    const calendar = calendarOf(plan, nowMs);
    const { shares, actionsOf, shortages } = await sharesNow({ hotState }, quotas, uses, calendar, plan.evenWithoutRoom, left.takes);
    if (shortages.length > 0) throw shortageProblem(shortages, plan);
    const setAside = printable(plan, calendar, shares, actionsOf);
    const takes: Take[] = shares.flatMap(({ quotaId, period, size, atMost }) => [
      { key: ledgerKeys.quota(quotaId, period), by: size, atMost: plan.evenWithoutRoom ? Number.MAX_SAFE_INTEGER : atMost },
      { key: ledgerKeys.held(quotaId, period), by: size, atMost: Number.MAX_SAFE_INTEGER },
    ]);
    const entry: QuotaMovesEntry = { kind: 'quota-moves', id: `set-aside:${plan.campaignId}:${setAside.id}`, at: new Date(nowMs).toISOString(), campaignId: plan.campaignId, moves: [...left.moves, ...shares.map(({ quotaId, period, size, week }) => ({ account: 'quota' as const, id: quotaId, period, week, units: size }))] };
    const result = await hotState.commit({
      expect: [{ key, value: text }],
      puts: [{ key, value: JSON.stringify(setAside) }],
      takes: [...left.takes, ...takes],
      dropTimers: before ? before.weeks.map(({ week }) => releaseTimerId(plan.campaignId, week)) : [],
      timers: setAside.weeks.map(({ week, endsMs }): Timer => ({ id: releaseTimerId(plan.campaignId, week), dueMs: endsMs + graceMs, payload: JSON.stringify({ campaignId: plan.campaignId, setAsideId: setAside.id, week }) })),
      ...(entry.moves.length > 0 ? { entry: JSON.stringify(entry) } : {}),
    });
    if (result.ok) return setAside;
  }
  throw new ProblemError('overloaded', 'The quotas are used by so many at once that the plan could not be set aside; launch the campaign again in some seconds', { retryAfterSeconds: 5 });
}

function printable(plan: Omit<PlanToSetAside, 'actions'>, calendar: PlanCalendar, shares: PlanShares['shares'], actionsOf: PlanShares['actionsOf']): PlanSetAside {
  const weeks = Array.from({ length: plan.weeks }, (_, week) => ({
    week,
    endsMs: calendar.startsMs + (week + 1) * 7 * dayMs,
    quotas: actionsOf.filter((one) => one.week === week).map(({ quotaId, actions }) => ({ quotaId, actions, shares: shares.filter((share) => share.week === week && share.quotaId === quotaId).map(({ period, endMs, size }) => ({ period, endMs, size })) })),
    accounts: plan.accounts.filter((account) => account.week === week && account.size > 0).map(({ constraintId, counter, size }) => ({ constraintId, counter, size })),
  }));
  return { id: randomUUID(), runId: plan.runId, weeks: weeks.filter(({ quotas, accounts }) => quotas.length > 0 || accounts.length > 0) };
}

/** Names the worst of what is short, and all of it in the faults. */
export function shortageProblem(shortages: readonly QuotaShortage[], { startsOn }: Pick<PlanToSetAside, 'startsOn'>): ProblemError {
  const first = shortages[0]!;
  const faults = shortages.slice(0, 100).map((shortage) => ({ path: `/quotas/${shortage.quotaId}`, code: 'quota-exceeded', message: tell(shortage, startsOn) }));
  const message = `${tell(first, startsOn)}${shortages.length > 1 ? ` (and ${shortages.length - 1} more)` : ''}. Give the quota more, launch later, or optimise again with a capacity that it can hold`;
  return new ProblemError('quota-exceeded', message, { faults });
}

function tell({ quotaId, title, week, periods, have, need }: QuotaShortage, startsOn: string): string {
  const from = new Date(Date.parse(`${startsOn}T00:00:00Z`) + week * 7 * dayMs).toISOString().slice(0, 10);
  const span = periods.length === 1 ? periods[0] : `${periods[0]} to ${periods.at(-1)}`;
  return `The quota "${title}" (${quotaId}) has ${have} left in ${span}, and week ${week + 1} of the plan (from ${from}) needs ${need}`;
}
