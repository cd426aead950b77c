import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Run } from '@arbiter/contracts/run';
import { instanceOf, parseProblem, solve } from '@arbiter/solver';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { addCampaign, findCampaignRow } from '../campaigns/campaigns.repository.js';
import { optimiseRunJob } from './optimise-run.job.js';
import { foundSmallCompany, smallCampaign } from './testing/small-company.js';

interface Row { customerId: string; period: number; actionId: string }
let container: Container;
let app: FastifyInstance;
let client: TestClient;
beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  client = new TestClient(app);
  await foundSmallCompany(container);
  await container.jobs.startWorking(container, { optimise: optimiseRunJob });
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

const planned = async (campaignId: string, body?: object): Promise<{ run: Run; rows: Row[] }> => {
  const asked = await client.post(`/v1/campaigns/${campaignId}/runs`, body);
  expect(asked.status, asked.text).toBe(202);
  const { id, jobId } = asked.json<Run>();
  await container.jobs.waitFor(jobId);
  const run = (await client.get(`/v1/runs/${id}`)).json<Run>();
  const page = (await client.get(`/v1/runs/${id}/plan?limit=1000`)).json<{ rows: Row[] }>();
  return { run, rows: page.rows };
};
const campaign = async (id: string, changes: Partial<CampaignDraft> = {}): Promise<void> => {
  await addCampaign(container.repository, id, smallCampaign(changes), container.now());
};
const change = async (id: string, changes: Partial<CampaignDraft>): Promise<void> => {
  const { draft, version } = await findCampaignRow(container.repository, id);
  const reply = await client.put(`/v1/campaigns/${id}`, { draft: { ...draft, ...changes }, version });
  expect(reply.status, reply.text).toBe(200);
};
const keys = (rows: readonly Row[]): Set<string> => new Set(rows.map((row) => `${row.customerId}/${row.actionId}/${row.period}`));
const kept = (before: readonly Row[], after: readonly Row[]): number => [...keys(after)].filter((key) => keys(before).has(key)).length;
/** Fewer calls and dear waiting, so that a plan made anew is quite another one. */
const tighter = (draft: CampaignDraft): Partial<CampaignDraft> => ({ constraints: draft.constraints.map((row) => (row.kind === 'capacity' ? { ...row, atMost: 25 } : row)), weeklyDiscount: 0.2 });

describe('a run that stays close to an earlier one', () => {
  it('keeps the share of assignments asked for, and says how many stand', async () => {
    await campaign('keep');
    const first = await planned('keep');
    expect(first.run).toMatchObject({ state: 'succeeded' });
    await change('keep', tighter(smallCampaign()));
    const free = await planned('keep');
    const held = await planned('keep', { stayCloseTo: first.run.id, keep: 0.8 });
    expect(held.run).toMatchObject({ state: 'succeeded', error: null, stayClose: { runId: first.run.id, keep: 0.8 } });
    const stands = kept(first.rows, held.rows);
    expect(stands).toBeGreaterThanOrEqual(0.8 * first.rows.length);
    expect(held.run.result!.stability).toMatchObject({ previous: first.rows.length, kept: stands });
    expect(held.run.result!.valueMinor).toBeLessThanOrEqual(free.run.result!.bound! * (1 + 1e-9));
    expect(held.run.result!.limits.map(({ constraintId }) => constraintId)).not.toContain('previous.keep');
  });

  it('changes nothing where a change costs more than it brings, and its document says the same', async () => {
    await campaign('cost');
    const first = await planned('cost');
    const again = await planned('cost', { stayCloseTo: first.run.id, changeCostMinor: 1e9 });
    expect(again.run).toMatchObject({ state: 'succeeded' });
    expect(keys(again.rows)).toEqual(keys(first.rows));
    expect(again.run.result!.stability).toEqual({ previous: first.rows.length, kept: first.rows.length, changes: 0 });

    const document = (await client.get(`/v1/runs/${again.run.id}/problem`)).json<unknown>();
    const parsed = parseProblem(document);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const built = instanceOf(parsed.problem);
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    const solved = await solve(parsed.problem, built.instance, { now: () => performance.now() });
    expect(solved.ok && solved.result.objective).toBeCloseTo(again.run.result!.objective!, 0);
  });

  it('refuses runs of other campaigns, runs without a plan, and wishes that say nothing', async () => {
    await campaign('one');
    await campaign('other');
    const { run } = await planned('one');
    const refused = async (id: string, body: object): Promise<{ status: number; detail: string }> => {
      const reply = await client.post(`/v1/campaigns/${id}/runs`, body);
      return { status: reply.status, detail: reply.json<{ detail: string }>().detail };
    };
    expect(await refused('other', { stayCloseTo: run.id, keep: 1 })).toMatchObject({ status: 400, detail: expect.stringContaining('another campaign') });
    expect(await refused('one', { stayCloseTo: run.id })).toMatchObject({ status: 400, detail: expect.stringContaining('"keep"') });
    expect(await refused('one', { keep: 0.5 })).toMatchObject({ status: 400, detail: expect.stringContaining('"stayCloseTo"') });
    expect(await refused('one', { stayCloseTo: 'nobody', keep: 1 })).toMatchObject({ status: 404 });
    expect((await client.post('/v1/campaigns/one/runs', { stayCloseTo: run.id, keep: 2 })).status).toBe(400);
  });
});
