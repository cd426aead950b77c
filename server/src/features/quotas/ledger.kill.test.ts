import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Action } from '@arbiter/contracts';
import { compileQuotas, emptyState } from '@arbiter/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHotState } from '../../adapters/hot-state/open-hot-state.js';
import type { Container } from '../../container.js';
import type { HotState } from '../../ports/hot-state.js';
import { buildChildEntry } from '../../testing/child-entry.js';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { makeConfiguration } from '../configuration/api.js';
import { hotKeys, printState } from '../decisions/api.js';
import { holdOfOffer } from './offer-holds.js';
import { quotaTakesOf } from './quota-takes-of.js';
import { setUsesAside } from './set-plan-aside.js';

const startMs = Date.parse('2026-11-23T00:00:00Z');
const call: Action = { id: 'call', title: { ru: '', en: '' }, channel: 'phone', stage: 'offer', costMinor: 300, points: 5 };
const configuration = makeConfiguration([{ kind: 'quotas', id: 'all', version: 1, document: { title: 'All', active: true, of: { action: ['call'] }, atMost: 1e6, unit: 'contacts', per: 'total', timeZone: 'UTC' } }]);
const [plans, offers] = [150, 150];

describe.each(['LMDB', ...(whyNoRedis() ? [] : ['Redis'])])('what comes back on %s', (name) => {
  let hotState: HotState;
  let place: [directory: string, redisUrl: string];
  let stop: () => Promise<unknown>;
  let entry: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    entry = await buildChildEntry(fileURLToPath(new URL('testing/ledger-child.ts', import.meta.url)));
    if (name === 'LMDB') {
      const directory = await mkdtemp(join(tmpdir(), 'arbiter-ledger-'));
      place = [directory, ''];
      stop = () => rm(directory, { recursive: true, force: true });
    } else {
      const server = await startRedisServer();
      place = ['', server.url];
      stop = server.stop;
    }
    hotState = await openHotState({ directory: place[0], redisUrl: place[1] === '' ? undefined : place[1] });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(children.map(kill));
    await hotState.close();
    await stop();
  });

  const kill = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const startChild = async (nowMs: number) => {
    const child = spawn(process.execPath, [entry, ...place, String(nowMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout!, 'data');
    return child;
  };

  it('comes back once, with processes at it together and killed half way', async () => {
    const stores = { hotState, now: () => new Date(startMs) } as unknown as Container;
    for (let index = 0; index < plans; index += 1) {
      const counter = `account:p${index}:all`;
      await hotState.setCounts([[counter, 3]]);
      await setUsesAside(stores, compileQuotas(configuration.of('quotas')), [{ week: 0, action: call, actions: 3, costMinor: 900 }], { campaignId: `p${index}`, runId: 'run', startsOn: '2026-11-23', weeks: 1, accounts: [{ week: 0, constraintId: 'all', counter, size: 3 }], evenWithoutRoom: false });
    }
    for (let index = 0; index < offers; index += 1) {
      const customerId = `c${index}`;
      const takes = quotaTakesOf(configuration, { action: call, campaignId: null }, startMs);
      const hold = holdOfOffer({ decisionId: `d${index}`, customerId, action: call, campaignId: null, untilMs: startMs + 1_000, takes });
      await hotState.commit({ takes: [...takes, ...hold.takes], puts: [{ key: hotKeys.state(customerId), value: printState({ ...emptyState, pointsChange: 7, holds: [hold.hold] }, startMs) }], timers: [hold.timer] });
    }
    const total = async () => hotState.countsOf(['quota:all:total', 'quota-held:all:total']);
    expect(await total()).toEqual([plans * 3 + offers, plans * 3 + offers]);

    const nowMs = startMs + 8 * 86_400_000;
    const waiting = async () => (await hotState.timersOf('hold')).waiting + (await hotState.timersOf('quota-release')).waiting;
    // Two at once, and whoever is at work for a moment is killed, until nothing waits.
    let killed = 0;
    for (const end = Date.now() + 60_000; (await waiting()) > 0 && Date.now() < end; ) {
      const pair = await Promise.all([startChild(nowMs), startChild(nowMs)]);
      await new Promise((resolve) => setTimeout(resolve, killed < 4 ? 15 : 2_000));
      await Promise.all(pair.map(kill));
      killed += pair.length;
    }
    expect(await waiting()).toBe(0);
    expect(killed).toBeGreaterThan(1);
    expect(await total()).toEqual([0, 0]);
    expect(await hotState.countsOf(Array.from({ length: plans }, (_, index) => `account:p${index}:all`))).toEqual(Array.from({ length: plans }, () => 0));
    // Each ending is in the journal once.
    const lines = (await hotState.readJournal(0, 10_000)).map(({ entry: line }) => JSON.parse(line) as { kind: string; id?: string; customerId?: string });
    const ends = lines.filter(({ kind, id }) => kind === 'hold' || id?.startsWith('came-back')).map(({ id, customerId }) => id ?? customerId);
    expect([ends.length, new Set(ends).size]).toEqual([plans + offers, plans + offers]);
  }, 120_000);
});
