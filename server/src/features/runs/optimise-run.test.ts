import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Run } from '@arbiter/contracts/run';
import { armOf } from '@arbiter/engine/assignment/index';
import { instanceOf, parseProblem, solve } from '@arbiter/solver';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { addCampaign } from '../campaigns/campaigns.repository.js';
import { optimiseRunJob } from './optimise-run.job.js';
import { companySize, consents, customerAt, foundSmallCompany, isGovernment, isVip, refusesCalls, smallCampaign, softContactDaysAgo } from './testing/small-company.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
let campaigns = 0;
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

interface PlanRow { customerId: string; period: number; actionId: string; channel: string; segment: string; valueMinor: number; costMinor: number }
const indexOf = (customerId: string): number => Number(customerId.slice(1));
const get = async <T>(url: string): Promise<T> => {
  const reply = await client.get(url);
  expect(reply.status, reply.text).toBe(200);
  return reply.json<T>();
};

async function plan(changes: Partial<CampaignDraft> = {}): Promise<{ run: Run; rows: PlanRow[]; campaignId: string }> {
  const campaignId = `campaign-${++campaigns}`;
  await addCampaign(container.repository, campaignId, smallCampaign(changes), container.now());
  const asked = await client.post(`/v1/campaigns/${campaignId}/runs`);
  expect(asked.status, asked.text).toBe(202);
  const { id, jobId } = asked.json<Run>();
  await container.jobs.waitFor(jobId);
  const run = await get<Run>(`/v1/runs/${id}`);
  const page = await get<{ rows: PlanRow[]; total: number }>(`/v1/runs/${id}/plan?limit=1000`);
  expect(page.rows).toHaveLength(page.total);
  return { run, rows: page.rows, campaignId };
}

