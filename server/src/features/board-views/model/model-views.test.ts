import { inputDrift, inputEvidence, inputValue } from '@arbiter/reports/views/model/input-views';
import { groupedDiscrimination } from '@arbiter/reports/views/model/grouped-discrimination';
import { modelCalibration, modelGain, modelLift, modelQuality } from '@arbiter/reports/views/model/model-quality';
import { scoreDistribution, scoreStability } from '@arbiter/reports/views/model/score-stability';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decisionRow, openViewStore, type ViewStore } from '../testing/view-store.js';

const vector = { y: [0, 0, 1, 1, 0, 1, 0, 1], s: [0.1, 0.4, 0.35, 0.8, 0.2, 0.7, 0.7, 0.6], auc: 0.78125, gini: 0.5625, ks: 0.5, logLoss: 0.5229710923226967, brier: 0.1765625 };
const stability = { actual: [0.12, 0.11, 0.105, 0.1, 0.1, 0.095, 0.09, 0.095, 0.09, 0.095], psi: 0.0077200934837392855 };

let store: ViewStore;
beforeAll(async () => {
  store = await openViewStore();
}, 60_000);
afterEach(async () => {
  for (const table of ['strategy_decisions', 'responses', 'contacts', 'candidates', 'outcomes']) await store.analytics.command(`TRUNCATE TABLE ${table}`);
});
afterAll(() => store?.close());

const scored = (id: string, score: number, at = '2026-01-10 12:00:00.000', input: object = {}) => decisionRow(id, at, { answer: JSON.stringify({ outputs: { name: 'x', score }, outcome: {} }), input: JSON.stringify(input) });
const outcome = (id: string, kind: string, at = '2026-01-12 12:00:00.000', more: object = {}) => ({ response_id: `r-${id}-${kind}`, customer_id: id, decision_id: id, kind, at, version: 1, ...more });

async function addVector(): Promise<void> {
  await store.analytics.insert('strategy_decisions', vector.s.map((score, index) => scored(`v${index}`, score)));
  await store.analytics.insert('responses', vector.y.map((y, index) => outcome(`v${index}`, y ? 'payment' : 'refusal')));
}

