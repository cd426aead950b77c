import type { Annotation, Board, BoardDocument, BoardSummary, Role, SavedQuery, Tile } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSecurityApp, type SecurityApp } from '../../testing/security-app.js';
import { boardsRoutes } from './boards.routes.js';

let security: SecurityApp;
const sessions = new Map<Role, ReturnType<SecurityApp['signedIn']>>();
const ask = async (role: Role, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
  if (!sessions.has(role)) sessions.set(role, security.signedIn(role));
  const reply = await security.app.inject({ method, url, headers: await sessions.get(role), ...(payload ? { payload } : {}) });
  return { status: reply.statusCode, json: <T>() => reply.json<T>(), problem: reply.statusCode < 400 ? undefined : reply.json<{ code: string; faults?: { path: string; code: string }[]; details?: { present: Board } }>() };
};
const tile = (id: string, changes: Partial<Tile> = {}): Tile => ({
  id, title: 'Paid', source: { kind: 'explore', query: { dataset: 'payments', measures: ['paid'], dimensions: [{ id: 'paid_on', grain: 'month' }] } }, chart: { type: 'line' }, width: 6, height: 'middle', ...changes,
});
const document = (changes: Partial<BoardDocument> = {}): BoardDocument => ({ title: 'Mine', tiles: [tile('paid')], filters: ['segment'], period: { kind: 'last', count: 3, unit: 'month' }, shared: false, ...changes });
const make = async (changes: Partial<BoardDocument> = {}) => (await ask('marketer', 'POST', '/v1/boards', { document: document(changes) })).json<Board>();

beforeAll(async () => {
  security = await openSecurityApp({ host: '0.0.0.0' }, (app, container) => {
    Object.assign(container, { sqlGate: { check: ({ statement }: { statement: string }) => Promise.resolve(statement.includes('DROP') ? [{ path: '/statement', code: 'sql-refused', message: 'A statement may only read' }] : []) } });
    app.register(boardsRoutes(container));
  });
});
afterAll(() => security?.close());

