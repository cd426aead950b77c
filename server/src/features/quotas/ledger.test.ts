import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Action, QuotaDocument } from '@arbiter/contracts';
import { compileQuotas, confirmHold, emptyState, releaseHold, type CustomerState, type HoldsAfter } from '@arbiter/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHotState } from '../../adapters/hot-state/open-hot-state.js';
import type { Container } from '../../container.js';
import type { Commit, CommitResult, HotState, Take } from '../../ports/hot-state.js';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { makeConfiguration } from '../configuration/api.js';
import { hotKeys, printState, readState } from '../decisions/api.js';
import { endOffers } from '../holds/expire-holds.js';
import { changesOfEndedHolds, holdOfOffer } from './offer-holds.js';
import { conversionTakesOf, plannedTakesOf, type PlanOwner } from './planned-takes-of.js';
import { quotaTakesOf } from './quota-takes-of.js';
import { ledgerKeys } from './ledger-keys.js';
import { releasePlan, releaseWeek } from './release-plan.js';
import { releaseTimerKind } from './release-timer.js';
import { setUsesAside } from './set-plan-aside.js';
import { noteSpent } from './spent-shares.js';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-11-25T00:00:00Z');
const documents: Record<string, QuotaDocument> = {
  day: { title: 'Calls', active: true, of: { channel: ['phone'] }, atMost: 4, unit: 'contacts', per: 'day', timeZone: 'Europe/Moscow' },
  month: { title: 'Money', active: true, of: {}, atMost: 9_000, unit: 'cost-minor', per: 'month', timeZone: 'UTC' },
  hour: { title: 'Line', active: true, of: {}, atMost: 2, unit: 'contacts', per: 'hour', timeZone: 'UTC' },
  shop: { title: 'Vouchers', active: true, of: {}, partner: 'shop', atMost: 12, unit: 'contacts', per: 'total', timeZone: 'UTC' },
};
const configuration = makeConfiguration(Object.entries(documents).map(([id, document]) => ({ kind: 'quotas' as const, id, version: 1, document })));
const quotas = compileQuotas(configuration.of('quotas'));
const call: Action = { id: 'call', title: { ru: '', en: '' }, channel: 'phone', stage: 'offer', costMinor: 300, partner: 'shop', points: 10 };
const periods: Record<string, string[]> = { day: [], month: ['2026-11', '2026-12'], hour: [], shop: ['total'] };
for (let day = -1; day < 25; day += 1) {
  const date = new Date(startMs + day * dayMs).toISOString().slice(0, 10);
  periods.day!.push(date);
  for (let hour = 0; hour < 24; hour += 1) periods.hour!.push(`${date}T${String(hour).padStart(2, '0')}+0000`);
}
const allPeriods = Object.entries(periods).flatMap(([id, list]) => list.map((period) => ({ id, period })));

/** What happened, told by one who keeps books of his own. */
class Books {
  readonly given = new Map<string, number>();
  move(id: string, period: string, by: number): void {
    this.given.set(`${id} ${period}`, (this.given.get(`${id} ${period}`) ?? 0) + by);
  }
}

type Step = { kind: 'give' | 'offer' | 'accept' | 'refuse' | 'wait' | 'convert' | 'lost-answer'; customer: number; hours: number };
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom('give', 'give', 'offer', 'offer', 'accept', 'refuse', 'wait', 'wait', 'convert', 'lost-answer'), customer: fc.integer({ min: 0, max: 5 }), hours: fc.integer({ min: 1, max: 40 }) });

