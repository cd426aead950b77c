import { plantedDecisions } from '@arbiter/demo';
import { builtInBoards } from '@arbiter/reports/boards/built-in-boards';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { viewReaders } from '../board-views/api.js';
import { replayCall } from '../strategy-calls/replay-call.js';
import { addDemoStrategies } from './add-demo-strategies.js';
import { tellDecisions } from './tell-decisions.js';

const until = '2026-03-01';
const settings = { customers: 20_000, seed: 7, until, language: 'ru' } as const;
const period = { from: '2026-01-01', before: '2026-03-02' };
let container: Container;
let cpuMs = 0;
beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(`${until}T00:00:00Z`) });
  await addDemoStrategies(container, 'ru');
  const before = process.cpuUsage();
  await tellDecisions(container, settings);
  const { user, system } = process.cpuUsage(before);
  cpuMs = (user + system) / 1000;
}, 120_000);
afterAll(() => container?.close());

async function ask(view: string, given: Record<string, unknown> = {}, filters: { dimension: string; op: 'in'; values: string[] }[] = []) {
  const reader = viewReaders.get(view);
  if (!reader) throw new Error(`no view ${view}`);
  const params = Value.Default(reader.definition.params, given) as Record<string, unknown>;
  const table = await reader.read(container, { period, filters, params, today: until }, undefined);
  return table.rows.map((row) => Object.fromEntries(table.columns.map(({ id }, index) => [id, row[index]])));
}
const checksum = () => container.analytics.query("SELECT (SELECT groupBitXor(cityHash64(decision_id, input, answer, path, duration_us)) FROM strategy_decisions FINAL) AS answers, (SELECT groupBitXor(cityHash64(response_id, customer_id, kind, at, amount_minor, decision_id)) FROM responses FINAL) AS responses, (SELECT count() FROM strategy_decisions FINAL) AS decisions");

it('tells the same again, quickly, without a failure', async () => {
  const before = await checksum();
  await tellDecisions(container, settings);
  expect(await checksum()).toEqual(before);
  process.stdout.write(`${JSON.stringify(before)} told in ${Math.round(cpuMs)} ms of processor time\n`);
  expect(cpuMs).toBeLessThan(15_000);
  expect(await container.analytics.query('SELECT count() AS failed FROM strategy_decisions WHERE NOT ok OR path = \'\'')).toEqual([{ failed: '0' }]);
});

it('gives boards what was planted: a calibrated score, drift of the last weeks, a challenger with its share, claims worth referring', async () => {
  const [quality] = await ask('model.quality');
  expect(Number(quality!.auc)).toBeGreaterThan(0.65);
  for (const { difference, units } of await ask('model.calibration', { groups: 5 })) expect(Math.abs(Number(difference))).toBeLessThan(4 * Math.sqrt(0.25 / Number(units)));
  const inputs = await ask('model.input-drift', { referenceDays: (plantedDecisions.weeks - plantedDecisions.drift.weeks) * 7 });
  expect(inputs[0]).toMatchObject({ input: 'age' });
  expect(Number(inputs[0]!.psi)).toBeGreaterThan(0.1);
  const mix = await ask('strategy.volume', { grain: 'none', by: 'arm' }, [{ dimension: 'strategy', op: 'in', values: ['demo-claim-referral'] }]);
  const of = (arm: string): number => Number(mix.find((row) => row.arm === arm)!.decisions);
  expect(of('challenger') / (of('challenger') + of('champion'))).toBeCloseTo(plantedDecisions.challengerShare / 100, 1);
  const [claims] = await ask('insurance.summary');
  expect(Number(claims!.precision)).toBeGreaterThan(3 * Number(claims!.fraudShare) - 0.2);
  expect(Number(claims!.lossRatio)).toBeGreaterThan(0.2);
  expect(Number(claims!.lossRatio)).toBeLessThan(1.5);
  const effect = await ask('insurance.swap-effect', {}, []);
  const line = (name: string) => effect.find(({ measure }) => measure === name)!;
  expect(Number(line('badShare').difference)).toBeLessThan(0);
  expect(Number(line('result').difference)).toBeGreaterThan(0);
});

it('fills every tile of the four boards but those of the running process', async () => {
  for (const board of ['strategy', 'model', 'insurance'] as const) {
    for (const { id, source } of builtInBoards[board]!.tiles) {
      if (source.kind !== 'view') continue;
      expect((await ask(source.view, structuredClone(source.params ?? {}))).length, `${board} ${id}`).toBeGreaterThan(0);
    }
  }
});

it('is as if it had been asked: a past decision can be repeated', async () => {
  const [one] = await container.analytics.query<{ decision_id: string }>("SELECT decision_id FROM strategy_decisions WHERE endpoint = 'underwriting' ORDER BY decision_id LIMIT 1");
  expect(await replayCall(container, 'underwriting', one!.decision_id)).toMatchObject({ same: true });
});
