import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimsOverTime, claimSummary, precisionAtCapacity, referralReasons, topOf } from '@arbiter/reports/views/insurance/claim-views';
import { swapEffect, swapSet } from '@arbiter/reports/views/insurance/swap-set';
import { modelQuality } from '@arbiter/reports/views/model/model-quality';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decisionRow, openViewStore, type ViewStore } from '../testing/view-store.js';

let store: ViewStore;
beforeAll(async () => {
  store = await openViewStore();
}, 60_000);
afterEach(async () => {
  for (const table of ['strategy_decisions', 'responses', 'outcomes']) await store.analytics.command(`TRUNCATE TABLE ${table}`);
});
afterAll(() => store?.close());

const claim = (id: string, decision: string, points: number, premium: number, more: Record<string, unknown> = {}) =>
  decisionRow(id, '2026-03-02 10:00:00.000', { decision, duration_us: 500, answer: JSON.stringify({ outputs: { points, way: decision } }), input: JSON.stringify({ claim: id, premium }), reason_codes: decision === 'refer' ? ['SUSPICION'] : [], ...more });
const told = (id: string, kind: string, at: string, amountMinor = 0) => ({ response_id: `${id}-${kind}`, customer_id: id, decision_id: id, kind, amount_minor: String(amountMinor), at, version: 1 });

describe('the claims of an insurer', () => {
  // 6 paid at once (one of them a fraud that nobody saw), 3 referred (2 frauds), 1 that waits for its outcome.
  const add = async () => {
    await store.analytics.insert('strategy_decisions', [
      ...[0, 0, 10, 10, 20, 20].map((points, index) => claim(`p${index}`, 'pay', points, 100)), claim('f1', 'refer', 90, 100), claim('f2', 'refer', 80, 100, { reason_codes: ['SUSPICION', 'LARGE'] }), claim('n1', 'refer', 80, 100), claim('w1', 'refer', 70, 100, { at: '2026-03-09 10:00:00.000' }),
    ]);
    await store.analytics.insert('responses', [
      ...[0, 1, 2, 3, 4].flatMap((index) => [told(`p${index}`, 'no-fraud', '2026-03-03 10:00:00.000'), told(`p${index}`, 'claim-paid', '2026-03-03 10:00:00.000', 5_000)]),
      told('p5', 'fraud', '2026-03-20 10:00:00.000'), told('f1', 'fraud', '2026-03-06 10:00:00.000'), told('f2', 'fraud', '2026-03-04 10:00:00.000'), told('n1', 'no-fraud', '2026-03-12 10:00:00.000'), told('n1', 'claim-paid', '2026-03-12 10:00:00.000', 20_000),
    ]);
  };

  it('straight through, referred, precise, found, paid: by hand', async () => {
    await add();
    const { records, notes } = await store.ask(claimSummary);
    // Premiums 10 × 100, paid 5 × 50 + 200.
    expect(records[0]).toMatchObject({ claims: 10, straightShare: 0.6, referredShare: 0.4, precision: 2 / 3, recall: 2 / 3, fraudShare: 3 / 9, automaticTime: 500, referredDays: 4, lossRatio: 0.45 });
    expect(notes[0]!.en).toContain('1 claims');
    expect((await store.ask(claimsOverTime)).records.map(({ period, claims }) => [period, claims])).toEqual([['2026-03-02', 9], ['2026-03-09', 1]]);
    expect((await store.ask(referralReasons)).records).toMatchObject([{ reason: 'SUSPICION', referred: 4, known: 3, frauds: 2 }, { reason: 'LARGE', referred: 1, frauds: 1 }]);
  });

  it('precision at capacity shares equal scores evenly', async () => {
    await add();
    const { records } = await store.ask(precisionAtCapacity, { params: { capacityPerDay: 1 } });
    // One day with known claims in either week: two claims. The first is a fraud, of the two with 80 points one is.
    expect(records.filter(({ atCapacity }) => atCapacity)).toMatchObject([{ k: 2, precision: 0.75, recall: 0.5, frauds: 1.5, score: 80 }]);
    expect(records.at(-1)).toMatchObject({ k: 9, precision: 1 / 3, recall: 1 });
    expect(topOf([{ cut_off: 2, claims: 4, frauds: 2 }], 2)).toEqual({ found: 1, score: 2 });
  });

  it('of nothing is empty and says what to do', async () => {
    const { rows, notes } = await store.ask(claimSummary);
    expect([rows, notes.length]).toEqual([[], 1]);
  });
});

