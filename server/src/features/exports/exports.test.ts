import { readdirSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Export, ExportWish, Job } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { TestClient } from '../../testing/test-client.js';
import { createExport } from './create-export.js';
import { removeOldExports } from './remove-old-exports.js';
import { plantPlan } from './testing/export-company.js';
import { writeExportJob } from './write-export.job.js';

let container: Container;
let app: FastifyInstance;
let client: TestClient;
beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  client = new TestClient(app);
  await container.jobs.startWorking(container, { export: writeExportJob });
  await plantPlan(container, 'planned', 5_000);
  const planned = [{ actionId: 'sms', week: 0, valueMinor: 29, costMinor: 57 }];
  await launchTestCampaign(container, {
    id: 'launched', startsOn: '2026-03-02',
    customers: [
      { id: 'target', planned},
      { id: 'second', planned: [{ actionId: 'call', week: 1, valueMinor: 500 }] },
      // No plan has them; a plan that did must not bring them into a list.
      { id: 'control', arm: 'control', planned },
      { id: 'silent', consent: false, planned },
      { id: 'refuses', refusedChannels: ['sms'], planned },
    ],
  });
}, 60_000);
afterAll(async () => {
  await app?.close();
  await container?.close();
});

async function write(campaignId: string, wish: ExportWish): Promise<Export> {
  const asked = await client.post(`/v1/campaigns/${campaignId}/exports`, wish);
  expect(asked.status, asked.text).toBe(202);
  const job = asked.json<Job>();
  expect(job.kind).toBe('export');
  await container.jobs.waitFor(job.id);
  const found = (await client.get(`/v1/exports/${job.subjectId}`)).json<Export>();
  expect(found.error).toBeNull();
  expect(found).toMatchObject({ id: job.subjectId, jobId: job.id, campaignId, state: 'succeeded' });
  return found;
}
const bytesOf = async (id: string) => (await app.inject({ url: `/v1/exports/${id}/file` })).rawPayload;
const refused = async (campaignId: string, wish: object) => {
  const { status, json } = await client.post(`/v1/campaigns/${campaignId}/exports`, wish);
  return [status, json<{ code: string }>().code];
};

it('writes the plan as CSV: every row once, in order, guarded against formulas; the same bytes twice', async () => {
  const first = await write('planned', { what: 'plan' });
  const file = await app.inject({ url: `/v1/exports/${first.id}/file` });
  expect(file.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'content-length': String(first.sizeBytes), 'cache-control': 'private, no-store' });
  expect(first).toMatchObject({ rows: 5_000, wish: { what: 'plan', runId: 'run-planned', format: 'csv' }, fileName: 'plan-Весна долги 2026-run-3.csv' });
  expect(file.headers['content-disposition']).toBe(`attachment; filename="plan-_ _ 2026-run-3.csv"; filename*=UTF-8''${encodeURIComponent('plan-Весна долги 2026-run-3.csv')}`);
  const lines = file.body.split('\r\n');
  expect(lines[0]).toBe('"customer_id","segment","action","channel","week_start","value","cost"');
  expect(lines).toHaveLength(5_002);
  expect(new Set(lines.slice(1, -1)).size).toBe(5_000);
  expect(lines.some((line) => line.includes('"\'=1+1"'))).toBe(true);
  expect(lines.some((line) => line.includes('"=1+1"'))).toBe(false);
  const again = await write('planned', { what: 'plan', runId: 'run-planned' });
  expect((await bytesOf(again.id)).equals(file.rawPayload)).toBe(true);

  const excel = await bytesOf((await write('planned', { what: 'plan', excel: true })).id);
  expect(excel.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect(excel.subarray(3).equals(file.rawPayload)).toBe(true);

  const phone = await write('planned', { what: 'plan', channel: 'phone', week: 1 });
  const text = (await bytesOf(phone.id)).toString();
  expect(phone).toMatchObject({ rows: text.split('\r\n').length - 2, fileName: 'plan-Весна долги 2026-run-3-phone-2026-03-09.csv' });
  expect(text).not.toContain('"sms"');
  expect(text).not.toContain('2026-03-02');
});

