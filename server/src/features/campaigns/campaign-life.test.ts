import type { Campaign, CampaignDraft } from '@arbiter/contracts/campaign';
import type { Job } from '@arbiter/contracts/job';
import type { Run } from '@arbiter/contracts/run';
import { armOf } from '@arbiter/engine/assignment/index';
import { parse } from 'csv-parse/sync';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { companySize, consents, customerAt, foundSmallCompany, refusesCalls, smallCampaign } from '../runs/testing/small-company.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  client = new TestClient(app);
  await foundSmallCompany(container);
  await container.jobs.startWorking(container, jobHandlers);
});
afterAll(async () => {
  await app?.close();
  await container?.close();
});

/** Quick to solve: nothing couples the customers but the calls of a week. */
const easy: Partial<CampaignDraft> = { constraints: [{ id: 'calls', kind: 'capacity', of: { channel: ['phone'] }, atMost: 40, per: 'week' }], actions: ['sms', 'call'] };
const create = async (changes: Partial<CampaignDraft> = easy): Promise<Campaign> => {
  const reply = await client.post('/v1/campaigns', { draft: smallCampaign(changes) });
  expect(reply.status, reply.text).toBe(201);
  return reply.json<Campaign>();
};
const planIt = async (campaignId: string): Promise<Run> => {
  const asked = (await client.post(`/v1/campaigns/${campaignId}/runs`)).json<Run>();
  await container.jobs.waitFor(asked.jobId);
  const run = (await client.get(`/v1/runs/${asked.id}`)).json<Run>();
  expect(run.error).toBeNull();
  return run;
};
const problemOf = async (asked: ReturnType<TestClient['post']>): Promise<{ status: number; code: string; details?: Record<string, unknown>; paths: string[] }> => {
  const reply = await asked;
  const { code, details, faults } = reply.json<{ code: string; details?: Record<string, unknown>; faults?: { path: string }[] }>();
  return { status: reply.status, code, ...(details ? { details } : {}), paths: (faults ?? []).map((fault) => fault.path) };
};

