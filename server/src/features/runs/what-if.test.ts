import type { Job, Run } from '@arbiter/contracts';
import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { ComparedCustomers, RunComparison } from '@arbiter/contracts/run-comparison';
import type { WhatIfCurve } from '@arbiter/contracts/what-if';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { addCampaign } from '../campaigns/campaigns.repository.js';
import { optimiseRunJob } from './optimise-run.job.js';
import { foundSmallCompany, smallCampaign } from './testing/small-company.js';
import { whatIfJob } from './what-if.job.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
let campaigns = 0;
beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  client = new TestClient(app);
  await foundSmallCompany(container);
  await container.jobs.startWorking(container, { optimise: optimiseRunJob, 'what-if': whatIfJob });
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

const get = async <T>(url: string): Promise<T> => {
  const reply = await client.get(url);
  expect(reply.status, reply.text).toBe(200);
  return reply.json<T>();
};

async function plan(changes: Partial<CampaignDraft> = {}): Promise<Run> {
  const campaignId = `campaign-${++campaigns}`;
  await addCampaign(container.repository, campaignId, smallCampaign(changes), container.now());
  const { id, jobId } = (await client.post(`/v1/campaigns/${campaignId}/runs`)).json<Run>();
  await container.jobs.waitFor(jobId);
  return get<Run>(`/v1/runs/${id}`);
}

async function curve(runId: string, wish: object): Promise<WhatIfCurve> {
  const asked = await client.post(`/v1/runs/${runId}/what-if`, wish);
  expect(asked.status, asked.text).toBe(202);
  const { id } = asked.json<Job>();
  await container.jobs.waitFor(id);
  return (await get<WhatIfCurve[]>(`/v1/runs/${runId}/what-if`)).find(({ jobId }) => jobId === id)!;
}

