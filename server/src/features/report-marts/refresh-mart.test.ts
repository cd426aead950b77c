import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellCut, type CellFilters, type CellGrain, type MartDefinition, byBytes, dayNumber } from '@arbiter/reports/marts/index';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAnalytics, type OpenAnalytics } from '../../adapters/clickhouse/open-analytics.js';
import type { Analytics } from '../../ports/analytics.js';
import { FactHistory, type TestAssignment, testMart } from '../../testing/mart-facts.js';
import { dropMarts, findGeneration, retireGenerations } from './mart-store.js';
import { readCells, readContacts, readUnitCells } from './read-marts.js';
import { refreshMart } from './refresh-mart.js';

let folder: string;
let store: OpenAnalytics;
let analytics: Analytics;
const now = (): Date => new Date();
const start = dayNumber('2026-03-04');
const tables = ['assignments', 'payments', 'invoices', 'responses', 'contacts'] as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-marts-'));
  store = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'marts_test', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: folder });
  analytics = store.analytics;
});
afterAll(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const table of tables) await analytics.command(`TRUNCATE TABLE ${table}`);
  await dropMarts(analytics);
});

const grains: CellGrain[] = ['total', 'cumulative', 'day', 'week', 'since-assignment'];
const cuts: CellCut[] = [{ by: 'nothing' }, { by: 'dimension', dimension: 'segment' }, { by: 'dimension', dimension: 'region' }, { by: 'wave' }, { by: 'stratum' }, { by: 'first-channel' }, { by: 'first-action' }];

async function expectExact(history: FactHistory, definition: MartDefinition, which: { grains?: CellGrain[]; cuts?: CellCut[] } = {}): Promise<void> {
  const generation = await refreshMart({ analytics, now }, definition);
  const mart = { definition, generation };
  for (const grain of which.grains ?? grains) {
    for (const cut of which.cuts ?? cuts) {
      const expected = history.cells(grain, cut, definition);
      const { cells, from } = await readCells(analytics, mart, { grain, cut });
      expect(cells, `${grain} by ${JSON.stringify(cut)} from ${from}`).toEqual(expected);
      if (from === 'rollup') expect(await readUnitCells(analytics, mart, { grain, cut })).toEqual(expected);
    }
  }
}

const values = ['lazy', 'о’Нил "x", y', '', '😀\\', "'); DROP TABLE x; --"];
const unit = (customer: string, number: number, arm = number % 3 === 0 ? 'control' : 'target'): TestAssignment => ({
  customer, arm, day: start + (number % 11), stratum: `s${number % 2}`, dims: number % 7 === 0 ? {} : { segment: values[number % values.length]!, region: `r${number % 3}` },
});

async function someFacts(campaignId = 'k', size = 60): Promise<FactHistory> {
  const history = new FactHistory(analytics, campaignId);
  await history.assign(Array.from({ length: size }, (_, index) => unit(`c${index}`, index)));
  await history.money('payments', Array.from({ length: size * 5 }, (_, index) => ({ id: `p${index}`, customer: `c${index % (size + 5)}`, amount: 1_000 + index * 37 - (index % 9) * 2_000, day: start - 6 + (index % 40) })));
  await history.money('invoices', Array.from({ length: size }, (_, index) => ({ id: `i${index}`, customer: `c${(index * 3) % size}`, amount: 90_000_000_000 + index, day: start + (index % 35) })));
  await history.answer(Array.from({ length: size }, (_, index) => ({ id: `r${index}`, customer: `c${(index * 7) % size}`, day: start - 2 + (index % 33) })));
  await history.contact(Array.from({ length: size * 2 }, (_, index) => ({ id: `x${index}`, customer: `c${(index * 5) % size}`, channel: `ch${index % 3}`, action: `a${index % 4}`, day: start + (index % 13) })));
  return history;
}