describe('a draft', () => {
  it('is saved with what must be mended before a run, and refused with what cannot be', async () => {
    const reply = await client.post('/v1/campaigns', { draft: smallCampaign({ actions: [], scoreSet: 'missing' }) });
    expect(reply.status).toBe(201);
    expect(reply.json<{ warnings: { code: string }[] }>().warnings.map((fault) => fault.code)).toEqual(['no-actions', 'unknown-score-set']);

    const wrong = await problemOf(client.post('/v1/campaigns', { draft: smallCampaign({
      audience: { all: [{ attribute: 'shoe_size', operator: 'more', value: 40 }] },
      actions: ['sms', 'pigeon'],
      ruleSetId: 'none',
      controlGroup: { share: 0.1, salt: 's', stratifyBy: 'consent' },
      constraints: [
        { id: 'a', kind: 'exclusion', forbid: { channel: ['pigeon'] }, for: { attribute: 'colour', values: ['red', 'red'] } },
        { id: 'a', kind: 'share', of: { action: ['court'] }, below: 0, denominator: 'audience' },
        { id: 'objective', kind: 'budget', atMostMinor: 5 },
      ],
    }) }));
    expect(wrong).toMatchObject({ status: 400, code: 'validation-failed' });
    expect(wrong.paths).toEqual([
      '/draft/audience/all/0/attribute', '/draft/actions/1', '/draft/controlGroup/stratifyBy', '/draft/ruleSetId',
      '/draft/constraints/0/for/attribute', '/draft/constraints/0/for/values/1', '/draft/constraints/0/forbid/channel/0',
      '/draft/constraints/1/id', '/draft/constraints/1/below', '/draft/constraints/2/id',
    ]);
    expect((await problemOf(client.post('/v1/campaigns', { draft: { ...smallCampaign(), constraints: [{ id: 'x', kind: 'exclusion', forbid: { stage: ['later'] }, for: { attribute: 'kind', values: ['b2g'] } }] } }))).code).toBe('validation-failed');
  });

  it('is not overwritten by somebody who has not seen the last change', async () => {
    const campaign = await create();
    const saved = await client.put(`/v1/campaigns/${campaign.id}`, { draft: { ...campaign.draft, name: 'April' }, version: 1 });
    expect(saved.json<Campaign>()).toMatchObject({ version: 2, draft: { name: 'April' } });
    expect(await problemOf(client.put(`/v1/campaigns/${campaign.id}`, { draft: campaign.draft, version: 1 }))).toMatchObject({ status: 409, code: 'stale-version', details: { version: 2 } });
    const both = await Promise.all([1, 2].map((n) => client.put(`/v1/campaigns/${campaign.id}`, { draft: { ...campaign.draft, name: `May ${n}` }, version: 2 })));
    expect(both.map((reply) => reply.status).sort()).toEqual([200, 409]);
  });

  it('is copied under a new name and deleted with its plans', async () => {
    const campaign = await create({ ...easy, name: 'Original' });
    const copy = (await client.post(`/v1/campaigns/${campaign.id}/copy`)).json<Campaign>();
    const again = (await client.post(`/v1/campaigns/${copy.id}/copy`)).json<Campaign>();
    expect([copy.draft.name, again.draft.name, copy.state, copy.version]).toEqual(['Original (2)', 'Original (3)', 'draft', 1]);
    const run = await planIt(copy.id);
    expect((await client.delete(`/v1/campaigns/${copy.id}`)).status).toBe(204);
    expect((await client.get(`/v1/campaigns/${copy.id}`)).status).toBe(404);
    expect((await client.get(`/v1/runs/${run.id}`)).status).toBe(404);
    const [left] = await container.analytics.query<{ rows: string }>('SELECT count() AS rows FROM plan_rows FINAL WHERE run_id = {id:String}', { id: run.id });
    expect(Number(left?.rows)).toBe(0);
  });
});

