import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignFacts } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImportHarness, type ImportHarness } from './testing/import-harness.js';

let harness: ImportHarness;
beforeAll(async () => {
  harness = await openImportHarness();
});
afterAll(() => harness?.close());

const query = <Row>(sql: string) => harness.container.analytics.query<Row>(sql);
const factsOf = async (campaignId: string | null) => {
  const row = await harness.container.repository.selectFrom('campaigns').select(['facts', 'state', 'origin', 'draft']).where('id', '=', campaignId).executeTakeFirstOrThrow();
  return { ...row, facts: row.facts as CampaignFacts };
};

describe('a finished campaign in one file', () => {
  const text = 'id;группа;регион;покупка;выручка, ₽;дней\nc1;Контроль;Юг;нет;0;5\nc2;Письмо;Север;да;1 200,50;7\nc3;Письмо;Юг;нет;;9\nc4;Контроль;Север;да;300;8\nc4;Контроль;Юг;да;400;8\nc5;;Юг;да;1;1\n';

  it('becomes a campaign with arms, outcomes and dimensions', async () => {
    const { import: done, preview } = await harness.bring('Акция мая.csv', text, { dataset: 'experiment' });
    expect(preview.settings.experiment).toEqual({ name: 'Акция мая', controlArm: 'Контроль' });
    expect(preview.arms).toEqual(['Контроль', 'Письмо']);
    expect(done).toMatchObject({ state: 'succeeded', rows: { read: 6, loaded: 4, rejected: 1, duplicates: 1 } });
    const { facts, state, origin, draft } = await factsOf(done.campaignId);
    expect({ state, origin, name: draft.name }).toEqual({ state: 'finished', origin: 'imported', name: 'Акция мая' });
    expect(facts.arms).toEqual([{ id: 'Контроль', role: 'control', share: 0.5 }, { id: 'Письмо', role: 'target', share: 0.5 }]);
    expect(facts.outcomes).toEqual([{ name: 'pokupka', kind: 'proportion', money: false }, { name: 'vyruchka', kind: 'mean', money: true }]);
    expect(facts.dimensions).toEqual(['region', 'dney']);
    expect(await query('SELECT customer_id, arm, dims FROM assignments FINAL ORDER BY customer_id')).toEqual([
      { customer_id: 'c1', arm: 'Контроль', dims: { region: 'Юг', dney: '5' } },
      { customer_id: 'c2', arm: 'Письмо', dims: { region: 'Север', dney: '7' } },
      { customer_id: 'c3', arm: 'Письмо', dims: { region: 'Юг', dney: '9' } },
      { customer_id: 'c4', arm: 'Контроль', dims: { region: 'Юг', dney: '8' } },
    ]);
    expect(await query(`SELECT metric, customer_id, value FROM outcomes FINAL WHERE metric = 'vyruchka' ORDER BY customer_id`)).toEqual([
      { metric: 'vyruchka', customer_id: 'c1', value: 0 }, { metric: 'vyruchka', customer_id: 'c2', value: 1200.5 }, { metric: 'vyruchka', customer_id: 'c4', value: 400 },
    ]);
    const again = await harness.bring('Акция мая.csv', text, { dataset: 'experiment' });
    expect(again.import).toMatchObject({ state: 'unchanged', campaignId: done.campaignId });
  });

  it('wants a control group that somebody is in, and at least two groups', async () => {
    const { import: uploaded } = await harness.upload('x.csv', 'arm,target\na,1\nb,0\n');
    const { settings } = await harness.preview(uploaded.id, { dataset: 'experiment' });
    const absent = await harness.run(uploaded.id, { ...settings, experiment: { name: 'x', controlArm: 'c' } });
    expect(absent.import).toMatchObject({ state: 'failed', error: { code: 'import-not-readable', detail: expect.stringContaining('a, b') as string } });
    const half = await harness.run(uploaded.id, { ...settings, experiment: { name: 'x', controlArm: 'a', shares: { a: 1 } } });
    expect(half.import).toMatchObject({ state: 'failed', error: { detail: expect.stringContaining('"b"') as string } });
    const good = await harness.run(uploaded.id, { ...settings, experiment: { name: 'x', controlArm: 'a', shares: { a: 0.25, b: 0.75 }, endedOn: '2024-03-31' } });
    expect(good.import.state).toBe('succeeded');
    const { facts } = await factsOf(good.import.campaignId);
    expect(facts).toMatchObject({ startsOn: '2024-03-31', endsBefore: '2024-04-01', arms: [{ id: 'a', share: 0.25 }, { id: 'b', share: 0.75 }] });
    expect(await query(`SELECT customer_id FROM assignments FINAL WHERE campaign_id = '${good.import.campaignId}' ORDER BY customer_id`)).toEqual([{ customer_id: `${uploaded.id}:2` }, { customer_id: `${uploaded.id}:3` }]);
  });
});

const hillstrom = join(process.env['ARBITER_DATASETS'] ?? '', 'hillstrom', 'hillstrom.csv');
const present = process.env['ARBITER_DATASETS'] !== undefined && existsSync(hillstrom);

describe(`the Hillstrom e-mail experiment${present ? '' : ' (not run: set ARBITER_DATASETS to the folder that holds hillstrom/hillstrom.csv)'}`, () => {
  it.runIf(present)('is recognised and gives the published differences', async () => {
    const { import: done, preview } = await harness.bring('hillstrom.csv', readFileSync(hillstrom));
    expect(preview.settings.dataset).toBe('experiment');
    expect(preview.settings.experiment?.controlArm).toBe('No E-Mail');
    expect(done).toMatchObject({ state: 'succeeded', rows: { read: 64000, loaded: 64000, rejected: 0, duplicates: 0 } });
    const { facts } = await factsOf(done.campaignId);
    expect(facts.outcomes).toEqual([{ name: 'visit', kind: 'proportion', money: false }, { name: 'conversion', kind: 'proportion', money: false }, { name: 'spend', kind: 'mean', money: true }]);
    expect(facts.dimensions).toEqual(['recency', 'history_segment', 'mens', 'womens', 'zip_code', 'newbie', 'channel']);
    const means = await query<{ arm: string; metric: string; mean: number }>(
      `SELECT arm, metric, avg(value) AS mean FROM outcomes FINAL JOIN (SELECT customer_id, arm FROM assignments FINAL WHERE campaign_id = '${done.campaignId}') AS assigned USING customer_id WHERE campaign_id = '${done.campaignId}' GROUP BY arm, metric`,
    );
    const mean = (arm: string, metric: string) => means.find((row) => row.arm === arm && row.metric === metric)!.mean;
    expect(mean('Mens E-Mail', 'visit') - mean('No E-Mail', 'visit')).toBeCloseTo(0.07659, 5);
    expect(mean('Mens E-Mail', 'spend') - mean('No E-Mail', 'spend')).toBeCloseTo(0.769827, 6);
    expect(mean('Womens E-Mail', 'spend') - mean('No E-Mail', 'spend')).toBeCloseTo(0.424412, 6);
  });
});