describe('boards', () => {
  it('are private until they are shared, and changed by their owner alone', async () => {
    const { id, mayChange, ownerLogin } = await make();
    expect({ mayChange, ownerLogin }).toEqual({ mayChange: true, ownerLogin: 'marketer' });
    expect((await ask('analyst', 'GET', `/v1/boards/${id}`)).status).toBe(404);
    expect((await ask('analyst', 'PUT', `/v1/boards/${id}`, { version: 1, document: document() })).status).toBe(404);
    expect((await ask('analyst', 'GET', '/v1/boards')).json<BoardSummary[]>().filter(({ builtIn }) => !builtIn)).toEqual([]);
    expect((await ask('marketer', 'PUT', `/v1/boards/${id}`, { version: 1, document: document({ shared: true }) })).json<Board>().version).toBe(2);
    expect((await ask('viewer', 'GET', `/v1/boards/${id}`)).json<Board>()).toMatchObject({ mayChange: false, version: 2, document: { shared: true } });
    expect(await ask('analyst', 'PUT', `/v1/boards/${id}`, { version: 2, document: document() })).toMatchObject({ status: 403, problem: { code: 'not-permitted' } });
    expect((await ask('viewer', 'POST', '/v1/boards', { document: document() })).status).toBe(403);
    expect((await ask('admin', 'PUT', `/v1/boards/${id}`, { version: 2, document: document({ title: 'Mended', shared: true }) })).status).toBe(200);
    expect((await ask('analyst', 'DELETE', `/v1/boards/${id}`)).status).toBe(403);
    expect((await ask('marketer', 'DELETE', `/v1/boards/${id}?version=1`)).status).toBe(409);
    expect((await ask('marketer', 'DELETE', `/v1/boards/${id}?version=3`)).status).toBe(204);
    expect((await ask('marketer', 'GET', `/v1/boards/${id}`)).status).toBe(404);
  });

  it('take one of two changes at once and show the other what is there', async () => {
    const { id } = await make();
    const both = await Promise.all(['A', 'B'].map((title) => ask('marketer', 'PUT', `/v1/boards/${id}`, { version: 1, document: document({ title }) })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const won = both.find(({ status }) => status === 200)?.json<Board>();
    const lost = both.find(({ status }) => status === 409);
    expect(lost?.problem).toMatchObject({ code: 'stale-version', details: { present: { version: 2, document: { title: won?.document.title } } } });
  });

  it('are refused with each fault at its place', async () => {
    const tiles = [
      tile('a', { source: { kind: 'explore', query: { dataset: 'nothing', measures: ['x'], dimensions: [] } } }),
      tile('a', { source: { kind: 'explore', query: { dataset: 'payments', measures: ['nothing', { aggregate: 'sum', of: 'segment' }], dimensions: [{ id: '__proto__'.replaceAll('_', 'x') }] } } }),
      tile('c', { source: { kind: 'view', view: 'constructor' } }),
      tile('d', { source: { kind: 'sql', statement: 'DROP TABLE customers', parameters: {} } }),
    ];
    const { status, problem } = await ask('marketer', 'POST', '/v1/boards', { document: document({ tiles, filters: ['segment', 'nobody'], period: { kind: 'between', from: '2026-02-01', before: '2026-01-01' } }) });
    expect(status).toBe(400);
    expect(problem?.faults?.map(({ path, code }) => [path, code])).toEqual([
      ['/document/tiles/0/source/query/dataset', 'unknown-dataset'],
      ['/document/tiles/1/id', 'doubled'],
      ['/document/tiles/1/source/query/dimensions/0/id', 'unknown-dimension'],
      ['/document/tiles/1/source/query/measures/0', 'unknown-measure'],
      ['/document/tiles/1/source/query/measures/1/aggregate', 'wrong-aggregate'],
      ['/document/tiles/2/source/view', 'unknown-view'],
      ['/document/tiles/3/source/statement', 'sql-refused'],
      ['/document/filters/1', 'unknown-dimension'],
      ['/document/period', 'empty-period'],
    ]);
  });

  it('take pinned tiles at their end, whoever pins at once', async () => {
    const { id } = await make();
    const pins = await Promise.all([1, 2, 3].map(() => ask('marketer', 'POST', `/v1/boards/${id}/tiles`, { tile: tile('paid') })));
    expect(pins.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await ask('marketer', 'GET', `/v1/boards/${id}`)).json<Board>().document.tiles.map((pinned) => pinned.id)).toEqual(['paid', 'paid-2', 'paid-3', 'paid-4']);
  });

  it('are copied, private again', async () => {
    const { id } = await make({ shared: true });
    const copy = await ask('analyst', 'POST', `/v1/boards/${id}/copy`, { title: 'Another' });
    expect(copy.status).toBe(201);
    expect(copy.json<Board>()).toMatchObject({ ownerLogin: 'analyst', version: 1, document: { title: 'Another', shared: false, tiles: [{ id: 'paid' }] } });
    expect((await ask('analyst', 'POST', '/v1/boards/none/copy', {})).status).toBe(404);
  });
});

describe('saved questions', () => {
  const saved = { title: 'By segment', request: { source: tile('x').source, period: { kind: 'all' } }, chart: { type: 'bar' }, shared: false };
  it('are kept like boards', async () => {
    const made = (await ask('marketer', 'POST', '/v1/saved-queries', { document: saved })).json<SavedQuery>();
    expect((await ask('analyst', 'GET', `/v1/saved-queries/${made.id}`)).status).toBe(404);
    expect((await ask('marketer', 'PUT', `/v1/saved-queries/${made.id}`, { version: 1, document: { ...saved, shared: true } })).json<SavedQuery>().version).toBe(2);
    expect((await ask('marketer', 'PUT', `/v1/saved-queries/${made.id}`, { version: 1, document: saved })).problem).toMatchObject({ code: 'stale-version' });
    expect((await ask('analyst', 'GET', '/v1/saved-queries')).json<SavedQuery[]>()).toMatchObject([{ id: made.id, mayChange: false }]);
    expect((await ask('marketer', 'GET', `/v1/boards/${made.id}`)).status).toBe(404);
    expect((await ask('marketer', 'DELETE', `/v1/saved-queries/${made.id}`)).status).toBe(204);
    const faulty = { ...saved, request: { source: { kind: 'view', view: 'none' } } };
    expect((await ask('marketer', 'POST', '/v1/saved-queries', { document: faulty })).problem?.faults).toMatchObject([{ path: '/document/request/source/view' }]);
  });
});

describe('notes', () => {
  it('are listed by the days that they touch and by campaign', async () => {
    await security.repository.insertInto('campaigns').values({ id: 'c1', draft: JSON.stringify({ name: 'C' }), origin: 'own', state: 'draft', version: 1 }).execute();
    const add = async (note: object) => (await ask('marketer', 'POST', '/v1/annotations', { document: note })).json<Annotation>();
    const everywhere = await add({ on: '2026-07-01', until: '2026-07-05', text: 'Strike of the post' });
    const ofCampaign = await add({ on: '2026-07-03', text: 'New script', campaignId: 'c1' });
    const texts = async (query: string) => (await ask('viewer', 'GET', `/v1/annotations${query}`)).json<Annotation[]>().map(({ document: { text } }) => text);
    expect(await texts('')).toEqual(['Strike of the post']);
    expect(await texts('?campaignId=c1')).toEqual(['Strike of the post', 'New script']);
    expect(await texts('?from=2026-07-05&before=2026-07-06&campaignId=c1')).toEqual(['Strike of the post']);
    expect(await texts('?from=2026-07-06')).toEqual([]);
    expect(await texts('?before=2026-07-01')).toEqual([]);
    expect((await ask('analyst', 'PUT', `/v1/annotations/${everywhere.id}`, { document: { on: '2026-07-01', text: 'x' } })).status).toBe(403);
    expect((await ask('marketer', 'PUT', `/v1/annotations/${everywhere.id}`, { document: { on: '2026-08-01', text: 'Moved' } })).json<Annotation>().document).toEqual({ on: '2026-08-01', text: 'Moved' });
    expect((await ask('marketer', 'POST', '/v1/annotations', { document: { on: '2026-07-03', until: '2026-07-01', text: 'x' } })).problem?.faults).toMatchObject([{ path: '/document/until' }]);
    expect((await ask('marketer', 'POST', '/v1/annotations', { document: { on: '2026-07-03', text: 'x', campaignId: 'none' } })).problem?.faults).toMatchObject([{ path: '/document/campaignId' }]);
    expect((await ask('marketer', 'DELETE', `/v1/annotations/${ofCampaign.id}`)).status).toBe(204);
    expect((await ask('marketer', 'DELETE', `/v1/annotations/${ofCampaign.id}`)).status).toBe(404);
    const audit = await security.repository.selectFrom('audit').select('action').where('action', 'like', 'annotations.%').execute();
    expect(audit.map(({ action }) => action).sort()).toEqual(['annotations.change', 'annotations.create', 'annotations.create', 'annotations.delete']);
  });
});