describe('rollups equal the facts to the last digit', () => {
  it('in every grain and cut', async () => expectExact(await someFacts(), testMart('k')));

  it('after facts that came late, twice, corrected and moved between arms', async () => {
    const history = await someFacts();
    const definition = testMart('k');
    const first = await refreshMart({ analytics, now }, definition);
    await history.money('payments', [...history.payments.values()].slice(0, 30).map((row) => ({ ...row, amount: row.amount + 1, day: row.day + 1 })), true);
    await history.money('invoices', [{ id: 'late', customer: 'c3', amount: 5, day: start }]);
    await history.assign([{ ...unit('c1', 1), arm: 'control', dims: { segment: 'moved', region: 'r9' } }, unit('new', 4)], true);
    await history.contact([{ id: 'earlier', customer: 'c0', channel: 'letter', action: 'a9', day: start - 3 }]);
    await expectExact(history, definition);
    const second = await findGeneration(analytics, 'k');
    expect(second?.build).toBe(first.build);
    expect(second?.generation).not.toBe(first.generation);
  });

  it('after customers were taken out of the campaign, put in again, and payments erased', async () => {
    const history = await someFacts();
    const definition = testMart('k');
    await refreshMart({ analytics, now }, definition);
    await history.unassign(['c1', 'c2', 'c3']);
    await expectExact(history, definition, { grains: ['total'] });
    await history.assign([unit('c2', 5)]);
    await expectExact(history, definition, { grains: ['total', 'cumulative'] });
    await history.erasePayments('c5');
    await expectExact(history, definition, { grains: ['total'] });
    for (const table of tables) await analytics.command(`OPTIMIZE TABLE ${table} FINAL`);
    await expectExact(history, definition, { grains: ['total'] });
  });

  it('when rows come as a partition of another table', async () => {
    const history = await someFacts();
    const definition = testMart('k');
    await refreshMart({ analytics, now }, definition);
    await analytics.command('CREATE TABLE payments_beside AS payments');
    try {
      await analytics.command("INSERT INTO payments_beside (payment_id, customer_id, amount_minor, paid_on) SELECT 'side', 'c4', 77, toDate32('2026-03-10')");
      await analytics.command('ALTER TABLE payments ATTACH PARTITION tuple() FROM payments_beside');
    } finally {
      await analytics.command('DROP TABLE payments_beside SYNC');
    }
    history.payments.set('c4 side', { id: 'side', customer: 'c4', amount: 77, day: dayNumber('2026-03-10') });
    await expectExact(history, definition, { grains: ['total', 'day'] });
  });

  it('when a table was emptied and filled anew', async () => {
    const history = await someFacts();
    const definition = testMart('k');
    await refreshMart({ analytics, now }, definition);
    await analytics.command('TRUNCATE TABLE payments');
    history.payments.clear();
    await expectExact(history, definition, { grains: ['total'] });
  });

  it('with filters, by rollups and by units alike', async () => {
    const history = await someFacts();
    const definition = testMart('k');
    const mart = { definition, generation: await refreshMart({ analytics, now }, definition) };
    const filters: CellFilters = { dimensions: [{ dimension: 'segment', values: ['lazy', values[1]!] }], waves: ['2026-03-09'] };
    const kept = (of: TestAssignment): boolean => ['lazy', values[1]].includes(of.dims['segment'] ?? '') && of.day >= dayNumber('2026-03-09');
    for (const grain of grains) {
      const question = { grain, cut: { by: 'dimension', dimension: 'region' }, filters } as const;
      const expected = history.cells(grain, question.cut, definition, kept);
      expect(expected.length).toBeGreaterThan(0);
      expect(await readCells(analytics, mart, question)).toEqual({ cells: expected, from: 'rollup' });
      expect(await readUnitCells(analytics, mart, question)).toEqual(expected);
      const customers = { sql: 'SELECT customer_id FROM assignments FINAL WHERE endsWith(customer_id, {ending:String})', params: { ending: '5' } };
      expect(await readCells(analytics, mart, { ...question, filters: { ...filters, customers } })).toEqual({ cells: history.cells(grain, question.cut, definition, (of) => kept(of) && of.customer.endsWith('5')), from: 'units' });
    }
    await expect(readCells(analytics, mart, { grain: 'total', cut: { by: 'dimension', dimension: 'colour' } })).rejects.toMatchObject({ code: 'validation-failed' });
  });

  it('of an empty campaign, one without control, and one customer in many campaigns', async () => {
    const nobody = new FactHistory(analytics, 'nobody');
    await expectExact(nobody, testMart('nobody'), { cuts: [{ by: 'nothing' }] });
    const history = await someFacts('a', 20);
    const alone = new FactHistory(analytics, 'b');
    Object.assign(alone, { payments: history.payments, invoices: history.invoices, responses: history.responses });
    await alone.assign(Array.from({ length: 10 }, (_, index) => unit(`c${index * 2}`, index, 'target')));
    await expectExact(alone, testMart('b'), { grains: ['total', 'week'] });
    await expectExact(history, testMart('a'), { grains: ['total', 'week'] });
    await history.money('payments', [{ id: 'both', customer: 'c4', amount: 3, day: start }]);
    await expectExact(alone, testMart('b'), { grains: ['total'] });
    await expectExact(history, testMart('a'), { grains: ['total'] });
  });

  it('with numbers whose squares need more than 128 bits', async () => {
    const history = new FactHistory(analytics, 'k');
    await history.assign(Array.from({ length: 6 }, (_, index) => unit(`c${index}`, index)));
    await history.money('payments', Array.from({ length: 12 }, (_, index) => ({ id: `p${index}`, customer: `c${index % 6}`, amount: Number.MAX_SAFE_INTEGER - 1, day: start + index })));
    await expectExact(history, testMart('k'), { cuts: [{ by: 'nothing' }] });
  });

  it('with a dimension of more values than can be rolled up', async () => {
    const history = new FactHistory(analytics, 'k');
    await history.assign(Array.from({ length: 1_200 }, (_, index) => ({ ...unit(`c${index}`, index), dims: { segment: values[index % 5]!, region: `v${index}` } })));
    await history.money('payments', Array.from({ length: 500 }, (_, index) => ({ id: `p${index}`, customer: `c${index}`, amount: index, day: start })));
    const definition = testMart('k');
    await expectExact(history, definition, { grains: ['total', 'day'], cuts: [{ by: 'dimension', dimension: 'region' }, { by: 'dimension', dimension: 'segment' }] });
    const mart = { definition, generation: (await findGeneration(analytics, 'k'))! };
    expect(mart.generation.state.layout.rolledUp).toEqual(['segment']);
    expect((await readCells(analytics, mart, { grain: 'total', cut: { by: 'dimension', dimension: 'region' } })).from).toBe('rollup');
    const one = { dimensions: [{ dimension: 'region', values: ['v7'] }] };
    expect((await readCells(analytics, mart, { grain: 'total', cut: { by: 'nothing' }, filters: one }))).toEqual({ from: 'rollup', cells: history.cells('total', { by: 'nothing' }, definition, ({ customer }) => customer === 'c7') });
    expect((await readCells(analytics, mart, { grain: 'day', cut: { by: 'nothing' }, filters: one })).from).toBe('units');
  });

  it('over random histories of facts', async () => {
    const customer = fc.integer({ min: 0, max: 14 }).map((index) => `c${index}${index % 4 === 0 ? ' Ж' : ''}`);
    const day = fc.integer({ min: start - 10, max: start + 40 });
    const money = fc.array(fc.record({ id: fc.integer({ min: 0, max: 9 }).map(String), customer, amount: fc.integer({ min: -1_000_000_000, max: 1_000_000_000_000 }), day }), { minLength: 1, maxLength: 25 });
    const distinct = <Row extends { customer: string; id?: string }>(rows: readonly Row[]): Row[] => [...new Map(rows.map((row) => [`${row.customer} ${row.id ?? ''}`, row])).values()];
    type Step = (history: FactHistory) => Promise<void>;
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.tuple(fc.constantFrom('payments' as const, 'invoices' as const), money, fc.boolean()).map(([table, rows, again]): Step => (history) => history.money(table, distinct(rows), again)),
      fc.array(fc.record({ customer, day, number: fc.nat(50) }), { minLength: 1, maxLength: 15 }).map((rows): Step => (history) => history.assign(distinct(rows.map(({ customer: id, day: on, number }) => ({ ...unit(id, number), day: on }))))),
      fc.array(fc.record({ id: fc.integer({ min: 0, max: 5 }).map(String), customer, day }), { minLength: 1, maxLength: 10 }).map((rows): Step => (history) => history.answer(distinct(rows))),
      fc.array(fc.record({ id: fc.integer({ min: 0, max: 5 }).map(String), customer, day, channel: fc.constantFrom('sms', 'phone'), action: fc.constantFrom('a', 'b') }), { minLength: 1, maxLength: 10 }).map((rows): Step => (history) => history.contact(distinct(rows))),
      fc.array(customer, { minLength: 1, maxLength: 3 }).map((customers): Step => (history) => history.unassign(customers)),
      customer.map((id): Step => (history) => history.erasePayments(id)),
      fc.constantFrom(...tables).map((table): Step => () => analytics.command(`OPTIMIZE TABLE ${table} FINAL`)),
    );
    for (const table of tables) await analytics.command(`TRUNCATE TABLE ${table}`);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 }), fc.constantFrom(...cuts), fc.constantFrom(...grains), async (rounds, cut, grain) => {
        run += 1;
        const history = new FactHistory(analytics, `random-${run}`, `${run}-`);
        const definition = testMart(`random-${run}`);
        for (const steps of rounds) {
          for (const each of steps) await each(history);
          await expectExact(history, definition, { grains: [grain, 'total'], cuts: [cut] });
        }
      }),
      { numRuns: 4, endOnFailure: true },
    );
  }, 300_000);
});