it('writes Parquet with typed dates and money: the rows of the CSV', async () => {
  const made = await write('planned', { what: 'plan', format: 'parquet' });
  const bytes = await bytesOf(made.id);
  expect((await app.inject({ url: `/v1/exports/${made.id}/file` })).headers['content-type']).toBe('application/vnd.apache.parquet');
  expect(made).toMatchObject({ rows: 5_000, sizeBytes: bytes.length, fileName: 'plan-Весна долги 2026-run-3.parquet' });
  expect((await bytesOf((await write('planned', { what: 'plan', format: 'parquet' })).id)).equals(bytes)).toBe(true);

  const folder = await mkdtemp(join(tmpdir(), 'arbiter-parquet-'));
  try {
    const path = join(folder, 'plan.parquet');
    await writeFile(path, bytes);
    const columns = await container.analytics.query<{ name: string; type: string }>(`DESCRIBE file('${path}', 'Parquet')`);
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual(['customer_id String', 'segment String', 'action String', 'channel String', 'week_start Date32', 'value Decimal(18, 2)', 'cost Decimal(18, 2)']);
    const rows = await container.analytics.query<Record<string, string>>(`SELECT customer_id, segment, action, channel, toString(week_start) AS day, toString(value) AS worth, toString(cost) AS price FROM file('${path}', 'Parquet') SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1`);
    const csv = (await bytesOf((await write('planned', { what: 'plan' })).id)).toString().split('\r\n').slice(1, -1);
    expect(rows.map((row) => Object.values(row).map((value) => `"${value}"`).join(','))).toEqual(csv);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('writes contact lists as the direct download has them: no control group, nobody without consent or who refused', async () => {
  const sms = await write('launched', { what: 'contact-lists', channel: 'sms' });
  const direct = await client.get('/v1/campaigns/launched/contact-lists/sms');
  const text = (await bytesOf(sms.id)).toString();
  expect(text).toBe(direct.text);
  expect(text).toContain('"target"');
  expect(text).toContain('"0.29","0.57"');
  for (const id of ['control', 'silent', 'refuses']) expect(text).not.toContain(id);
  expect(sms).toMatchObject({ rows: 1, fileName: 'contact-lists-launched-sms.csv' });
  const all = await write('launched', { what: 'contact-lists', format: 'parquet' });
  expect(all.rows).toBe(2);
  expect((await write('launched', { what: 'contact-lists', channel: 'nothing' })).rows).toBe(0);
  expect((await write('launched', { what: 'contact-lists', channel: 'nothing', format: 'parquet' })).rows).toBe(0);
});

it('refuses what cannot be written, and says why', async () => {
  expect(await refused('planned', { what: 'contact-lists' })).toEqual([409, 'wrong-state']);
  expect(await refused('planned', { what: 'report' })).toEqual([409, 'wrong-state']);
  expect(await refused('nobody', { what: 'plan' })).toEqual([404, 'not-found']);
  expect(await refused('launched', { what: 'plan', runId: 'run-planned' })).toEqual([404, 'not-found']);
  for (const wish of [{}, { what: 'plan', week: 2 }, { what: 'plan', week: -1 }, { what: 'plan', part: 'metrics' }, { what: 'report', format: 'parquet' }, { what: 'report', channel: 'sms' }, { what: 'plan', format: 'parquet', excel: true }, { what: 'plan', format: 'xlsx' }, { what: 'plan', channel: '../../etc' }, { what: 'contact-lists', runId: 'run-planned' }]) {
    expect(await refused('planned', wish), JSON.stringify(wish)).toEqual([400, 'validation-failed']);
  }
});

it('writes creations, downloads and deletions into the audit trail', async () => {
  const { id } = await write('launched', { what: 'contact-lists', channel: 'phone' });
  await client.get(`/v1/exports/${id}/file`);
  expect((await client.delete(`/v1/exports/${id}`)).status).toBe(204);
  expect((await client.get(`/v1/exports/${id}/file`)).status).toBe(404);
  expect(readdirSync(container.folders.exports).filter((name) => name.startsWith(id))).toEqual([]);
  const trail = await container.repository.selectFrom('audit').select(['action', 'user_id', 'details']).where('subject', '=', id).orderBy('at').execute();
  expect(trail.map(({ action }) => action)).toEqual(['export.create', 'export.download', 'export.delete']);
  expect(trail.every(({ user_id: user }) => user !== null)).toBe(true);
  expect(trail[0]!.details).toEqual({ campaignId: 'launched', what: 'contact-lists', channel: 'phone', format: 'csv' });
});

it('opens each kind of export to those who may read what it holds', async () => {
  const plan = await write('planned', { what: 'plan' });
  const list = await write('launched', { what: 'contact-lists' });
  const keyOf = async (...scopes: string[]) => ({ authorization: `Bearer ${(await client.post('/v1/api-keys', { name: scopes.join(), scopes })).json<{ key: string }>().key}` });
  const ask = async (headers: Record<string, string>, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => (await app.inject({ method, url, headers, ...(payload ? { payload } : {}) })).statusCode;
  const [planner, launcher, other] = [await keyOf('campaigns:read'), await keyOf('launch:read'), await keyOf('data')];
  expect([await ask(planner, 'GET', `/v1/exports/${plan.id}/file`), await ask(planner, 'GET', `/v1/exports/${list.id}/file`)]).toEqual([200, 403]);
  expect([await ask(launcher, 'GET', `/v1/exports/${plan.id}/file`), await ask(launcher, 'GET', `/v1/exports/${list.id}/file`)]).toEqual([403, 200]);
  expect([await ask(planner, 'POST', '/v1/campaigns/launched/exports', { what: 'contact-lists' }), await ask(launcher, 'POST', '/v1/campaigns/planned/exports', { what: 'plan' }), await ask(other, 'GET', '/v1/exports')]).toEqual([403, 403, 403]);
  const seen = (await app.inject({ url: '/v1/exports', headers: planner })).json<Export[]>();
  expect([...new Set(seen.map((one) => one.wish.what))]).toEqual(['plan']);
  // Another's is deleted by who may write what it holds; one's own by whoever made it.
  expect(await ask(planner, 'DELETE', `/v1/exports/${plan.id}`)).toBe(403);
  const own = (await app.inject({ method: 'POST', url: '/v1/campaigns/planned/exports', headers: planner, payload: { what: 'plan' } })).json<Job>();
  expect(await ask(planner, 'DELETE', `/v1/exports/${own.subjectId}`)).toBe(204);
});

it('stops when it is told to, and leaves no file', async () => {
  await plantPlan(container, 'long', 600_000);
  const job = await createExport(container, { principal: null }, 'long', { what: 'plan' });
  let asked = false;
  const ended = await container.jobs.waitFor(job.id, {
    onChange: ({ progress }) => {
      if (progress.step !== 'writing-file' || asked) return;
      asked = true;
      void container.jobs.cancel(job.id);
    },
  });
  expect(ended.state).toBe('cancelled');
  expect(readdirSync(container.folders.exports).filter((name) => name.startsWith(job.subjectId))).toEqual([]);
  expect((await client.get(`/v1/exports/${job.subjectId}/file`)).json<{ code: string }>().code).toBe('wrong-state');
  // Deleting one at work stops it, too.
  const second = await createExport(container, { principal: null }, 'long', { what: 'plan' });
  expect((await client.delete(`/v1/exports/${second.subjectId}`)).status).toBe(204);
  expect((await container.jobs.waitFor(second.id)).state).toBe('cancelled');
  expect(readdirSync(container.folders.exports).filter((name) => name.startsWith(second.subjectId))).toEqual([]);
}, 60_000);

it('removes what has expired, what belongs to nothing, and what a deleted campaign had', async () => {
  const [kept, old, campaign] = [await write('planned', { what: 'plan' }), await write('planned', { what: 'plan' }), 'to-be-deleted'];
  await container.repository.updateTable('exports').set({ created_at: new Date(Date.now() - 31 * 86_400_000) }).where('id', '=', old.id).execute();
  const stray = join(container.folders.exports, '00000000-0000-4000-8000-000000000000.csv');
  const strange = join(container.folders.exports, 'notes.txt');
  for (const path of [stray, strange]) {
    await writeFile(path, '');
    await utimes(path, new Date(0), new Date(0));
  }
  expect(await removeOldExports(container)).toBe(2);
  const names = readdirSync(container.folders.exports);
  expect(names).toContain(`${kept.id}.csv`);
  expect(names).toContain('notes.txt');
  expect(names).not.toContain(`${old.id}.csv`);
  expect((await client.get(`/v1/exports/${old.id}`)).status).toBe(404);

  await plantPlan(container, campaign, 10);
  const { id } = await write(campaign, { what: 'plan' });
  expect((await client.delete(`/v1/campaigns/${campaign}`)).status).toBeLessThan(300);
  expect(readdirSync(container.folders.exports).filter((name) => name.startsWith(id))).toEqual([]);
});
