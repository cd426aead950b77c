import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { AnalyticsError } from '../../ports/analytics-error.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { JournalDrain } from './drain-journal.js';
import { moveJournalBatch } from './move-journal-batch.js';

let container: Container;
let nowMs = Date.now();
let next = 0;

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(nowMs) });
});
afterAll(() => container.close());

const strategyLine = (decisionId: string, more: object = {}): string =>
  JSON.stringify({ kind: 'strategy', decisionId, nowMs: 1_767_225_600_000, timeZone: 'UTC', endpoint: 'e', environment: 'live', publicationId: 'p', revision: 1, strategyId: 's', version: 1, contentHash: 'h', arm: '', caller: 'k', answer: null, failure: null, durationUs: 5, ...more });
const commitMany = async (count: number, more: object = {}): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => `d${(next += 1)}`);
  await Promise.all(ids.map((id) => container.hotState.commit({ entry: strategyLine(id, more) })));
  return ids;
};
const stored = async (): Promise<string[]> => (await container.analytics.query<{ decision_id: string }>('SELECT decision_id FROM strategy_decisions FINAL')).map((row) => row.decision_id);
const moveAll = async (stores: Parameters<typeof moveJournalBatch>[0] = container, most?: number) => {
  while ((await moveJournalBatch(stores, most)) > 0);
};

describe('moving the journal', () => {
  it('gives each entry one row when batches are repeated or done by two at once', async () => {
    const ids = await commitMany(1_000);
    // Written, not forgotten: as if the process had died in between.
    await moveJournalBatch({ ...container, hotState: Object.assign(Object.create(container.hotState) as typeof container.hotState, { trimJournal: () => Promise.resolve() }) }, 300);
    ids.push(...(await commitMany(50)));
    await Promise.all([moveAll(container, 300), moveAll(container, 300)]);
    const rows = await stored();
    expect(rows.sort()).toEqual(ids.sort());
    expect(await container.hotState.journalLength()).toBe(0);
  });

  it('keeps lines that can never be rows apart, with their text and the reason, and moves all others', async () => {
    const before = await stored();
    const good = await commitMany(40);
    await container.hotState.commit({ entry: '{"kind":"from-tomorrow","x":1}' });
    await container.hotState.commit({ entry: 'no JSON at all\nline two' });
    const bad = await commitMany(1, { version: -7 });
    const worse = await commitMany(1, { revision: 'text' });
    good.push(...(await commitMany(40)));
    await moveAll();
    const after = new Set(await stored());
    expect(good.every((id) => after.has(id))).toBe(true);
    expect(after.size).toBe(before.length + good.length);
    const rejects = await container.analytics.query<{ target: string; line: string; reason: string }>('SELECT target, line, reason FROM journal_rejects FINAL ORDER BY sequence');
    expect(rejects.map(({ target }) => target)).toEqual(['', '', 'strategy_decisions', 'strategy_decisions']);
    expect(rejects[1]!.line).toBe('no JSON at all\nline two');
    expect(rejects[0]!.reason).toContain('from-tomorrow');
    expect([rejects[2]!.line, rejects[3]!.line].map((line) => (JSON.parse(line) as { decisionId: string }).decisionId)).toEqual([...bad, ...worse]);
  });

  it('says how far behind it is while the store is away for an hour, and loses or doubles nothing afterwards', async () => {
    const before = await stored();
    let away = true;
    const analytics = Object.assign(Object.create(container.analytics) as typeof container.analytics, {
      insertLines: (...given: Parameters<typeof container.analytics.insertLines>) => (away ? Promise.reject(new AnalyticsError(210, 'Connection refused')) : container.analytics.insertLines(...given)),
    });
    const drain = new JournalDrain({ ...container, analytics });
    const startedMs = Date.now();
    nowMs = startedMs;
    drain.start();
    const ids: string[] = [];
    for (let quarter = 0; quarter < 4; quarter += 1) {
      ids.push(...(await commitMany(200)));
      nowMs += 15 * 60_000;
    }
    await expect.poll(async () => (await drain.status()).failingSince, { timeout: 10_000 }).not.toBeNull();
    const status = await drain.status();
    expect(status).toMatchObject({ waiting: 800, limit: container.config.hotStateLimits.journalEntries });
    // The hour of the clock under test, less the seconds that pass until the first commit.
    expect(status.behindSeconds).toBeLessThanOrEqual(3_600);
    expect(status.behindSeconds).toBeGreaterThanOrEqual(3_600 - (Date.now() - startedMs) / 1_000 - 1);
    expect(await container.metrics.registry.getSingleMetricAsString('arbiter_journal_behind_seconds')).toMatch(/arbiter_journal_behind_seconds 3\d\d\d/);
    away = false;
    await expect.poll(async () => (await drain.status()).waiting, { timeout: 20_000 }).toBe(0);
    expect(await drain.status()).toMatchObject({ behindSeconds: null, failingSince: null });
    await drain.stop();
    expect((await stored()).sort()).toEqual([...before, ...ids].sort());
  }, 60_000);

  it('is done by one of two processes at a time, by the other when the first ends', async () => {
    const first = new JournalDrain(container);
    const second = new JournalDrain(container);
    first.start();
    await expect.poll(async () => (await container.hotState.getMany(['journal:drain-lease']))[0], { timeout: 5_000 }).toBeTruthy();
    const [held] = await container.hotState.getMany(['journal:drain-lease']);
    second.start();
    await commitMany(20);
    await expect.poll(async () => (await second.status()).waiting, { timeout: 10_000 }).toBe(0);
    expect((await container.hotState.getMany(['journal:drain-lease']))[0]?.split(' ')[0]).toBe(held!.split(' ')[0]);
    await first.stop();
    await commitMany(20);
    await expect.poll(async () => (await second.status()).waiting, { timeout: 10_000 }).toBe(0);
    await commitMany(5);
    await second.stop({ withinMs: 5_000 });
    expect(await container.hotState.journalLength()).toBe(0);
  }, 30_000);
});