describe('the quality of a model', () => {
  const known = { auc: expect.closeTo(vector.auc, 12), gini: expect.closeTo(vector.gini, 12), ks: expect.closeTo(vector.ks, 12), brier: expect.closeTo(vector.brier, 12), logLoss: expect.closeTo(vector.logLoss, 12), units: 8, positives: 4 };

  it('of scores that strategies answered equals the known answers', async () => {
    await addVector();
    expect((await store.ask(modelQuality)).records[0]).toMatchObject(known);
  });

  it('does not count a response twice, nor one that was corrected, came before the window ended or names another kind', async () => {
    await addVector();
    await store.analytics.insert('responses', [
      outcome('v0', 'payment', '2026-01-11 12:00:00.000', { corrected_by: 'r-v0-refusal' }), outcome('v2', 'payment'), outcome('v1', 'payment', '2026-03-12 12:00:00.000'),
    ]);
    expect((await store.ask(modelQuality)).records[0]).toMatchObject(known);
    const kinds = (await store.ask(modelQuality, { params: { positive: ['promise'], negative: ['refusal'], silence: 'unknown' } })).records[0];
    expect(kinds).toMatchObject({ units: 4, positives: 0, auc: null });
  });

  it('of a score set equals them too: contacts that followed a score, by what came within the window', async () => {
    await store.analytics.insert('candidates', vector.s.flatMap((probability, index) => [{ score_set: 'm', customer_id: `v${index}`, action_id: 'call', probability, value_minor: 1, version: 1 }, { score_set: 'm', customer_id: `v${index}`, action_id: 'never-done', probability: 0.9, value_minor: 1, version: 1 }]));
    await store.analytics.insert('contacts', vector.s.map((_, index) => ({ contact_id: `k${index}`, customer_id: `v${index}`, action_id: 'call', channel: 'phone', at: '2026-01-10 12:00:00.000', version: 1 })));
    await store.analytics.insert('responses', [...vector.y.flatMap((y, index) => (y ? [outcome(`v${index}`, 'payment')] : [])), outcome('v0', 'payment', '2026-01-09 12:00:00.000'), outcome('v1', 'payment', '2026-02-20 12:00:00.000')]);
    expect((await store.ask(modelQuality, { params: { source: 'candidates', scoreSet: 'm' } })).records[0]).toMatchObject(known);
  });

  it('of imported outcomes equals them too, and the order of rows does not matter', async () => {
    const rows = vector.s.flatMap((value, index) => [{ campaign_id: 'i', metric: 'score', customer_id: `v${index}`, value, version: 1 }, { campaign_id: 'i', metric: 'label', customer_id: `v${index}`, value: vector.y[index], version: 1 }]);
    await store.analytics.insert('outcomes', [...rows].reverse());
    expect((await store.ask(modelQuality, { params: { source: 'outcomes', campaign: 'i' } })).records[0]).toMatchObject(known);
  });

  it('of nothing, of one class, of scores that are no probabilities says why there is none', async () => {
    const empty = await store.ask(modelQuality);
    expect([empty.rows, empty.notes.length]).toEqual([[], 1]);
    await store.analytics.insert('strategy_decisions', [scored('a', 5), scored('b', 7)]);
    await store.analytics.insert('responses', [outcome('a', 'payment'), outcome('b', 'payment')]);
    const one = await store.ask(modelQuality);
    expect(one.records[0]).toMatchObject({ auc: null, brier: null, units: 2, rate: 1 });
    expect(one.unknown).toEqual(expect.arrayContaining([{ row: 0, column: 'auc', reason: 'one-class' }, { row: 0, column: 'brier', reason: 'bad-input' }]));
    expect((await store.ask(modelCalibration)).rows).toEqual([]);
  });

  it('puts very many scores into bins and still tells nearly the same', async () => {
    await store.analytics.command(`INSERT INTO outcomes SELECT 'many', arrayJoin(['score', 'label']) AS metric, toString(number), if(metric = 'score', number / 30000, if(sipHash64(number) / 18446744073709551616. < number / 30000, 1, 0)), 1 FROM numbers(30000)`);
    const { records, notes } = await store.ask(modelQuality, { params: { source: 'outcomes', campaign: 'many' } });
    // Where the probability is the score and scores are even, the AUC is 5/6 and the Brier score 1/6.
    expect(records[0]!.auc).toBeCloseTo(5 / 6, 2);
    expect(records[0]!.brier).toBeCloseTo(1 / 6, 2);
    expect(notes.map(({ en }) => en).join()).toContain('1000 bins');
    const calibration = await store.ask(modelCalibration, { params: { source: 'outcomes', campaign: 'many' } });
    for (const row of calibration.records) expect(Math.abs(Number(row.difference))).toBeLessThan(0.03);
    expect(calibration.records.map(({ units }) => units)).toEqual(new Array(10).fill(3000));
  });
});

it('AUC of groups has the interval of DeLong', () => {
  // Three of each class: placements 1, 5/6 … worked out by hand from the pairs below.
  const found = groupedDiscrimination([{ units: 2, positives: 0 }, { units: 2, positives: 1 }, { units: 2, positives: 2 }]);
  if ('undefined' in found) throw new Error('known');
  // Positives beat 2.5, 3, 3 of 3 negatives; negatives are beaten by 3, 3, 2.5 of 3 positives.
  const auc = 8.5 / 9;
  const variance = 2 * (((2.5 / 3 - auc) ** 2 + 2 * (1 - auc) ** 2) / 2 / 3);
  expect(found.auc).toBeCloseTo(auc, 12);
  if ('undefined' in found.interval) throw new Error('known');
  expect(found.interval.low).toBeCloseTo(auc - 1.959963984540054 * Math.sqrt(variance), 9);
  expect(found.interval.high).toBe(1);
});