describe('contacts', () => {
  it('are counted by arm, channel, action and week, and different customers once', async () => {
    const history = await someFacts();
    const definition = testMart('k', { contactSteps: [{ step: 'sent', statuses: [] }, { step: 'arrived', statuses: ['delivered'] }] });
    await analytics.insert('contacts', [{ contact_id: 'd', customer_id: 'c1', campaign_id: 'k', channel: 'ch1', action_id: 'a1', status: 'delivered', cost_minor: '100', at: '2026-03-05 10:00:00.000', version: 9 }]);
    history.contacts.set('c1 d', { id: 'd', customer: 'c1', channel: 'ch1', action: 'a1', day: dayNumber('2026-03-05') });
    const mart = { definition, generation: await refreshMart({ analytics, now }, definition) };
    const target = [...history.contacts.values()].filter(({ customer }) => history.assignments.get(customer)?.arm === 'target');
    const byArm = await readContacts(analytics, mart, { cut: 'arm' });
    expect(byArm.find(({ arm }) => arm === 'target')).toMatchObject({ contacts: target.length, customers: new Set(target.map(({ customer }) => customer)).size, costMinor: (target.length - 1) * 7 + 100 });
    for (const { channel, contacts, customers } of (await readContacts(analytics, mart, { cut: 'channel' })).filter(({ arm }) => arm === 'target')) {
      const own = target.filter((contact) => contact.channel === channel);
      expect({ contacts, customers }).toEqual({ contacts: own.length, customers: new Set(own.map(({ customer }) => customer)).size });
    }
    expect(await readContacts(analytics, mart, { cut: 'action', step: 'arrived' })).toEqual([{ arm: 'target', channel: 'ch1', action: 'a1', stage: '', week: 0, contacts: 1, customers: 1, costMinor: 100 }]);
    const weeks = await readContacts(analytics, mart, { cut: 'action-week', filters: { dimensions: [{ dimension: 'region', values: ['r1'] }] } });
    expect(weeks.reduce((sum, { contacts }) => sum + contacts, 0)).toBe([...history.contacts.values()].filter(({ customer }) => history.assignments.get(customer)?.dims['region'] === 'r1').length);
  });
});

