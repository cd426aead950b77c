import type { FastifyPluginAsync } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Principal } from '../../http/route-access.js';
import { openRepositoryApp, repositoryEngines, type RepositoryApp } from '../../testing/open-repository-app.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { registrationRoutes } from '../registration/versions.routes.js';
import { teamworkRoutes } from './teamwork.routes.js';

const person = (userId: string, role: string): Principal => ({ kind: 'user', userId, login: userId, role, language: 'en', csrfToken: 't', sessionHash: undefined });
const people = { anna: person('anna', 'analyst'), boris: person('boris', 'analyst'), vera: person('vera', 'viewer'), chief: person('chief', 'manager'), admin: person('admin', 'admin') };
type Name = keyof typeof people;

const strategy = (value: number, x = 0) => ({
  dataModel: { inputs: [{ name: 'debt', type: 'number' }], variables: [], outputs: [{ name: 'answer', type: 'number' }] },
  graph: {
    nodes: [{ settings: {}, kind: 'input', id: 'in', position: { x, y: 1.5 } }, { id: 'out', kind: 'output', settings: { assignments: [{ name: 'answer', value: `debt + ${value}` }] } }],
    edges: [{ from: 'in', port: 'next', to: 'out' }],
  },
});

describe.each(repositoryEngines)('working together on %s', (engine) => {
  let made: RepositoryApp;
  let clock = new Date('2026-03-02T09:00:00Z');
  const pass = (seconds: number) => (clock = new Date(clock.getTime() + seconds * 1000));

  beforeAll(async () => {
    const guarded = (routes: (container: Container) => FastifyPluginAsync) => (container: Container): FastifyPluginAsync => async (app) => {
      app.addHook('onRequest', async (request) => {
        request.principal = people[(request.headers['x-as'] as Name | undefined) ?? 'anna'];
        const { scope, access } = request.routeOptions.config;
        if (scope && !isPermitted(request.principal, scope, access ?? (request.method === 'GET' ? 'read' : 'write'))) throw new ProblemError('not-permitted', 'no');
      });
      await app.register(routes(container));
    };
    made = await openRepositoryApp(engine, [projectsRoutes, registrationRoutes, teamworkRoutes].map(guarded), { changes: { now: () => clock } });
    for (const { userId, role } of Object.values(people) as { userId: string; role: string }[]) await made.repository.insertInto('users').values({ id: userId, login: userId.toUpperCase(), password_hash: null, role, language: 'en' }).execute();
  });
  afterAll(() => made?.close());

  const as = async (name: Name, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: unknown) => {
    const reply = await made.app.inject({ method, url, headers: { 'x-as': name }, ...(payload === undefined ? {} : { payload: payload as object }) });
    return { status: reply.statusCode, body: String(reply.headers['content-type']).includes('json') ? reply.json() : undefined };
  };
  const newItem = async (document: unknown = strategy(0)) => {
    const project = (await as('anna', 'POST', '/v1/projects', { name: 'Team' })).body;
    const { item } = (await as('anna', 'POST', `/v1/projects/${project.id}/items`, { kind: 'strategy', name: 'Debts', document })).body;
    return { project, id: item.id as string };
  };
  const save = (name: Name, id: string, revision: number, document: unknown, more: object = {}) => as(name, 'PUT', `/v1/items/${id}`, { revision, document, ...more });
  const history = async (id: string) => (await as('vera', 'GET', `/v1/items/${id}/history`)).body.entries as Record<string, unknown>[];
  const line = ({ kind, revision, version, saves, origin, name, author }: Record<string, unknown>) => (kind === 'version' ? `version ${String(version)}` : `${String(revision)} ${String(origin)} ×${String(saves)} ${(author as { name: string }).name}${name ? ` “${String(name)}”` : ''}`);

  it('keeps states of drafts: saves of one person within two minutes as one, what was registered, named and restored apart', async () => {
    const { id } = await newItem();
    for (const [name, revision] of [['anna', 1], ['anna', 2], ['boris', 3], ['anna', 4]] as const) {
      pass(30);
      expect((await save(name, id, revision, strategy(revision))).status).toBe(200);
    }
    expect((await history(id)).map(line)).toEqual(['5 save ×1 ANNA', '4 save ×1 BORIS', '3 save ×2 ANNA', '1 created ×1 ANNA']);
    expect((await as('boris', 'POST', `/v1/items/${id}/versions`, {})).status).toBe(201);
    pass(5);
    await save('anna', id, 5, strategy(5));
    expect((await as('boris', 'PUT', `/v1/items/${id}/states/6`, { name: ' Before the holidays ' })).body).toMatchObject({ name: 'Before the holidays', author: { id: 'anna', name: 'ANNA' } });
    pass(5);
    await save('anna', id, 6, strategy(6));
    pass(130);
    await save('anna', id, 7, strategy(7));
    expect((await history(id)).map(line)).toEqual(['8 save ×1 ANNA', '7 save ×1 ANNA', '6 save ×1 ANNA “Before the holidays”', 'version 1', '5 save ×1 ANNA', '4 save ×1 BORIS', '3 save ×2 ANNA', '1 created ×1 ANNA']);
    expect(await as('anna', 'GET', `/v1/items/${id}/states/2`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  it('brings a state back to the byte, as a state of its own', async () => {
    const odd = { ...strategy(1), description: 'б\u0000 \ud83d\ude00 " \\' };
    const { id } = await newItem(odd);
    pass(10);
    await save('anna', id, 1, strategy(2, 7));
    const restored = await as('anna', 'POST', `/v1/items/${id}/states/1/restore`, { revision: 2 });
    expect(JSON.stringify(restored.body.document)).toBe(JSON.stringify(odd));
    expect(JSON.stringify((await as('anna', 'GET', `/v1/items/${id}`)).body.document)).toBe(JSON.stringify(odd));
    expect((await history(id)).map(line)).toEqual(['3 restore ×1 ANNA', '2 save ×1 ANNA', '1 created ×1 ANNA']);
    expect(await as('anna', 'POST', `/v1/items/${id}/states/2/restore`, { revision: 2 })).toMatchObject({ status: 409, body: { code: 'stale-version' } });
    expect((await as('vera', 'POST', `/v1/items/${id}/states/2/restore`, { revision: 3 })).status).toBe(403);
    expect((await save('anna', id, 3, strategy(2, 7), { restored: 2 })).status).toBe(200);
    expect((await history(id))[0]).toMatchObject({ origin: 'restore', restored: 2 });
  });

  it('takes one of two saves at once, and keeps its state', async () => {
    const { id } = await newItem();
    const saves = await Promise.all([save('anna', id, 1, strategy(1)), save('boris', id, 1, strategy(2))]);
    expect(saves.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [latest] = await history(id);
    const kept = (await as('anna', 'GET', `/v1/items/${id}/states/${String(latest!.revision)}`)).body;
    expect(kept.document).toEqual(saves.find(({ status }) => status === 200)!.body.item.document);
  });

  it('keeps history within bounds: recent states, of older ones the last of each day, and whatever has a name', async () => {
    const { id } = await newItem({ graph: { nodes: [], edges: [] } });
    const row = (revision: number) => ({ item_id: id, revision, document: '{}', author: 'anna', origin: 'save' as const, name: revision === 3 ? 'kept' : '', first_at: new Date(clock.getTime() + revision * 3_600_000), at: new Date(clock.getTime() + revision * 3_600_000) });
    await made.repository.insertInto('item_states').values(Array.from({ length: 260 }, (_, index) => row(index + 2))).execute();
    await made.repository.updateTable('items').set({ revision: 261 }).where('id', '=', id).execute();
    clock = new Date(clock.getTime() + 300 * 3_600_000);
    await save('boris', id, 261, { graph: { nodes: [], edges: [] } });
    const revisions = (await as('anna', 'GET', `/v1/items/${id}/history?limit=500`)).body.entries.map(({ revision }: { revision: number }) => revision) as number[];
    expect(revisions.slice(0, 200)).toEqual(Array.from({ length: 200 }, (_, index) => 262 - index));
    expect(revisions).toContain(3);
    expect(revisions.length).toBeLessThan(206);
  });

  it('tells who is there, until they leave or fall silent, and what is new', async () => {
    const { id } = await newItem();
    const beat = (name: Name, session: string, more: object = {}) => as(name, 'POST', `/v1/items/${id}/presence`, { session, ...more });
    expect((await beat('anna', 'a')).body).toEqual({ revision: 1, discussion: 0, others: [] });
    expect((await beat('vera', 'v', { place: { node: 'each/call', tab: 'team' } })).body.others).toMatchObject([{ session: 'a', person: { id: 'anna', name: 'ANNA' }, place: {} }]);
    expect((await beat('anna', 'a')).body.others).toMatchObject([{ session: 'v', place: { node: 'each/call', tab: 'team' } }]);
    // Nobody ends or moves the session of another.
    await beat('boris', 'v', { leaving: true });
    await beat('boris', 'v', { place: { tab: 'json' } });
    expect((await beat('anna', 'a')).body.others).toMatchObject([{ session: 'v', person: { id: 'vera' }, place: { tab: 'team' } }]);
    await beat('vera', 'v', { leaving: true });
    expect((await beat('anna', 'a')).body.others).toEqual([]);
    await beat('boris', 'b');
    await as('boris', 'POST', `/v1/items/${id}/threads`, { text: 'Why?' });
    await save('boris', id, 1, strategy(3));
    expect((await beat('anna', 'a')).body).toMatchObject({ revision: 2, discussion: 1, others: [{ session: 'b' }] });
    pass(16);
    expect((await beat('anna', 'a')).body.others).toEqual([]);
    expect((await as('anna', 'POST', '/v1/items/none/presence', { session: 'a' })).status).toBe(404);
    expect((await beat('anna', 'a', { place: { node: '../x' } })).status).toBe(400);
  });

  it('holds threads on nodes: answers, resolving, own words changed and deleted, a viewer only reads', async () => {
    const { id } = await newItem();
    const thread = (await as('anna', 'POST', `/v1/items/${id}/threads`, { node: 'out', text: 'See [[in]]' })).body;
    expect(thread).toMatchObject({ node: 'out', resolved: null, comments: [{ text: 'See [[in]]', mine: true, author: { name: 'ANNA' } }] });
    const path = `/v1/items/${id}/threads/${thread.id}`;
    expect((await as('boris', 'PUT', path, { resolved: true })).body.resolved).toMatchObject({ by: { id: 'boris' } });
    const [one, two] = (await as('boris', 'POST', `${path}/comments`, { text: 'Yes' })).body.comments;
    expect((await as('vera', 'GET', `/v1/items/${id}/threads`)).body).toMatchObject([{ resolved: null, comments: [{ mine: false }, { text: 'Yes', author: { name: 'BORIS' } }] }]);
    for (const [method, url, body] of [['POST', `/v1/items/${id}/threads`, { text: 'x' }], ['PUT', path, { resolved: true }], ['POST', `${path}/comments`, { text: 'x' }], ['DELETE', `/v1/items/${id}/comments/${one.id}`, undefined]] as const) expect((await as('vera', method, url, body)).status).toBe(403);
    expect(await as('boris', 'PUT', `/v1/items/${id}/comments/${one.id}`, { text: 'no' })).toMatchObject({ status: 403 });
    expect((await as('anna', 'PUT', `/v1/items/${id}/comments/${one.id}`, { text: 'Look' })).body.comments[0]).toMatchObject({ text: 'Look', editedAt: expect.any(String) });
    expect((await as('boris', 'DELETE', `/v1/items/${id}/comments/${one.id}`)).status).toBe(403);
    expect((await as('anna', 'DELETE', `/v1/items/${id}/comments/${one.id}`)).status).toBe(204);
    expect((await as('anna', 'GET', `/v1/items/${id}/threads`)).body[0].comments).toMatchObject([{ deleted: true, text: '' }, { text: 'Yes' }]);
    expect((await as('admin', 'DELETE', `/v1/items/${id}/comments/${two.id}`)).status).toBe(204);
    expect((await as('anna', 'GET', `/v1/items/${id}/threads`)).body).toEqual([]);
    expect((await as('anna', 'POST', `${path}/comments`, { text: 'late' })).status).toBe(404);
    expect((await as('anna', 'POST', `/v1/items/${id}/threads`, { text: ' \n ' })).status).toBe(400);
  });

  it('registers nothing that another person did not approve, where the project asks for it', async () => {
    const { project, id } = await newItem();
    const register = (name: Name = 'anna') => as(name, 'POST', `/v1/items/${id}/versions`, {});
    const decide = (name: Name, review: string, verdict: string, note?: string) => as(name, 'PUT', `/v1/items/${id}/reviews/${review}/verdict`, { verdict, ...(note === undefined ? {} : { note }) });
    const request = async (name: Name, revision: number) => (pass(1), await as(name, 'POST', `/v1/items/${id}/reviews`, { revision, note: 'Please' })).body.reviews[0].id as string;
    expect((await as('boris', 'PUT', `/v1/projects/${project.id}/approval`, { needed: true })).status).toBe(403);
    expect((await as('anna', 'PUT', `/v1/projects/${project.id}/approval`, { needed: true })).body).toMatchObject({ needed: true, mayChange: true, people: 4, changedBy: { name: 'ANNA' } });
    expect(await register()).toMatchObject({ status: 422, body: { code: 'check-failed', detail: expect.stringContaining('nobody but ANNA approved') } });
    expect(await as('anna', 'POST', `/v1/items/${id}/reviews`, { revision: 9 })).toMatchObject({ status: 409, body: { code: 'stale-version' } });

    const first = await request('anna', 1);
    expect(await decide('anna', first, 'approved')).toMatchObject({ status: 403, body: { detail: expect.stringContaining('another person') } });
    expect((await decide('vera', first, 'approved')).status).toBe(403);
    expect((await decide('chief', first, 'changes')).status).toBe(400);
    expect((await decide('chief', first, 'changes', 'Take [[out]] away')).body.approval).toMatchObject({ needed: true, approved: false });
    expect((await decide('boris', first, 'approved')).body.approval).toMatchObject({ approved: false });
    expect((await register()).body.detail).toContain('CHIEF asked for changes');
    pass(1);
    expect((await decide('chief', first, 'approved')).body.approval).toMatchObject({ approved: true, approvers: [{ name: 'BORIS' }, { name: 'CHIEF' }] });

    // A node that is only moved keeps the approval, a change takes it away, and undoing the change gives it back.
    await save('anna', id, 1, strategy(0, 50));
    expect((await as('anna', 'GET', `/v1/items/${id}/reviews`)).body).toMatchObject({ approval: { approved: true, mayApprove: false }, reviews: [{ current: true, withdrawn: false }] });
    await save('anna', id, 2, strategy(1));
    expect((await as('boris', 'GET', `/v1/items/${id}/reviews`)).body).toMatchObject({ approval: { approved: false, mayApprove: true }, reviews: [{ current: false }] });
    expect(await decide('boris', first, 'approved')).toMatchObject({ status: 409, body: { code: 'stale-version' } });
    expect((await register()).status).toBe(422);
    await save('anna', id, 3, strategy(0));
    expect((await register()).body).toMatchObject({ version: 1, checks: [{ name: 'approval', ok: true, message: 'approved by BORIS, CHIEF' }] });

    // Two who both edited approve each other’s work; each of them alone is not enough.
    pass(60);
    await save('anna', id, 4, strategy(2));
    await save('boris', id, 5, strategy(3));
    const second = await request('boris', 6);
    expect((await decide('anna', second, 'approved')).body.approval).toMatchObject({ approved: false, editors: [{ name: 'ANNA' }, { name: 'BORIS' }] });
    expect((await register()).body.detail).toContain('nobody but ANNA approved');
    const both = await Promise.all([decide('boris', second, 'approved'), decide('anna', second, 'approved')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await as('anna', 'GET', `/v1/items/${id}/reviews`)).body.approval).toMatchObject({ approved: true });
    expect((await as('anna', 'DELETE', `/v1/items/${id}/reviews/${second}`)).status).toBe(403);
    expect((await as('boris', 'DELETE', `/v1/items/${id}/reviews/${second}`)).body.approval).toMatchObject({ approved: false });
    expect(await decide('chief', second, 'approved')).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    const third = await request('anna', 6);
    expect((await decide('chief', third, 'approved')).body.approval.approved).toBe(true);
    expect((await register('boris')).status).toBe(201);
    expect((await as('vera', 'GET', `/v1/items/${id}/reviews/${third}`)).body.document).toEqual(strategy(3));
  });

  it('tells what happened, page by page', async () => {
    const { project, id } = await newItem();
    await save('anna', id, 1, strategy(1));
    await save('boris', id, 2, strategy(2));
    await as('boris', 'POST', `/v1/items/${id}/threads`, { text: 'x', node: 'out' });
    await as('anna', 'POST', `/v1/items/${id}/versions`, { comment: 'first' });
    const read = async (url: string) => (await as('vera', 'GET', url)).body as { id: string; action: string; actor: { name: string }; item: { name: string } | null }[];
    const told = (entries: Awaited<ReturnType<typeof read>>) => entries.map(({ action, actor, item }) => `${actor.name} ${action} ${item?.name ?? '-'}`);
    const all = await read(`/v1/projects/${project.id}/activity`);
    expect(told(all).sort()).toEqual(['ANNA item.create Debts', 'ANNA item.register Debts', 'ANNA item.save Debts', 'ANNA project.create -', 'BORIS comment.add Debts', 'BORIS item.save Debts']);
    const paged: typeof all = [];
    for (let last: string | undefined; paged.length < 10; last = paged.at(-1)!.id) {
      const page = await read(`/v1/projects/${project.id}/activity?limit=2${last === undefined ? '' : `&before=${encodeURIComponent(last)}`}`);
      if (page.length === 0) break;
      paged.push(...page);
    }
    expect(paged).toEqual(all);
    expect(told(await read(`/v1/items/${id}/activity`))).toHaveLength(5);
    expect((await as('vera', 'GET', `/v1/items/${id}/activity?before=x`)).status).toBe(400);
  });

  it('does not lock one person out', async () => {
    const { project } = await newItem();
    await made.repository.updateTable('users').set({ role: 'viewer' }).where('id', '!=', 'anna').execute();
    expect(await as('anna', 'PUT', `/v1/projects/${project.id}/approval`, { needed: true })).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
  });
});