describe('the swap set', () => {
  // By both decisions and what became of them: good, bad, not known.
  const cells = [
    { base: 'accept', analytical: 'accept', good: 50, bad: 10, unknown: 1 }, { base: 'accept', analytical: 'decline', good: 5, bad: 15, unknown: 0 },
    { base: 'decline', analytical: 'accept', good: 12, bad: 2, unknown: 0 }, { base: 'decline', analytical: 'decline', good: 4, bad: 20, unknown: 3 },
  ];
  const cases = cells.flatMap(({ base, analytical, good, bad, unknown }) => [...new Array<string>(good).fill('no-loss'), ...new Array<string>(bad).fill('loss'), ...new Array<string>(unknown).fill('')].map((label) => ({ base, analytical, label }))).map((one, index) => ({ ...one, id: `c${index}` }));

  const check = async (params: Record<string, unknown>): Promise<void> => {
    const { records } = await store.ask(swapSet, { params });
    const of = (base: string, analytical: string, outcome: string) => records.find((row) => row.base === base && row.analytical === analytical && row.outcome === outcome)!;
    for (const cell of cells) {
      const [base, analytical] = [cell.base === 'accept' ? 'accepted' : 'declined', cell.analytical === 'accept' ? 'accepted' : 'declined'];
      expect([of(base, analytical, 'good').cases, of(base, analytical, 'bad').cases, of(base, analytical, 'unknown').cases]).toEqual([cell.good, cell.bad, cell.unknown]);
    }
    expect(records.reduce((sum, row) => sum + Number(row.cases), 0)).toBe(cases.length);
    expect(of('accepted', 'declined', 'bad')).toMatchObject({ premium: 1500, loss: 4500, lossRatio: 3 });
    const effect = await store.ask(swapEffect, { params });
    const line = (name: string) => effect.records.find((row) => row.measure === name)!;
    expect(line('accepted')).toMatchObject({ base: 81, analytical: 75, difference: -6 });
    expect(line('badShare')).toMatchObject({ base: 25 / 80, analytical: 12 / 74 });
    // Premiums 100 a case, 300 lost on a bad one.
    expect(line('result')).toMatchObject({ base: 8100 - 7500, analytical: 7500 - 3600, difference: 3300 });
    expect(effect.notes[0]!.en).toContain('+7 good ones and −13 bad ones; its result is +3300');
  };
  const losses = () => store.analytics.insert('responses', cases.filter(({ label }) => label !== '').map(({ id, label }) => told(id, label, '2026-03-20 10:00:00.000', label === 'loss' ? 30_000 : 0)));

  it('of two decisions in one answer: 2×2×2 counts reconcile, with money in each cell', async () => {
    await store.analytics.insert('strategy_decisions', cases.map(({ id, base, analytical }) => decisionRow(id, '2026-03-02 10:00:00.000', { decision: analytical, answer: JSON.stringify({ outputs: { base_decision: base } }), input: JSON.stringify({ premium: 100 }) })));
    await losses();
    await check({});
  });

  it('of two strategies over the same cases, each decided more than once', async () => {
    const rows = cases.flatMap(({ id, base, analytical }) => [
      decisionRow(`a${id}`, '2026-03-01 10:00:00.000', { strategy_id: 'old', decision: 'accept', input: JSON.stringify({ application: id, premium: 100 }) }),
      decisionRow(id, '2026-03-02 10:00:00.000', { strategy_id: 'old', decision: base, input: JSON.stringify({ application: id, premium: 100 }) }),
      decisionRow(`z${id}`, '2026-03-03 10:00:00.000', { strategy_id: 'new', decision: analytical, input: JSON.stringify({ application: id, premium: 100 }) }),
    ]);
    await store.analytics.insert('strategy_decisions', rows);
    await losses();
    await check({ base: { strategy: 'old' }, analytical: { strategy: 'new' }, case: 'application' });
  });

  it('of two columns of a batch, by imported outcomes', async () => {
    await store.analytics.command('CREATE OR REPLACE TABLE batch_answers_b1 (row_number UInt64, row_key String, out_base Nullable(String), decision Nullable(String)) ENGINE = MergeTree ORDER BY row_number');
    await store.analytics.insert('batch_answers_b1', cases.map(({ id, base, analytical }, index) => ({ row_number: index, row_key: id, out_base: base, decision: analytical })));
    await store.analytics.insert('outcomes', cases.flatMap(({ id, label }) => [{ metric: 'premium', value: 100 }, ...(label === '' ? [] : [{ metric: 'bad', value: label === 'loss' ? 1 : 0 }, { metric: 'loss', value: label === 'loss' ? 300 : 0 }])].map((row) => ({ ...row, campaign_id: 'pilot', customer_id: id, version: 1 }))));
    await check({ base: { batch: 'b1', output: 'base' }, analytical: { batch: 'b1' }, outcomes: 'pilot' });
  });

  it('of nothing is empty and says what to do', async () => {
    expect((await store.ask(swapSet)).notes).toHaveLength(1);
  });
});