describe.each(['LMDB', ...(whyNoRedis() ? [] : ['Redis'])])('the ledger on %s', (name) => {
  let hotState: HotState;
  let stop: () => Promise<unknown>;
  let nowMs = startMs;
  let campaigns = 0;
  const containerOf = (state: HotState) => ({ hotState: state, now: () => new Date(nowMs) }) as unknown as Container;

  beforeAll(async () => {
    if (name === 'LMDB') {
      const directory = await mkdtemp(join(tmpdir(), 'arbiter-ledger-'));
      hotState = await openHotState({ directory, redisUrl: undefined });
      stop = () => hotState.close().then(() => rm(directory, { recursive: true, force: true }));
    } else {
      const server = await startRedisServer();
      hotState = await openHotState({ directory: '', redisUrl: server.url });
      stop = () => hotState.close().then(() => server.stop());
    }
  }, 60_000);
  afterAll(() => stop());

  const counts = async (of: (id: string, period: string) => string, among = allPeriods) => new Map((await hotState.countsOf(among.map(({ id, period }) => of(id, period)))).map((count, index) => [`${among[index]!.id} ${among[index]!.period}`, count]));
  const planOf = (actions: [number, number]) => ({ uses: actions.map((count, week) => ({ week, action: call, actions: count, costMinor: count * 300 })), plan: { campaignId: `c${(campaigns += 1)}`, runId: 'run', startsOn: '2026-11-25', weeks: 2, accounts: [{ week: 0, constraintId: 'all', counter: `account:c${campaigns}:all`, size: actions[0] }], evenWithoutRoom: false } });
  const readCustomer = async (id: string) => {
    const [text] = await hotState.getMany([hotKeys.state(id)]);
    return { text, state: readState(text) };
  };
  const change = (id: string, text: string | undefined, state: CustomerState): Pick<Commit, 'expect' | 'puts'> => ({ expect: [{ key: hotKeys.state(id), value: text }], puts: [{ key: hotKeys.state(id), value: printState(state, nowMs) }] });

  /** A commit whose shares of the plan are chosen anew while they turn out to be used up. */
  async function commitPlanned(commitOf: () => Commit & { takes: Take[] }): Promise<CommitResult> {
    for (;;) {
      const commit = commitOf();
      const result = await hotState.commit(commit);
      if (result.ok || result.why !== 'limit' || !noteSpent(result.key, commit.takes)) return result;
    }
  }

  async function runTimers(kind: string, handler: typeof endOffers): Promise<void> {
    const due = await hotState.dueTimers(kind, nowMs, 1_000);
    // Two processes are at each timer at once, and one of them saw it before it ended.
    for (const timer of due) await Promise.all([1, 2].map(() => handler(timer, { container: containerOf(hotState), nowMs, signal: new AbortController().signal })));
    for (const timer of due) await handler(timer, { container: containerOf(hotState), nowMs, signal: new AbortController().signal });
  }

  it('never passes a quota, and gives back exactly what was not used, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 5 })), fc.array(step, { minLength: 5, maxLength: 45 }), async (actions, steps) => {
        await hotState.removePrefix('quota');
        await hotState.removePrefix('customer:');
        for (const kind of ['hold', releaseTimerKind]) await hotState.commit({ dropTimers: (await hotState.dueTimers(kind, Number.MAX_SAFE_INTEGER, 1_000)).map(({ id }) => id) });
        nowMs = startMs;
        const books = new Books();
        const { plan, uses } = planOf(actions);
        await hotState.setCounts([[`account:${plan.campaignId}:all`, actions[0]]]);
        const setAside = await setUsesAside(containerOf(hotState), quotas, uses, plan);
        // Once more, as by a job that was killed before it could say so: nothing is set aside twice.
        expect(await setUsesAside(containerOf(hotState), quotas, uses, plan)).toEqual(setAside);
        const owner: PlanOwner = { id: plan.campaignId, setAside, accounts: [{ constraintId: 'all', unit: 'actions', of: {}, for: undefined, perWeek: false, atMost: 100 }] };
        const left = [...actions];
        let givenInFirstWeek = 0;
        let decisions = 0;
        const week = () => Math.floor((nowMs - startMs) / (7 * dayMs));

        const offer = async (customerId: string, planned: boolean) => {
          const { text, state } = await readCustomer(customerId);
          const decisionId = `d${(decisions += 1)}`;
          let counted = quotaTakesOf(configuration, { action: call, campaignId: null }, nowMs);
          const result = await commitPlanned(() => {
            const takes = planned ? plannedTakesOf(configuration, owner, { action: call, week: week(), costMinor: 300, attributes: {} }, nowMs) : { takes: counted, counted };
            counted = takes.counted;
            const hold = holdOfOffer({ decisionId, customerId, action: call, campaignId: null, untilMs: nowMs + 30 * 3_600_000, takes: counted });
            return { ...change(customerId, text, { ...state, holds: [...state.holds, hold.hold] }), takes: [...takes.takes, ...hold.takes], timers: [hold.timer] };
          });
          if (result.ok) for (const take of counted) books.move(take.quotaId, take.key.slice(`quota:${take.quotaId}:`.length), take.by);
          return result.ok;
        };
        const end = async (customerId: string, how: (state: CustomerState, decisionId: string) => HoldsAfter) => {
          const { text, state } = await readCustomer(customerId);
          const [first] = state.holds;
          if (!first) return;
          const after = how(state, first.decisionId);
          const result = await hotState.commit({ ...change(customerId, text, after.state), ...changesOfEndedHolds(after) });
          expect(result.ok).toBe(true);
          for (const { hold, how: ending } of after.ended) if (ending !== 'confirmed') books.move('shop', 'total', -hold.takes.find(({ key }) => key === 'quota:shop:total')!.by);
        };

        for (const { kind, customer, hours } of steps) {
          const customerId = `p${customer}`;
          if (kind === 'give' && week() < 2 && left[week()]! > 0 && (await offer(customerId, true))) {
            left[week()]! -= 1;
            if (week() === 0) givenInFirstWeek += 1;
          } else if (kind === 'offer') await offer(customerId, false);
          else if (kind === 'accept') await end(customerId, confirmHold);
          else if (kind === 'refuse') await end(customerId, releaseHold);
          else if (kind === 'convert' && week() < 2 && left[week()]! > 0) {
            left[week()]! -= 1;
            const planned = [{ action: call, week: week(), costMinor: 300, attributes: {} }];
            expect((await commitPlanned(() => ({ takes: [...conversionTakesOf(configuration, owner, planned, nowMs), ...(week() === 0 ? [{ key: `account:${plan.campaignId}:all`, by: -1, atMost: 100 }] : [])] }))).ok).toBe(true);
          } else if (kind === 'lost-answer') {
            // A client that never heard the answer has the same step done again: the hold ends once.
            await end(customerId, releaseHold);
            await runTimers('hold', endOffers);
          } else if (kind === 'wait') {
            const states = new Map(await Promise.all([0, 1, 2, 3, 4, 5].map(async (one) => [`p${one}`, (await readCustomer(`p${one}`)).state] as const)));
            nowMs += hours * 3_600_000;
            await runTimers('hold', endOffers);
            for (const state of states.values()) for (const hold of state.holds) if (hold.untilMs <= nowMs) books.move('shop', 'total', -1);
            await runTimers(releaseTimerKind, releaseWeek);
          }
          const near = allPeriods.filter(({ id, period }) => id !== 'hour' || period.startsWith(new Date(nowMs).toISOString().slice(0, 13)));
          const used = await counts(ledgerKeys.quota, near);
          const held = await counts(ledgerKeys.held, near);
          for (const { id, period } of near) {
            const key = `${id} ${period}`;
            expect(used.get(key)! <= documents[id]!.atMost && used.get(key)! >= 0 && held.get(key)! >= 0, `${key}: ${used.get(key)} with ${held.get(key)} set aside`).toBe(true);
          }
        }

        // Everything ends: what remains is what was given, to the last unit.
        nowMs = startMs + 40 * dayMs;
        for (let one = 0; one < 6; one += 1) for (const _ of (await readCustomer(`p${one}`)).state.holds) books.move('shop', 'total', -1);
        await runTimers('hold', endOffers);
        await runTimers(releaseTimerKind, releaseWeek);
        await releasePlan(containerOf(hotState), plan.campaignId);
        const used = await counts(ledgerKeys.quota);
        const held = await counts(ledgerKeys.held);
        for (const { id, period } of allPeriods) expect([id, period, used.get(`${id} ${period}`), held.get(`${id} ${period}`)]).toEqual([id, period, books.given.get(`${id} ${period}`) ?? 0, 0]);
        expect(await hotState.countsOf([`account:${plan.campaignId}:all`])).toEqual([givenInFirstWeek]);
        expect(await hotState.getMany([ledgerKeys.plan(plan.campaignId)])).toEqual([undefined]);
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  it('sets aside all of a plan or nothing, and another plan of the campaign in place of the first', async () => {
    await hotState.removePrefix('quota');
    nowMs = startMs;
    const { plan, uses } = planOf([7, 5]);
    await setUsesAside(containerOf(hotState), quotas, uses, plan);
    const before = await counts(ledgerKeys.quota);
    expect(before.get('shop total')).toBe(12);
    const other = planOf([1, 0]);
    await expect(setUsesAside(containerOf(hotState), quotas, other.uses, other.plan)).rejects.toMatchObject({ code: 'quota-exceeded', message: expect.stringMatching(/"Vouchers" \(shop\) has 0 left in total, and week 1 of the plan \(from 2026-11-25\) needs 1/) });
    expect(await counts(ledgerKeys.quota)).toEqual(before);
    // The room that the first plan leaves is the second one's.
    await setUsesAside(containerOf(hotState), quotas, [{ week: 0, action: call, actions: 11, costMinor: 3_300 }], { ...plan, runId: 'run-2' });
    expect((await counts(ledgerKeys.quota)).get('shop total')).toBe(11);
    expect((await counts(ledgerKeys.held)).get('shop total')).toBe(11);
    const release = () => Promise.all([releasePlan(containerOf(hotState), plan.campaignId), releasePlan(containerOf(hotState), plan.campaignId)]);
    await release();
    // The same run once more, after its launch was taken back, is set aside and comes back like the first time.
    await setUsesAside(containerOf(hotState), quotas, uses, plan);
    expect((await counts(ledgerKeys.held)).get('shop total')).toBe(12);
    await release();
    expect([...(await counts(ledgerKeys.quota)).values(), ...(await counts(ledgerKeys.held)).values()].every((count) => count === 0)).toBe(true);
    expect((await hotState.dueTimers(releaseTimerKind, Number.MAX_SAFE_INTEGER, 10)).filter(({ id }) => id.includes(plan.campaignId))).toEqual([]);
  });

  it('holds one quota for a hundred requests at once', async () => {
    await hotState.removePrefix('quota');
    nowMs = startMs + 3_600_000;
    const action = { ...call, partner: 'shop', channel: 'web', costMinor: 0 };
    const shop = makeConfiguration([{ kind: 'quotas', id: 'shop', version: 1, document: documents.shop! }]);
    const results = await Promise.all(Array.from({ length: 100 }, () => hotState.commit({ takes: quotaTakesOf(shop, { action, campaignId: null }, nowMs) })));
    expect(results.filter(({ ok }) => ok)).toHaveLength(12);
    expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, why: 'limit', key: 'quota:shop:total' });
  });
});

it('a state without holds has nothing to give back', () => {
  expect(changesOfEndedHolds({ state: emptyState, ended: [] })).toEqual({ takes: [], dropTimers: [] });
});