describe('refreshes', () => {
  it('do nothing while nothing changed, and little when only others changed', async () => {
    await someFacts('k', 20);
    const definition = testMart('k');
    const first = await refreshMart({ analytics, now }, definition);
    expect(await refreshMart({ analytics, now }, definition)).toEqual(first);
    await analytics.insert('payments', [{ payment_id: 'x', customer_id: 'nobody', amount_minor: '1', paid_on: '2026-03-10', version: 1 }]);
    const second = await refreshMart({ analytics, now }, definition);
    expect(second.generation).toBe(first.generation);
    expect(second.token).toBeGreaterThan(first.token);
  });

  it('killed at any statement leave what stands whole, and the next one is right', async () => {
    const history = await someFacts('k', 20);
    const definition = testMart('k');
    await refreshMart({ analytics, now }, definition);
    for (let at = 1; ; at += 7) {
      await history.money('payments', [{ id: `k${at}`, customer: `c${at % 20}`, amount: at, day: start + 3 }]);
      const before = await findGeneration(analytics, 'k');
      const cells = await readCells(analytics, { definition, generation: before! }, { grain: 'total', cut: { by: 'nothing' } });
      let statements = 0;
      const guard = async <T>(work: () => Promise<T>): Promise<T> => {
        statements += 1;
        if (statements >= at) throw new Error('killed');
        return work();
      };
      const dying = { ...analytics, query: (...all: Parameters<Analytics['query']>) => guard(() => analytics.query(...all)), command: (...all: Parameters<Analytics['command']>) => guard(() => analytics.command(...all)), insert: (...all: Parameters<Analytics['insert']>) => guard(() => analytics.insert(...all)) } as Analytics;
      const ended = await refreshMart({ analytics: dying, now }, definition).then(() => true, () => false);
      if (ended) break;
      expect(await findGeneration(analytics, 'k')).toEqual(before);
      expect(await readCells(analytics, { definition, generation: before! }, { grain: 'total', cut: { by: 'nothing' } })).toEqual(cells);
      await expectExact(history, definition, { grains: ['total'], cuts: [{ by: 'nothing' }] });
    }
  }, 300_000);

  it('of two processes at once are both right', async () => {
    const history = await someFacts('k', 30);
    const definition = testMart('k');
    await Promise.all([refreshMart({ analytics, now }, definition), refreshMart({ analytics, now }, definition)]);
    for (const round of [0, 1]) {
      const sending = history.money('payments', Array.from({ length: 10 }, (_, index) => ({ id: `two-${round}-${index}`, customer: `c${index}`, amount: round, day: start })));
      await Promise.all([refreshMart({ analytics, now }, definition), sending, refreshMart({ analytics, now }, definition)]);
      await expectExact(history, definition, { grains: ['total', 'day'], cuts: [{ by: 'nothing' }] });
    }
  }, 300_000);

  it('leave nothing behind but what stands', async () => {
    const history = await someFacts('k', 10);
    const definition = testMart('k');
    const first = await refreshMart({ analytics, now }, definition);
    await history.money('payments', [{ id: 'n', customer: 'c1', amount: 4, day: start }]);
    const second = await refreshMart({ analytics, now }, definition);
    const rebuilt = await refreshMart({ analytics, now }, definition, { rebuild: true });
    expect(await retireGenerations(analytics, now())).toBe(0);
    expect(await retireGenerations(analytics, new Date(Date.now() + 3_600_000))).toBeGreaterThan(0);
    const parts = await analytics.query<{ partition: string }>("SELECT DISTINCT partition FROM system.parts WHERE database = currentDatabase() AND active AND table IN ('report_cells', 'report_units', 'report_changes')");
    expect(parts.map(({ partition }) => partition).sort()).toEqual([rebuilt.build, rebuilt.generation].sort());
    expect([first.generation, second.generation]).not.toContain(rebuilt.generation);
    await expectExact(history, definition, { grains: ['total'] });
  });

  it('keep scores from before the assignment when others are delivered, and put every unit into a bin', async () => {
    const history = await someFacts('k', 40);
    await analytics.insert('candidates', Array.from({ length: 80 }, (_, index) => ({ score_set: 's', customer_id: `c${index % 40}`, action_id: `a${index % 2}`, probability: (index % 10) / 10, value_minor: 1, version: 1 })));
    const definition = testMart('k', { scoreSet: 's' });
    const before = { definition, generation: await refreshMart({ analytics, now }, definition) };
    const question = { grain: 'score', cut: { by: 'nothing' } } as const;
    const { cells } = await readCells(analytics, before, question);
    expect(cells.filter(({ metric }) => metric === '').reduce((sum, { sums }) => sum + sums.n, 0n)).toBe(40n);
    expect(new Set(cells.map(({ bucket }) => bucket)).size).toBeGreaterThan(5);
    expect(await readUnitCells(analytics, before, question)).toEqual(cells);
    await analytics.insert('candidates', Array.from({ length: 40 }, (_, index) => ({ score_set: 's', customer_id: `c${index}`, action_id: 'a0', probability: 0.999, value_minor: 1, version: 2 })));
    await history.money('invoices', [...history.invoices.values()]);
    const after = { definition, generation: await refreshMart({ analytics, now }, definition, { rebuild: true }) };
    const counts = (rows: typeof cells): unknown => rows.filter(({ metric }) => metric === '').map(({ arm, bucket, sums }) => [arm, bucket, sums.n]);
    expect(counts((await readCells(analytics, after, question)).cells)).toEqual(counts(cells));
  });

  it('stop when they are told to', async () => {
    await someFacts('k', 20);
    await expect(refreshMart({ analytics, now }, testMart('k'), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(await findGeneration(analytics, 'k')).toBeUndefined();
  });
});

it('orders texts as the store does', async () => {
  const texts = ['a', 'B', 'é', 'Ж', '😀', '\uffff', '', 'a ', 'Ё'];
  const [row] = await analytics.query<{ sorted: string[] }>('SELECT arraySort({texts:Array(String)}) AS sorted', { texts });
  expect([...texts].sort(byBytes)).toEqual(row?.sorted);
});
