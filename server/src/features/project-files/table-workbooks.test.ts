import multipart from '@fastify/multipart';
import type { DecisionTableDocument } from '@arbiter/contracts';
import { zipSync } from 'fflate';
import fp from 'fastify-plugin';
import { afterAll, beforeAll, expect, it } from 'vitest';
import run from '../../adapters/table-workbooks/table-workbook-thread.js';
import { plainWorkbook } from '../../adapters/report-files/plain-workbook.js';
import { WorkbookError, type TableWorkbooks } from '../../ports/table-workbooks.js';
import { openRepositoryApp, type RepositoryApp } from '../../testing/open-repository-app.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { tableWorkbookRoutes } from './table-workbook.routes.js';

/** The thread's own work, in this process. */
const tableWorkbooks: TableWorkbooks = {
  read: async (bytes) => {
    const result = await run({ read: bytes });
    if ('refused' in result) throw new WorkbookError(result.refused.code, result.refused.message);
    return (result as Extract<typeof result, { read: unknown }>).read;
  },
  write: async (rows) => {
    const result = await run({ write: rows });
    if (!('written' in result)) throw new Error('not written');
    return result.written;
  },
  close: async () => {},
};

let made: RepositoryApp;
let project: string;
beforeAll(async () => {
  made = await openRepositoryApp('PGlite', [() => fp(async (app) => void (await app.register(multipart))), projectsRoutes, tableWorkbookRoutes], { changes: { tableWorkbooks } });
  project = (await made.call('POST', '/v1/projects', { name: 'Tables' })).body.id;
});
afterAll(() => made?.close());

async function send(method: 'POST' | 'PUT', url: string, bytes: Uint8Array, name = 'limits.xlsx'): Promise<{ status: number; body: any }> {
  const form = new FormData();
  form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  const request = new Request('http://localhost', { method: 'POST', body: form });
  const reply = await made.app.inject({ method, url, headers: { 'content-type': request.headers.get('content-type')! }, payload: Buffer.from(await request.arrayBuffer()) });
  return { status: reply.statusCode, body: reply.json() };
}
async function download(url: string): Promise<Uint8Array> {
  const reply = await made.app.inject({ method: 'GET', url });
  expect(reply.statusCode, reply.body).toBe(200);
  return new Uint8Array(reply.rawPayload);
}

const document: DecisionTableDocument = {
  hitPolicy: 'F',
  inputs: [{ expression: 'age', label: 'Возраст', type: 'integer' }, { expression: 'region', type: 'string' }],
  outputs: [{ name: 'limit', type: 'number', default: '0' }, { name: 'reason', type: 'string' }],
  rules: [
    { id: 'a', inputs: ['[18..25)', '"EU", "US"'], outputs: ['1000.5', '"young"'], annotation: 'два\nряда' },
    { inputs: ['-', 'homeRegion'], outputs: ['age * 10', 'null'] },
    { inputs: ['> 60', 'not("EU")'], outputs: ['-17', '"<b>&amp; \\"quoted\\""'] },
  ],
};

it('gives a table as a workbook and takes it back as it was', async () => {
  const item = (await made.call('POST', `/v1/projects/${project}/items`, { kind: 'decision-table', name: 'Лимиты', document })).body.item;
  const workbook = await download(`/v1/items/${item.id}/table.xlsx`);
  const made1 = await send('POST', `/v1/projects/${project}/items/xlsx`, workbook);
  expect(made1, JSON.stringify(made1.body)).toMatchObject({ status: 201, body: { item: { name: 'limits', document }, notes: [] } });
  expect(await send('PUT', `/v1/items/${item.id}/table.xlsx?revision=1`, workbook)).toMatchObject({ status: 200, body: { item: { revision: 2, document } } });
  expect(await send('PUT', `/v1/items/${item.id}/table.xlsx?revision=1`, workbook)).toMatchObject({ status: 409, body: { code: 'stale-version' } });
  expect(await send('POST', '/v1/items/read-table', workbook)).toMatchObject({ status: 200, body: { tables: [{ name: 'limits', document }] } });
});

it('takes workbooks of people: numbers, percents, dates, texts, formulas', async () => {
  const workbook = await plainWorkbook([['Возраст', 'Сегмент', 'Ставка'], ['18-25', 'массовый', 0.125], ['от 26 до 60', 'премиум; вип', 0.1], [70, '', 1e-7]], [10, 10, 10], 'Лист1');
  const { status, body } = await send('POST', `/v1/projects/${project}/items/xlsx`, workbook, 'Ставки.xlsx');
  expect(status, JSON.stringify(body)).toBe(201);
  expect(body.item).toMatchObject({ name: 'Ставки', document: { inputs: [{ expression: 'Возраст', type: 'number' }, { expression: 'Сегмент', type: 'string' }], outputs: [{ name: 'Ставка', type: 'number' }], rules: [{ inputs: ['[18..25]', '"массовый"'], outputs: ['0.125'] }, { inputs: ['[26..60]', '"премиум", "вип"'], outputs: ['0.1'] }, { inputs: ['70', '-'], outputs: ['0.0000001'] }] } });
  expect(body.faults).toEqual([]);
  expect(body.notes.map(({ path }: { path: string }) => path)).toContain('A2');
});

it('refuses what is no workbook, and what swells', async () => {
  expect(await send('POST', '/v1/items/read-table', new TextEncoder().encode('PK\u0003\u0004 not a zip'))).toMatchObject({ status: 422, body: { code: 'file-invalid' } });
  expect(await send('POST', '/v1/items/read-table', new TextEncoder().encode('what,is,this'))).toMatchObject({ status: 422, body: { code: 'file-invalid' } });
  expect(await send('POST', `/v1/projects/${project}/items/xlsx`, zipSync({ 'a.txt': new Uint8Array(3) }))).toMatchObject({ status: 422, body: { code: 'file-invalid' } });
  const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(1), 'xl/worksheets/sheet1.xml': new Uint8Array(200 * 2 ** 20) }, { level: 1 });
  expect(bomb.length).toBeLessThan(4 * 2 ** 20);
  expect(await send('POST', '/v1/items/read-table', bomb)).toMatchObject({ status: 413, body: { code: 'too-large' } });
});

it('tries a table on a case', async () => {
  const tried = await made.call('POST', '/v1/items/try-table', { document, facts: { age: '20', region: '"EU"' } });
  expect(tried).toMatchObject({ status: 200, body: { value: { limit: 1000.5, reason: 'young' }, hits: [0], violation: null } });
  expect((await made.call('POST', '/v1/items/try-table', { document, facts: { age: '20 +' } })).body).toMatchObject({ code: 'validation-failed', faults: [{ path: '/facts/age' }] });
  expect((await made.call('POST', '/v1/items/try-table', { document: {}, facts: {} })).body.code).toBe('validation-failed');
});