describe('a campaign from approval to its end', () => {
  it('is launched with the approved plan; control group, consent and refusals are never in a list', async () => {
    let campaign = await create();
    const run = await planIt(campaign.id);
    const move = async (what: string, body: object = {}): Promise<Campaign> => {
      const reply = await client.post(`/v1/campaigns/${campaign.id}/${what}`, { version: campaign.version, ...body });
      expect(reply.status, reply.text).toBeLessThan(300);
      return (campaign = (await client.get(`/v1/campaigns/${campaign.id}`)).json<Campaign>());
    };
    expect((await problemOf(client.post(`/v1/campaigns/${campaign.id}/launch`, { version: 1 }))).code).toBe('wrong-state');
    expect((await problemOf(client.get(`/v1/campaigns/${campaign.id}/contact-lists`))).code).toBe('wrong-state');

    // The plan of an earlier draft cannot be approved.
    const edited = (await client.put(`/v1/campaigns/${campaign.id}`, { draft: { ...campaign.draft, weeklyDiscount: 0.03 }, version: 1 })).json<Campaign>();
    expect((await problemOf(client.post(`/v1/campaigns/${campaign.id}/approve`, { runId: run.id, version: edited.version }))).code).toBe('conflict');
    campaign = (await client.put(`/v1/campaigns/${campaign.id}`, { draft: campaign.draft, version: edited.version })).json<Campaign>();
    expect(await move('approve', { runId: run.id })).toMatchObject({ state: 'approved', approvedRunId: run.id });
    expect((await problemOf(client.put(`/v1/campaigns/${campaign.id}`, { draft: campaign.draft, version: campaign.version }))).code).toBe('wrong-state');
    expect(await move('reopen')).toMatchObject({ state: 'draft', approvedRunId: null });
    await move('approve', { runId: run.id });

    // As if an earlier launch had died half way, on another audience.
    await container.analytics.insert('assignments', [{ campaign_id: campaign.id, customer_id: 'ghost', arm: 'target', assigned_at: '2026-01-01 00:00:00', version: 1 }]);
    const [first, second] = await Promise.all([1, 2].map(async () => (await client.post(`/v1/campaigns/${campaign.id}/launch`, { version: campaign.version })).json<{ job: Job }>().job));
    for (const job of [first!, second!]) expect(await container.jobs.waitFor(job.id)).toMatchObject({ error: null });
    campaign = (await client.get(`/v1/campaigns/${campaign.id}`)).json<Campaign>();
    expect(campaign.state).toBe('launched');
    expect(campaign.launchedAt).not.toBeNull();

    const split = { salt: 'salt', campaignId: campaign.id, controlShare: 0.2 };
    const arms = await container.analytics.query<{ customer_id: string; arm: string; stratum: string; dims: Record<string, string> }>('SELECT customer_id, arm, stratum, dims FROM assignments FINAL WHERE campaign_id = {id:String}', { id: campaign.id });
    expect(arms).toHaveLength(companySize);
    for (const row of arms) expect(row.arm).toBe(armOf(split, row.customer_id));
    expect(arms.find((row) => row.customer_id === customerAt(10))).toMatchObject({ stratum: 'vip', dims: { segment: 'vip', kind: 'household', region: 'north' } });

    const lists = (await client.get(`/v1/campaigns/${campaign.id}/contact-lists`)).json<{ channel: string; count: number; weeks: { week: number; startsOn: string; count: number }[] }[]>();
    expect(lists.map((list) => list.channel)).toEqual(['phone', 'sms']);
    expect(lists[0]!.weeks).toEqual([{ week: 0, startsOn: '2026-03-02', count: 40 }, { week: 1, startsOn: '2026-03-09', count: 40 }]);
    const download = async (query = ''): Promise<string> => (await client.get(`/v1/campaigns/${campaign.id}/contact-lists/phone${query}`)).text;
    const text = await download();
    expect(text.startsWith('"customer_id","name","segment","region","action","channel","week_start","value","cost"\r\n')).toBe(true);
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(80);
    for (const row of rows) {
      const index = Number(row['customer_id']!.slice(1));
      expect(armOf(split, row['customer_id']!)).toBe('target');
      expect(consents(index)).toBe(true);
      expect(refusesCalls(index)).toBe(false);
      expect(row['name']).toBe(index === 5 ? `'=HYPERLINK("http://x")` : `Customer, "no ${index}"`);
      expect(row['cost']).toBe('50');
      expect(row['value']).toMatch(/^\d+(\.\d+)?$/);
    }
    // The same list every time, week by week, the most valuable first.
    expect(await download()).toBe(text);
    const order = rows.map((row) => [row['week_start']!, -Number(row['value'])] as const);
    expect([...order].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]))).toEqual(order);
    expect(parse(await download('?week=1'), { columns: true })).toHaveLength(40);
    expect((await client.get(`/v1/campaigns/${campaign.id}/contact-lists/phone?excel=1`)).text.charCodeAt(0)).toBe(0xfeff);
    expect((await client.get(`/v1/campaigns/${campaign.id}/contact-lists/phone?week=7`)).status).toBe(404);

    // Consent taken back and a channel refused since the launch are seen at the next download.
    const [one, two] = [rows[0]!['customer_id']!, rows[1]!['customer_id']!];
    await container.analytics.insert('customers', [{ customer_id: one, consent: false, version: 9 }, { customer_id: two, refused_channels: ['phone'], version: 9 }]);
    const later = (parse(await download(), { columns: true }) as Record<string, string>[]).map((row) => row['customer_id']);
    expect(later).toHaveLength(78);
    expect(later).not.toContain(one);
    expect(later).not.toContain(two);

    expect((await problemOf(client.delete(`/v1/campaigns/${campaign.id}`))).code).toBe('wrong-state');
    expect((await move('pause')).state).toBe('paused');
    expect((await move('resume')).state).toBe('launched');
    expect((await move('finish')).state).toBe('finished');
    expect((await problemOf(client.post(`/v1/campaigns/${campaign.id}/resume`, { version: campaign.version }))).code).toBe('wrong-state');
    const listed = (await client.get('/v1/campaigns')).json<{ id: string; hasReport: boolean }[]>();
    expect(listed.find((row) => row.id === campaign.id)?.hasReport).toBe(true);
    const audit = (await client.get('/v1/audit')).json<{ action: string; subject: string }[]>().filter((entry) => entry.subject === campaign.id).map((entry) => entry.action);
    expect(audit.slice(0, 3)).toEqual(['campaign.finish', 'campaign.resume', 'campaign.pause']);
  });
});