const datasets = process.env.ARBITER_DATASETS ?? '';
const fileOf = (name: string): string | undefined => {
  const folder = join(datasets, name);
  const file = datasets !== '' && existsSync(folder) ? readdirSync(folder).find((one) => one.endsWith('.csv')) : undefined;
  return file && join(folder, file);
};

it.runIf(fileOf('insurance_fraud_oracle'))('claims of the fraud data set: a swap set and a score whose counts are those of the file', async () => {
  const [head, ...lines] = readFileSync(fileOf('insurance_fraud_oracle')!, 'utf8').trim().split(/\r?\n/);
  const names = head!.replace('\uFEFF', '').split(';');
  const claims = lines.map((line) => Object.fromEntries(line.split(';').map((value, index) => [names[index]!, value])));
  const score = (row: Record<string, string>): number => (row.Fault === 'Policy Holder' ? 2 : 0) + (row.BasePolicy === 'Liability' ? 0 : 1);
  const [base, analytical] = [(row: Record<string, string>) => row.BasePolicy !== 'All Perils', (row: Record<string, string>) => score(row) < 3];
  await store.analytics.insert('strategy_decisions', claims.map((row, index) => decisionRow(`o${index}`, '2026-03-02 10:00:00.000', { decision: analytical(row) ? 'accept' : 'decline', answer: JSON.stringify({ outputs: { base_decision: base(row) ? 'accept' : 'decline', score: score(row) / 3 } }), input: '{"premium":1}' })));
  await store.analytics.insert('responses', claims.map((row, index) => told(`o${index}`, row.FraudFound_P === '1' ? 'fraud' : 'no-fraud', '2026-03-04 10:00:00.000')));
  const { records } = await store.ask(swapSet);
  for (const row of records) expect(row.cases).toBe(claims.filter((one) => base(one) === (row.base === 'accepted') && analytical(one) === (row.analytical === 'accepted') && (one.FraudFound_P === '1') === (row.outcome === 'bad')).length);
  expect(records.reduce((sum, row) => sum + Number(row.cases), 0)).toBe(claims.length);
  const [quality] = (await store.ask(modelQuality)).records;
  expect(quality).toMatchObject({ units: claims.length, positives: claims.filter((one) => one.FraudFound_P === '1').length });
  expect(claims.filter((one) => one.FraudFound_P === '1')).toHaveLength(923);
  expect(quality!.auc).toBeGreaterThan(0.6);
}, 60_000);

it.runIf(fileOf('insurance_customer_value_ibm'))('customers of the value data set: premiums and claims of each cell are those of the file', async () => {
  const [head, ...lines] = readFileSync(fileOf('insurance_customer_value_ibm')!, 'utf8').trim().split(/\r?\n/);
  const names = head!.split(',').map((name) => name.replaceAll('"', ''));
  const rows = lines.map((line) => Object.fromEntries((line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? []).map((cell, index) => [names[index] ?? '', cell.replace(/,$/, '').replaceAll('"', '')])));
  const [base, analytical] = [(row: Record<string, string>) => Number(row['Months Since Last Claim']) >= 6, (row: Record<string, string>) => row.EmploymentStatus === 'Employed'];
  const of = (row: Record<string, string>) => ({ premium: 12 * Number(row['Monthly Premium Auto']), loss: Number(row['Total Claim Amount']) });
  await store.analytics.insert('strategy_decisions', rows.map((row, index) => decisionRow(`i${index}`, '2026-03-02 10:00:00.000', { customer_id: row.Customer, decision: analytical(row) ? 'accept' : 'decline', answer: JSON.stringify({ outputs: { base_decision: base(row) ? 'accept' : 'decline' } }), input: JSON.stringify({ premium: of(row).premium }) })));
  await store.analytics.insert('responses', rows.map((row, index) => told(`i${index}`, of(row).loss > 500 ? 'loss' : 'no-loss', '2026-03-04 10:00:00.000', Math.round(100 * of(row).loss))));
  const { records } = await store.ask(swapSet);
  for (const cell of records) {
    const own = rows.filter((row) => base(row) === (cell.base === 'accepted') && analytical(row) === (cell.analytical === 'accepted') && of(row).loss > 500 === (cell.outcome === 'bad'));
    expect([cell.cases, cell.premium]).toEqual([own.length, own.reduce((sum, row) => sum + of(row).premium, 0)]);
    if (cell.outcome === 'bad') expect(cell.loss).toBeCloseTo(own.reduce((sum, row) => sum + Math.round(100 * of(row).loss) / 100, 0), 4);
  }
}, 60_000);