it('lift and gain keep equal scores together', async () => {
  await addVector();
  const lift = (await store.ask(modelLift, { params: { groups: 4 } })).records;
  expect(lift.reduce((sum, { units }) => sum + Number(units), 0)).toBe(8);
  expect(lift[0]).toMatchObject({ scoreTo: 0.8, scoreFrom: 0.7, units: 3, positives: 2, lift: 4 / 3, captured: 0.5 });
  expect(lift.at(-1)).toMatchObject({ captured: 1 });
  const gain = (await store.ask(modelGain)).records;
  expect(gain.map(({ population, captured }) => [population, captured])).toEqual([[0, 0], [1 / 8, 1 / 4], [3 / 8, 2 / 4], [4 / 8, 3 / 4], [5 / 8, 3 / 4], [6 / 8, 1], [7 / 8, 1], [1, 1]]);
});

it('PSI of scores and inputs equals the known answer', async () => {
  const rows: Record<string, unknown>[] = [];
  for (let decile = 1; decile <= 10; decile += 1) {
    for (let n = 0; n < 100; n += 1) rows.push(scored(`a${decile}-${n}`, decile, '2026-01-05 12:00:00.000', { number: decile * 10 + (n % 10) / 10, word: decile === 1 ? 'x' : 'y', list: [1] }));
    for (let n = 0; n < 1000 * stability.actual[decile - 1]!; n += 1) rows.push(scored(`b${decile}-${n}`, decile, '2026-02-16 12:00:00.000', { number: decile * 10 + (n % 10) / 10, word: decile === 1 ? 'x' : 'y', list: [1] }));
  }
  await store.analytics.insert('strategy_decisions', rows);
  await store.analytics.insert('responses', [outcome('a1-0', 'payment', '2026-01-06 12:00:00.000')]);
  const { records } = await store.ask(scoreStability);
  expect(records).toEqual([{ period: '2026-01-05', psi: 0, band: 'stable', scores: 1000 }, { period: '2026-02-16', psi: expect.closeTo(stability.psi, 12), band: 'stable', scores: 1000 }]);
  expect((await store.ask(scoreDistribution)).records.filter(({ period }) => period === '2026-02-16').map(({ share }) => share)).toEqual(stability.actual);
  const inputs = (await store.ask(inputDrift)).records;
  expect(inputs.map(({ input }) => input)).toEqual(['number', 'word']);
  expect(inputs[0]!.psi).toBeCloseTo(stability.psi, 9);
  // The word: 10 % before, 12 % after.
  expect(inputs[1]!.psi).toBeCloseTo(0.02 * Math.log(0.12 / 0.1) + (0.88 - 0.9) * Math.log(0.88 / 0.9), 9);
});

it('weight of evidence and information value by hand', async () => {
  const cells = [{ kind: 'new', good: 10, bad: 30 }, { kind: 'old', good: 60, bad: 20 }];
  let next = 0;
  for (const { kind, good, bad } of cells) {
    for (const [count, response] of [[good, 'payment'], [bad, 'refusal']] as const) {
      const ids = Array.from({ length: count }, () => `w${(next += 1)}`);
      await store.analytics.insert('strategy_decisions', ids.map((id) => scored(id, 0.5, undefined, { kind })));
      await store.analytics.insert('responses', ids.map((id) => outcome(id, response)));
    }
  }
  const woe = [Math.log(10 / 70 / (30 / 50)), Math.log(60 / 70 / (20 / 50))] as const;
  const { records } = await store.ask(inputEvidence);
  expect(records).toEqual([
    { input: 'kind', bin: 'new', good: 10, bad: 30, rate: 0.25, woe: expect.closeTo(woe[0], 12) },
    { input: 'kind', bin: 'old', good: 60, bad: 20, rate: 0.75, woe: expect.closeTo(woe[1], 12) },
  ]);
  expect((await store.ask(inputValue)).records[0]!.iv).toBeCloseTo((10 / 70 - 30 / 50) * woe[0] + (60 / 70 - 20 / 50) * woe[1], 12);
});