describe('the catalogue', () => {
  it('keeps what is referred to and refuses what does not fit', async () => {
    await create();
    const title = { ru: 'Голубь', en: 'Pigeon' };
    expect((await client.put('/v1/channels/pigeon', { title })).json()).toEqual({ id: 'pigeon', title });
    const action = { title, channel: 'pigeon', stage: 'soft', costMinor: 12 };
    expect((await client.put('/v1/actions/flight', action)).json()).toEqual({ id: 'flight', ...action });
    expect(await problemOf(client.put('/v1/actions/flight', { ...action, channel: 'owl' }))).toMatchObject({ code: 'validation-failed', paths: ['/channel'] });
    expect((await problemOf(client.put('/v1/actions/flight', { ...action, id: 'walk' }))).code).toBe('validation-failed');
    expect(await problemOf(client.delete('/v1/channels/pigeon'))).toMatchObject({ status: 409, code: 'referenced', details: { actions: ['flight'] } });
    expect((await problemOf(client.delete('/v1/actions/call'))).code).toBe('referenced');
    expect((await client.delete('/v1/actions/flight')).status).toBe(204);
    expect((await client.delete('/v1/channels/pigeon')).status).toBe(204);
    expect((await client.delete('/v1/channels/pigeon')).status).toBe(404);
    expect((await client.get('/v1/score-sets')).json()).toEqual([{ scoreSet: 'default', candidates: companySize * 4, customers: companySize, actions: 4, actionIds: ['call', 'court', 'sms', 'visit'] }]);
  });
});

describe('an audience', () => {
  it('is counted, and its groups are sized', async () => {
    const condition = { all: [{ attribute: 'segment', operator: 'in', value: ['vip', 'lazy'] }, { attribute: 'region', operator: 'equals', value: 'north' }] };
    const count = (await client.post('/v1/audience/count', { condition })).json<{ count: number; total: number }>();
    expect(count.total).toBe(companySize);
    expect(count.count).toBeGreaterThan(0);
    const power = (await client.post('/v1/audience/power', { condition: { all: [] }, share: 0.25, stratifyBy: 'segment' })).json<{ control: number; target: number; strata: { stratum: string }[]; mdeMeanInSd: number; mdeProportion: { effect: number }; tooSmall: boolean }>();
    expect(power.control + power.target).toBe(companySize);
    expect(power.strata.map((stratum) => stratum.stratum).sort()).toEqual(['', 'active', 'lazy', 'vip']);
    expect(power.mdeMeanInSd).toBeCloseTo(2.8016 * Math.sqrt(1 / power.control + 1 / power.target), 3);
    expect(power.tooSmall).toBe(false);
    expect((await client.post('/v1/audience/power', { condition: { all: [] }, share: 0 })).json()).toMatchObject({ control: 0, mdeMeanInSd: null, tooSmall: true });
    expect(await problemOf(client.post('/v1/audience/count', { condition: { attribute: 'nope', operator: 'equals', value: 1 } }))).toMatchObject({ status: 422, code: 'condition-invalid', paths: ['/condition/attribute'] });
  });
});