describe('a run', () => {
  it('keeps every constraint, the control group and consent', async () => {
    const { run, rows, campaignId } = await plan();
    expect(run.error).toBeNull();
    expect(run).toMatchObject({ state: 'succeeded', number: 1, result: { verified: true, audience: companySize, withoutConsent: expect.any(Number) } });
    const result = run.result!;
    expect(['optimal', 'within-gap']).toContain(result.status);
    expect(result.gap).toBeLessThanOrEqual(1 / 300);

    const split = { salt: 'salt', campaignId, controlShare: 0.2 };
    const everybody = Array.from({ length: companySize }, (_, index) => index);
    const control = everybody.filter((index) => armOf(split, customerAt(index)) === 'control');
    expect(control.length).toBeGreaterThan(40);
    expect(result.control).toBe(control.length);
    expect(result.withoutConsent).toBe(everybody.filter((index) => !consents(index) && !control.includes(index)).length);
    for (const { customerId, actionId, channel, period } of rows) {
      const index = indexOf(customerId);
      expect(control, customerId).not.toContain(index);
      expect(consents(index), customerId).toBe(true);
      if (refusesCalls(index)) expect(channel).not.toBe('phone');
      if (isVip(index)) expect(actionId).not.toBe('sms');
      if (isGovernment(index)) expect(channel).toBe('km');
      if (actionId === 'court') expect((softContactDaysAgo(index) ?? -1000) + 7 * period).toBeGreaterThanOrEqual(14);
    }
    expect(new Set(rows.map((row) => row.customerId)).size).toBe(rows.length);
    expect(rows.reduce((sum, row) => sum + row.costMinor, 0)).toBeLessThanOrEqual(40_000_000);
    for (const week of [0, 1]) expect(rows.filter((row) => row.channel === 'phone' && row.period === week).length).toBeLessThanOrEqual(40);
    expect(rows.filter((row) => row.actionId === 'court')).toHaveLength(19);
    expect(result.limits.find((limit) => limit.constraintId === 'court-share')).toMatchObject({ unit: 'share', used: 19 / companySize, limit: 0.05 });

    // The result says the same as the rows.
    expect(result.assigned).toBe(rows.length);
    expect(result.cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(rows.length);
    expect(result.valueMinor).toBeCloseTo(rows.reduce((sum, row) => sum + row.valueMinor, 0), 3);
    expect(result.limits.filter((limit) => limit.constraintId === 'calls').map((limit) => [limit.period, limit.used])).toEqual([[0, 40], [1, 40]]);
    expect(result.limits.find((limit) => limit.constraintId === 'budget')).toMatchObject({ unit: 'money-minor', sense: 'at-most', limit: 40_000_000 });
    expect(result.eligibility.find((rule) => rule.constraintId === 'b2g')!.removed).toBeGreaterThan(0);
    expect(result.greedyValueMinor!).toBeLessThanOrEqual(result.valueMinor);
  });

  it('opens the gap on the fourteenth day', async () => {
    const { run, rows } = await plan({ actions: ['court'], constraints: [{ id: 'gap', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 }], controlGroup: { share: 0, salt: 's' } });
    expect(run.state).toBe('succeeded');
    const consenting = (daysAgo: number | null): number => Array.from({ length: companySize }, (_, index) => index).filter((index) => consents(index) && softContactDaysAgo(index) === daysAgo).length;
    const planned = (daysAgo: number | null, week: number): number => rows.filter((row) => softContactDaysAgo(indexOf(row.customerId)) === daysAgo && row.period === week).length;
    expect([planned(13, 0), planned(13, 1)]).toEqual([0, consenting(13)]);
    expect([planned(14, 0), planned(14, 1)]).toEqual([consenting(14), 0]);
    expect([planned(null, 0), planned(null, 1)]).toEqual([0, 0]);
  });

  it('names the constraints that collide and what would do', async () => {
    const { run, rows } = await plan({ constraints: [
      { id: 'few', kind: 'budget', atMostMinor: 100_000 },
      { id: 'many', kind: 'minimum', of: { action: ['call'] }, atLeast: 50 },
      { id: 'calls', kind: 'capacity', of: { channel: ['phone'] }, atMost: 200, per: 'campaign' },
    ] });
    expect(rows).toEqual([]);
    expect(run.state).toBe('infeasible');
    expect(run.result?.conflict?.constraintIds.sort()).toEqual(['few', 'many']);
    expect(run.result?.conflict?.relaxation.length).toBeGreaterThan(0);
  });

  it('gives the problem document from which anybody finds the same optimum', async () => {
    const { run } = await plan({ objective: { kind: 'least-cost', valueAtLeastMinor: 3_000_000 }, constraints: [{ id: 'k', kind: 'contacts', atMost: 2 }] });
    expect(run).toMatchObject({ state: 'succeeded', result: { limits: [{ constraintId: 'objective', sense: 'at-least' }] } });
    const document = await get<unknown>(`/v1/runs/${run.id}/problem`);
    const parsed = parseProblem(document);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const built = instanceOf(parsed.problem);
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    const solved = await solve(parsed.problem, built.instance, { now: () => performance.now() });
    if (!solved.ok) throw new Error(JSON.stringify(solved.errors));
    expect(built.instance.customers.count).toBe(run.result!.customers);
    expect(Math.abs(solved.result.objective! - run.result!.objective!)).toBeLessThanOrEqual(0.01 * run.result!.objective!);
  });

  it('fails with a code when nobody is left or nothing is scored', async () => {
    const nobody = await plan({ audience: { any: [] } });
    expect(nobody.run).toMatchObject({ state: 'failed', error: { code: 'audience-empty' } });
    const refused = await plan({ audience: { attribute: 'consent', operator: 'isFalse' } });
    expect(refused.run).toMatchObject({ state: 'failed', error: { code: 'no-candidates' } });
  });

  it('refuses a campaign that cannot be planned, with the place of each fault', async () => {
    await addCampaign(container.repository, 'unready', smallCampaign({ actions: [], scoreSet: 'missing' }), container.now());
    const reply = await client.post('/v1/campaigns/unready/runs');
    expect(reply.status).toBe(400);
    expect(reply.json<{ faults: { path: string }[] }>().faults.map((fault) => fault.path)).toEqual(['/draft/actions', '/draft/scoreSet']);
  });

  it('is compared with another', async () => {
    const wide = await plan({ constraints: [] });
    const narrow = await plan({ constraints: [{ id: 'b', kind: 'budget', atMostMinor: 0 }] });
    expect(narrow.rows).toEqual([]);
    const comparison = await get<{ changed: object; byAction: { actionId: string; countA: number; countB: number }[] }>(`/v1/runs/compare?a=${wide.run.id}&b=${narrow.run.id}`);
    expect(comparison.changed).toEqual({ same: 0, moved: 0, added: 0, dropped: wide.rows.length });
    expect(comparison.byAction).toEqual([expect.objectContaining({ actionId: 'court', countA: wide.rows.length, countB: 0 })]);
    const itself = await get<{ changed: object }>(`/v1/runs/compare?a=${wide.run.id}&b=${wide.run.id}`);
    expect(itself.changed).toEqual({ same: wide.rows.length, moved: 0, added: 0, dropped: 0 });
  });
});
