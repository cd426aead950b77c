import type { ReportModel } from '@arbiter/contracts/report-model';
import { ReportModel as Schema } from '@arbiter/contracts/report-model';
import { finishedCampaignId } from '@arbiter/demo';
import { buildReport, collectRawCells } from '@arbiter/reports/control-vs-target/index';
import type { FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { saveConfiguration } from '../configuration/api.js';
import { startDemo } from '../demo/api.js';
import { askByTurns } from './ask-by-turns.js';
import { campaignScope, type ReportWish } from './campaign-scope.js';
import { csvParts } from './csv-parts.js';
import { readReport } from './read-report.js';

let container: Container;
let app: FastifyInstance;

beforeAll(async () => {
  container = await makeTestContainer();
  await container.jobs.startWorking(container, jobHandlers);
  const job = await startDemo(container, { customers: 1_500, language: 'en' });
  expect(await container.jobs.waitFor(job.id)).toMatchObject({ state: 'succeeded' });
  app = await buildApp(container);
}, 300_000);
afterAll(async () => {
  await app?.close();
  await container?.close();
});

async function fromRollups(wish: ReportWish): Promise<ReportModel> {
  let model = await readReport(container, finishedCampaignId, wish);
  for (let waited = 0; model.source.kind !== 'rollups' || model.source.progress !== null; waited += 1) {
    if (waited > 60) throw new Error('rollups did not come');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    model = await readReport(container, finishedCampaignId, wish);
  }
  return model;
}

async function fromFacts(wish: ReportWish): Promise<ReportModel> {
  const { scope, constraints, plan } = await campaignScope(container, finishedCampaignId, wish);
  return buildReport({ scope, cells: await collectRawCells(askByTurns(container.analytics, undefined), scope), constraints, plan });
}

/** What rollups and facts must agree on to the last digit. */
const withoutSource = ({ source: _, uplift: __, ...model }: ReportModel) => model;

it('says the same from rollups as from the facts, and has every section', { timeout: 300_000 }, async () => {
  const model = await fromRollups({});
  expect([...Value.Errors(Schema, JSON.parse(JSON.stringify(model)))]).toEqual([]);
  expect(withoutSource(model)).toEqual(withoutSource(await fromFacts({})));
  const days = model.overall.find((row) => row.metric === 'turnover_days')!;
  expect(days.sequential.low).toBeLessThan(days.absolute.low!);
  expect(days.adjusted?.varianceReduction).toBeGreaterThan(0);
  expect(days.adjusted!.absolute.standardError!).toBeLessThan(days.absolute.standardError!);
  expect(days.money?.total).toBeLessThan(0);
  expect(model.turnover?.[0]?.differenceInDifferences.estimate).toBeLessThan(0);
  expect(model.cure?.arms.map(({ arm }) => arm)).toEqual(['target', 'control']);
  expect(model.rollRates?.matrices[0]?.rows).toHaveLength(5);
  expect(model.cuts.map(({ by, basis }) => [by, basis])).toEqual([['wave', 'randomised'], ['channel', 'as-treated'], ['offer', 'as-treated']]);
  expect(model.cuts[1]?.cautions).toContain('not-randomised');
  expect(new Set(model.time.map(({ by }) => by))).toEqual(new Set(['day', 'week', 'since-assignment']));
  expect(model.funnel.map(({ steps }) => steps.map(({ step }) => step))[0]).toEqual(['assigned', 'contacted', 'delivered', 'right-party', 'responded', 'paid']);
  expect(model.profit[0]?.of).toBe('paid_amount');
  for (const part of Object.values(csvParts)) expect(part(model)).not.toMatch(/NaN|Infinity/);
});

it('keeps to filters by dimensions, from rollups and from facts alike', { timeout: 120_000 }, async () => {
  const wish = { by: 'region', filter: ['kind:household'] };
  expect(withoutSource(await fromRollups(wish))).toEqual(withoutSource(await fromFacts(wish)));
});

it('filters by what customers are now, and refuses names that nobody knows', { timeout: 120_000 }, async () => {
  const wish = { by: 'none', filter: ['industry:retail', 'industry:'] };
  const model = await fromRollups(wish);
  const facts = await fromFacts(wish);
  expect(model.filters).toEqual([{ dimension: 'industry', values: ['retail', ''], of: 'customer' }]);
  expect(model.arms).toEqual(facts.arms);
  expect(model.overall).toEqual(facts.overall);
  expect(model.series).toEqual(facts.series);
  await expect(readReport(container, finishedCampaignId, { filter: ['shoe_size:43'] })).rejects.toThrow('shoe_size');
});

it('shows SQL that gives the numbers', { timeout: 120_000 }, async () => {
  const answer = await app.inject({ url: `/v1/campaigns/${finishedCampaignId}/report/sql?of=metrics&metric=response_rate&by=none` });
  expect(answer.statusCode).toBe(200);
  const { queries } = answer.json<{ queries: { title: string; sql: string; params: Record<string, unknown> }[] }>();
  expect(queries.map(({ title }) => title)).toEqual(['units', 'response_rate']);
  const rows = await container.analytics.query<{ arm: string; sum_n: string; sum_x: string }>(queries[1]!.sql, queries[1]!.params);
  const sum = (arm: string, name: 'sum_n' | 'sum_x') => rows.filter((row) => row.arm === arm).reduce((total, row) => total + Number(row[name]), 0);
  const model = await fromRollups({ by: 'none' });
  const response = model.overall.find((row) => row.metric === 'response_rate')!;
  expect(sum('target', 'sum_x') / sum('target', 'sum_n')).toBe(response.target.value);
});

it('compares all campaigns with the company’s control group', { timeout: 120_000 }, async () => {
  const url = '/v1/reports/global-control?from=2025-01-01&before=2027-01-01&by=none';
  const none = await app.inject({ url });
  expect(none.json()).toMatchObject({ group: null, report: null });
  await saveConfiguration(container.repository, { kind: 'company', id: 'company', document: { timeZone: 'UTC', globalControlGroup: { share: 0.1, salt: 's' } }, base: 0, author: null, at: container.now() }).catch(async () => {
    const row = await container.repository.selectFrom('configuration').select('version').where('kind', '=', 'company').executeTakeFirstOrThrow();
    await saveConfiguration(container.repository, { kind: 'company', id: 'company', document: { timeZone: 'UTC', globalControlGroup: { share: 0.1, salt: 's' } }, base: row.version, author: null, at: container.now() });
  });
  let body: { group: unknown; campaigns: { id: string }[]; report: ReportModel | null } = { group: null, campaigns: [], report: null };
  for (let waited = 0; waited < 60 && body.report === null; waited += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    body = (await app.inject({ url })).json();
  }
  expect(body.group).toEqual({ share: 0.1, salt: 's' });
  expect(body.campaigns.map(({ id }) => id)).toContain(finishedCampaignId);
  const [target, control] = body.report!.arms;
  expect(target!.units + control!.units).toBe(1_500);
  expect(Math.abs(control!.units - 150)).toBeLessThan(60);
  expect(body.report!.health.sampleRatio.alarm).toBe(false);
});