describe('what if', () => {
  it('draws the curve of a budget through the run itself, once however often it is asked', async () => {
    const run = await plan();
    const drawn = await curve(run.id, { constraintId: 'budget', points: 6 });
    expect(drawn).toMatchObject({ runId: run.id, constraintId: 'budget', unit: 'money-minor', sense: 'at-most', current: 40_000_000, state: 'succeeded', error: null });
    expect(drawn.points).toHaveLength(6);
    const own = drawn.points.find(({ at }) => at === 40_000_000)!;
    expect(Math.abs(own.objectiveMinor! - run.result!.objective!)).toBeLessThanOrEqual(2 / 300 * run.result!.bound!);
    for (const [z, point] of drawn.points.entries()) {
      expect(point.bound!).toBeGreaterThanOrEqual(point.objectiveMinor!);
      if (z > 0) expect(point.objectiveMinor!).toBeGreaterThanOrEqual(drawn.points[z - 1]!.objectiveMinor!);
    }
    const again = (await client.post(`/v1/runs/${run.id}/what-if`, { constraintId: 'budget', points: 6 })).json<Job>();
    expect(again.id).toBe(drawn.jobId);
    const audit = await container.repository.selectFrom('audit').selectAll().where('action', '=', 'run.what-if').where('subject', '=', run.id).execute();
    expect(audit).toHaveLength(1);

    const weekly = await curve(run.id, { constraintId: 'calls', points: 5, from: 0, to: 80 });
    expect(weekly.points.map(({ at }) => at)).toContain(40);
    expect(weekly).toMatchObject({ unit: 'actions', current: 40 });
    const share = await curve(run.id, { constraintId: 'court-share', points: 5, from: 0.01, to: 0.1 });
    expect(share).toMatchObject({ unit: 'share', current: 0.05 });
    expect(share.points.map(({ at }) => at)).toEqual(share.points.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(await get<WhatIfCurve[]>(`/v1/runs/${run.id}/what-if`)).toHaveLength(3);
  });

  it('says where an infeasible run would begin to be possible', async () => {
    const run = await plan({ constraints: [{ id: 'few', kind: 'budget', atMostMinor: 100_000 }, { id: 'many', kind: 'minimum', of: { action: ['call'] }, atLeast: 50 }, { id: 'calls', kind: 'capacity', of: { channel: ['phone'] }, atMost: 200, per: 'campaign' }] });
    expect(run.state).toBe('infeasible');
    expect(run.result!.conflict).toMatchObject({ proved: true, members: expect.arrayContaining([expect.objectContaining({ constraintId: 'many', unit: 'actions', sense: 'at-least', bound: 50 })]) });
    const drawn = await curve(run.id, { constraintId: 'few', points: 6, from: 0, to: 1_000_000 });
    expect(drawn.points.filter(({ at }) => at < 250_000).every(({ status, objectiveMinor }) => status === 'infeasible' && objectiveMinor === null)).toBe(true);
    expect(drawn.points.filter(({ at }) => at >= 250_000).every(({ status }) => status !== 'infeasible')).toBe(true);
  });

  it('refuses rows that are no limits, ends the wrong way round and runs that are not there; a job can be cancelled and asked for anew', async () => {
    const run = await plan();
    expect((await client.post(`/v1/runs/${run.id}/what-if`, { constraintId: 'vip' })).status).toBe(404);
    expect((await client.post(`/v1/runs/${run.id}/what-if`, { constraintId: 'budget', from: 10, to: 5 })).status).toBe(400);
    expect((await client.post(`/v1/runs/${run.id}/what-if`, { constraintId: 'budget', points: 500 })).status).toBe(400);
    expect((await client.post('/v1/runs/nothing/what-if', { constraintId: 'budget' })).status).toBe(404);
    const wish = { constraintId: 'budget', points: 50 };
    const first = (await client.post(`/v1/runs/${run.id}/what-if`, wish)).json<Job>();
    expect((await client.post(`/v1/jobs/${first.id}/cancel`)).status).toBeLessThan(300);
    const ended = await container.jobs.waitFor(first.id);
    if (ended.state !== 'cancelled') return;
    const second = (await client.post(`/v1/runs/${run.id}/what-if`, wish)).json<Job>();
    expect(second.id).not.toBe(first.id);
    expect((await container.jobs.waitFor(second.id)).state).toBe('succeeded');
    expect(await get<WhatIfCurve[]>(`/v1/runs/${run.id}/what-if`)).toHaveLength(1);
  });
});

describe('two runs', () => {
  it('are compared customer by customer: a matrix of moves that adds up, and the customers of each of its cells', async () => {
    const [a, b] = [await plan(), await plan({ constraints: [{ id: 'budget', kind: 'budget', atMostMinor: 15_000_000 }, { id: 'calls', kind: 'capacity', of: { channel: ['phone'] }, atMost: 60, per: 'week' }] })];
    const rowsOf = async (id: string): Promise<Map<string, { action: string; value: number }>> => new Map((await get<{ rows: { customerId: string; actionId: string; valueMinor: number }[] }>(`/v1/runs/${id}/plan?limit=1000`)).rows.map((row) => [row.customerId, { action: row.actionId, value: row.valueMinor }]));
    const [inA, inB] = [await rowsOf(a.id), await rowsOf(b.id)];
    const compared = await get<RunComparison>(`/v1/runs/compare?a=${a.id}&b=${b.id}`);
    const expected = new Map<string, { customers: number; valueMinorA: number; valueMinorB: number }>();
    for (const customer of new Set([...inA.keys(), ...inB.keys()])) {
      const key = `${inA.get(customer)?.action ?? ''}>${inB.get(customer)?.action ?? ''}`;
      const cell = expected.get(key) ?? { customers: 0, valueMinorA: 0, valueMinorB: 0 };
      expected.set(key, { customers: cell.customers + 1, valueMinorA: cell.valueMinorA + (inA.get(customer)?.value ?? 0), valueMinorB: cell.valueMinorB + (inB.get(customer)?.value ?? 0) });
    }
    expect(compared.moves).toHaveLength(expected.size);
    for (const { actionA, actionB, customers, valueMinorA, valueMinorB } of compared.moves) {
      const cell = expected.get(`${actionA ?? ''}>${actionB ?? ''}`)!;
      expect(customers).toBe(cell.customers);
      expect(valueMinorA).toBeCloseTo(cell.valueMinorA, 3);
      expect(valueMinorB).toBeCloseTo(cell.valueMinorB, 3);
    }
    const everybody = new Set([...inA.keys(), ...inB.keys()]).size;
    const { same, moved, added, dropped } = compared.changed;
    expect(same + moved + added + dropped).toBe(everybody);
    expect(compared.bySegment.reduce((sum, row) => sum + row.same + row.moved + row.added + row.dropped, 0)).toBe(everybody);

    const cell = compared.moves.find(({ actionA, actionB }) => actionA !== null && actionB === null)!;
    const page = await get<ComparedCustomers>(`/v1/runs/compare/customers?a=${a.id}&b=${b.id}&actionA=${cell.actionA}&actionB=&limit=5`);
    expect(page.total).toBe(cell.customers);
    expect(page.rows.length).toBe(Math.min(5, cell.customers));
    for (const row of page.rows) expect(row).toMatchObject({ actionA: cell.actionA, actionB: null, weekB: null, valueMinorB: 0 });
    expect((await get<ComparedCustomers>(`/v1/runs/compare/customers?a=${a.id}&b=${b.id}`)).total).toBe(everybody);
  });
});
