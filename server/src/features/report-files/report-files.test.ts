import type { CampaignFacts, ReportSubject } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { makeReportFile } from './make-report-file.js';
import { reportFileName } from './report-file-name.js';

let container: Container;
let app: FastifyInstance;
const origin = { host: 'localhost' };

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date('2026-03-20T10:00:00Z') });
  await launchTestCampaign(container, {
    id: 'spring', startsOn: '2026-03-02',
    customers: Array.from({ length: 60 }, (_, index) => ({ id: `c${index}`, arm: index % 3 === 0 ? ('control' as const) : ('target' as const), segment: 'lazy', contacts: [{ actionId: 'call', channel: 'phone', stage: 'soft', at: '2026-03-05T10:00:00.000Z' }] })),
  });
  const facts: CampaignFacts = {
    arms: [{ id: 'target', role: 'target', share: 2 / 3 }, { id: 'control', role: 'control', share: 1 / 3 }],
    goal: 'response', outcomes: [], dimensions: ['segment'], startsOn: '2026-03-02', endsBefore: '2026-03-30', dataBefore: null,
  };
  await container.repository.updateTable('campaigns').set({ facts: JSON.stringify(facts) }).where('id', '=', 'spring').execute();
  app = await buildApp(container);
  await app.ready();
}, 120_000);
afterAll(async () => {
  await app?.close();
  await container?.close();
});

const table: Extract<ReportSubject, { kind: 'table' }> = { kind: 'table', title: 'Платежи: «все»/июнь', request: { source: { kind: 'explore', query: { dataset: 'payments', measures: ['paid'], dimensions: [{ id: 'paid_on', grain: 'month' }] } } } };
const take = async (payload: object) => {
  const reply = await app.inject({ method: 'POST', url: '/v1/report-files', headers: origin, payload });
  return { status: reply.statusCode, type: reply.headers['content-type'], name: String(reply.headers['content-disposition'] ?? ''), length: Number(reply.headers['content-length'] ?? 0), body: reply.rawPayload, problem: reply.statusCode >= 400 ? reply.json<{ code: string; detail: string }>() : undefined };
};

describe('files of reports', () => {
  it.each([['csv', 'text/csv'], ['xlsx', 'application/vnd'], ['pdf', 'application/pdf'], ['svg', 'image/svg'], ['png', 'image/png'], ['json', 'application/json']])('a table as %s', async (format, type) => {
    const file = await take({ subject: table, format, language: 'ru' });
    expect([file.status, String(file.type).startsWith(type), file.length]).toEqual([200, true, file.body.byteLength]);
    expect(decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(file.name)?.[1] ?? '')).toBe(`Платежи «все» июнь 2026-03-20.${format}`);
  }, 60_000);

  it.each(['csv', 'xlsx', 'pdf', 'svg', 'png', 'json'])('a campaign as %s', async (format) => {
    const file = await take({ subject: { kind: 'campaign', campaignId: 'spring' }, format, language: 'en', timeZone: 'Europe/Moscow' });
    expect(file.problem).toBeUndefined();
    expect(file.body.byteLength).toBeGreaterThan(100);
  }, 60_000);

  it.each(['xlsx', 'pdf', 'json', 'svg', 'png'])('a campaign by a link ending in .%s', async (format) => {
    const reply = await app.inject({ method: 'GET', url: `/v1/campaigns/spring/report.${format}?by=none&language=ru`, headers: origin });
    expect([reply.statusCode, String(reply.headers['content-disposition']).startsWith('attachment')]).toEqual([200, true]);
  }, 60_000);

  it('a board that comes with the product, whole and one of its tiles', async () => {
    const boards = (await app.inject({ method: 'GET', url: '/v1/boards', headers: origin })).json<{ id: string; builtIn: boolean }[]>();
    const boardId = boards.find(({ builtIn }) => builtIn)?.id ?? '';
    expect((await take({ subject: { kind: 'board', boardId }, format: 'pdf', language: 'ru' })).status).toBe(200);
    expect((await take({ subject: { kind: 'board', boardId }, format: 'png', language: 'ru' })).problem?.detail).toContain('name one as "tile"');
    expect((await take({ subject: { kind: 'board', boardId, tile: 'nothing' }, format: 'png', language: 'ru' })).status).toBe(404);
  }, 120_000);

  it('refuses what is not there, not its business, or no zone', async () => {
    expect((await take({ subject: { kind: 'campaign', campaignId: 'none' }, format: 'pdf', language: 'ru' })).problem?.code).toBe('not-found');
    expect((await take({ subject: table, format: 'pdf', language: 'ru', timeZone: 'Mars/Olympus' })).problem?.code).toBe('validation-failed');
    expect((await take({ subject: table, format: 'doc', language: 'ru' })).status).toBe(400);
    const nobody = { actor: 'someone', mayReadReports: false, mayReadData: false, isAdmin: false };
    await expect(makeReportFile(container, { subject: table, format: 'csv', language: 'ru' }, nobody, new AbortController().signal)).rejects.toMatchObject({ code: 'not-permitted' });
    const sql = { ...table, request: { source: { kind: 'sql' as const, statement: 'SELECT 1', parameters: {} } } };
    await expect(makeReportFile(container, { subject: sql, format: 'csv', language: 'ru' }, { ...nobody, mayReadReports: true }, new AbortController().signal)).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('ends with its caller', async () => {
    const controller = new AbortController();
    controller.abort(new Error('gone'));
    await expect(makeReportFile(container, { subject: table, format: 'pdf', language: 'ru' }, { actor: null, mayReadReports: true, mayReadData: true, isAdmin: true }, controller.signal)).rejects.toThrow();
  });

  it('has a name that every file system takes', () => {
    expect(reportFileName('..\u0000/etc/passwd\u202e', 'pdf', new Date('2026-01-01T00:00:00Z'))).toBe('etc passwd 2026-01-01.pdf');
    expect(reportFileName('***', 'csv', new Date('2026-01-01T00:00:00Z'))).toBe('report 2026-01-01.csv');
  });
});
