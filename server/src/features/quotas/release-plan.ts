import type { Container } from '../../container.js';
import type { HotState, Take, Timer } from '../../ports/hot-state.js';
import type { TimerHandler } from '../timers/api.js';
import { ledgerKeys } from './ledger-keys.js';
import { accountShareName, quotaShareName, type PlanSetAside, type WeekSetAside } from './plan-set-aside.js';
import type { QuotaMove, QuotaMovesEntry } from './quota-moves.js';
import { releaseTimerId } from './release-timer.js';

const mostAttempts = 50;
const unlimited = Number.MAX_SAFE_INTEGER;

/** What weeks of a plan have not used: the takes that give it back, each refused should somebody use more of it meanwhile. */
export async function leftOfPlan(hotState: Pick<HotState, 'countsOf'>, campaignId: string, { id }: Pick<PlanSetAside, 'id'>, weeks: readonly WeekSetAside[]): Promise<{ takes: Take[]; moves: QuotaMove[] }> {
  const shares = weeks.flatMap(({ week, quotas, accounts }) => [
    ...quotas.flatMap(({ quotaId, shares: list }) => list.map(({ period, size }) => ({ move: { account: 'quota' as const, id: quotaId, period, week }, size, name: quotaShareName(quotaId, period), counters: [ledgerKeys.quota(quotaId, period), ledgerKeys.held(quotaId, period)] }))),
    ...accounts.map(({ constraintId, counter, size }) => ({ move: { account: 'campaign' as const, id: constraintId, period: '', week }, size, name: accountShareName(constraintId), counters: [counter] })),
  ]);
  const keys = shares.map(({ move, name }) => ledgerKeys.planUsed(campaignId, id, move.week, name));
  const used: number[] = [];
  for (let at = 0; at < keys.length; at += 1_000) used.push(...(await hotState.countsOf(keys.slice(at, at + 1_000))));
  const takes: Take[] = [];
  const moves: QuotaMove[] = [];
  shares.forEach(({ move, size, counters }, index) => {
    const left = size - used[index]!;
    if (left <= 0) return;
    takes.push({ key: keys[index]!, by: left, atMost: size }, ...counters.map((key) => ({ key, by: -left, atMost: unlimited })));
    moves.push({ ...move, units: -left });
  });
  return { takes, moves };
}

/**
 * Gives back what a plan has left unused, of the named weeks or of all of them; exactly once, whoever else tries. With the timer that was due,
 * that timer ends in the same step. Of a plan whose weeks are over it stays known that it was set aside, until all of it is given back: the
 * campaign is loaded again after each import.
 */
export async function releasePlan({ hotState, now }: Pick<Container, 'hotState' | 'now'>, campaignId: string, of: { weeks?: readonly number[]; setAsideId?: string; timer?: Timer } = {}): Promise<void> {
  const key = ledgerKeys.plan(campaignId);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text] = await hotState.getMany([key]);
    const plan = text === undefined ? undefined : (JSON.parse(text) as PlanSetAside);
    const weeks = plan && (of.setAsideId === undefined || plan.id === of.setAsideId) ? plan.weeks.filter(({ week }) => of.weeks === undefined || of.weeks.includes(week)) : [];
    const endTimers = of.timer ? [of.timer] : [];
    if (!plan || (weeks.length === 0 && of.weeks !== undefined)) {
      if (endTimers.length > 0) await hotState.commit({ endTimers });
      return;
    }
    const { takes, moves } = await leftOfPlan(hotState, campaignId, plan, weeks);
    const rest = plan.weeks.filter((week) => !weeks.includes(week));
    const entry: QuotaMovesEntry = { kind: 'quota-moves', id: `came-back:${campaignId}:${plan.id}`, at: now().toISOString(), campaignId, moves };
    const result = await hotState.commit({
      expect: [{ key, value: text }],
      puts: [{ key, value: of.weeks === undefined ? undefined : JSON.stringify({ ...plan, weeks: rest }) }],
      takes,
      endTimers,
      dropTimers: weeks.map(({ week }) => releaseTimerId(campaignId, week)).filter((id) => id !== of.timer?.id),
      ...(moves.length > 0 ? { entry: JSON.stringify(entry) } : {}),
    });
    if (result.ok) return;
  }
  throw new Error(`What the plan of campaign ${campaignId} left unused could not be given back: others were always quicker`);
}

/** The week of a plan is over. */
export const releaseWeek: TimerHandler = async (timer, { container }) => {
  const { campaignId, setAsideId, week } = JSON.parse(timer.payload) as { campaignId: string; setAsideId: string; week: number };
  await releasePlan(container, campaignId, { weeks: [week], setAsideId, timer });
};
