import type { PublicationSettings } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, repositoryEngines, type RepositoryApp } from '../../testing/open-repository-app.js';
import { markedStrategy } from '../../testing/strategy-documents.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { registrationRoutes } from '../registration/versions.routes.js';
import { armIndexOf } from './arm-key.js';
import { CallGate } from './call-gate.js';
import { LivePublications, livePublicationsOf } from './live-publications.js';
import { publicationsRoutes } from './publications.routes.js';

describe.each(repositoryEngines)('publications on %s', (engine) => {
  let made: RepositoryApp;
  let itemId: string;
  const call: RepositoryApp['call'] = (...args) => made.call(...args);
  const settings = (version = 1, more: Partial<PublicationSettings> = {}): PublicationSettings => ({ mode: 'online', arms: [{ name: 'a', itemId, version, share: 100 }], ...more });
  const publish = (endpoint: string, more: object = {}) => call('POST', '/v1/publications', { endpoint, environment: 'test', settings: settings(), ...more });
  const liveVersion = (environment: 'test' | 'production', endpoint: string) => livePublicationsOf(made.container).find(environment, endpoint)?.arms[0]?.version;

  beforeAll(async () => {
    made = await openRepositoryApp(engine, [projectsRoutes, registrationRoutes, publicationsRoutes]);
    const project = (await call('POST', '/v1/projects', { name: 'Published' })).body.id;
    itemId = (await call('POST', `/v1/projects/${project}/items`, { kind: 'strategy', name: 'Marks', document: markedStrategy(1) })).body.item.id;
    for (const mark of [2, 3, 4]) {
      await call('POST', `/v1/items/${itemId}/versions`, {});
      await call('PUT', `/v1/items/${itemId}`, { revision: mark - 1, document: markedStrategy(mark) });
    }
  });
  afterAll(() => made?.close());

  it('go from test to production, and back in one call', async () => {
    const first = await publish('collect', { comment: 'first' });
    expect(first).toMatchObject({ status: 200, body: { endpoint: 'collect', environment: 'test', state: 'running', revision: 1 } });
    expect(liveVersion('test', 'collect')).toBe(1);
    expect(await publish('collect', { settings: settings(2) })).toMatchObject({ status: 409, body: { code: 'stale-version', details: { revision: 1 } } });
    await publish('collect', { settings: settings(2), revision: 1 });
    expect(liveVersion('test', 'collect')).toBe(2);
    expect(liveVersion('production', 'collect')).toBeUndefined();
    expect(await call('POST', `/v1/publications/${first.body.id}/promote`, { revision: 1 })).toMatchObject({ status: 409 });
    const production = (await call('POST', `/v1/publications/${first.body.id}/promote`, { revision: 2, comment: 'go' })).body;
    expect(production).toMatchObject({ environment: 'production', revision: 1, settings: { arms: [{ version: 2 }] } });
    expect(await call('POST', `/v1/publications/${production.id}/promote`, {})).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    await publish('collect', { settings: settings(3), revision: 2 });
    await call('POST', `/v1/publications/${first.body.id}/promote`, {});
    expect(liveVersion('production', 'collect')).toBe(3);
    const back = (await call('POST', `/v1/publications/${production.id}/rollback`, {})).body;
    expect(back).toMatchObject({ revision: 3, settings: { arms: [{ version: 2 }] } });
    expect(liveVersion('production', 'collect')).toBe(2);
    expect(await call('POST', `/v1/publications/${production.id}/rollback`, {})).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    expect((await call('POST', `/v1/publications/${production.id}/rollback`, { to: 2 })).body).toMatchObject({ revision: 4, settings: { arms: [{ version: 3 }] } });
    expect((await call('POST', `/v1/publications/${production.id}/rollback`, { to: 77 })).status).toBe(404);
    const history = (await call('GET', `/v1/publications/${production.id}/revisions`)).body;
    expect(history.map(({ revision, origin, restored }: { revision: number; origin: string; restored: number | null }) => [revision, origin, restored])).toEqual([[4, 'rollback', 2], [3, 'rollback', 1], [2, 'promotion', null], [1, 'promotion', null]]);
    expect((await call('GET', '/v1/publications?environment=production&endpoint=collect')).body).toHaveLength(1);
    expect((await call('GET', `/v1/publications?itemId=${itemId}`)).body).toHaveLength(2);
  });

  it('stop and start, and hold on to what they use', async () => {
    const { id } = (await publish('held')).body;
    expect(await call('DELETE', `/v1/items/${itemId}`)).toMatchObject({ status: 409, body: { code: 'referenced', detail: expect.stringContaining('publication test/held') } });
    expect((await call('GET', `/v1/items/${itemId}/card`)).body.publications).toContainEqual(expect.objectContaining({ endpoint: 'held', state: 'running', version: 1 }));
    expect((await call('POST', `/v1/publications/${id}/stop`, {})).body).toMatchObject({ state: 'stopped', revision: 2 });
    expect(liveVersion('test', 'held')).toBeUndefined();
    expect((await call('POST', `/v1/publications/${id}/stop`, {})).status).toBe(409);
    expect((await call('POST', `/v1/publications/${id}/start`, {})).body).toMatchObject({ state: 'running', revision: 3 });
    expect(liveVersion('test', 'held')).toBe(1);
    await expect(made.repository.deleteFrom('publication_revisions').where('publication_id', '=', id).execute()).rejects.toThrow(/never changed/);
  });

  it('refuse settings that cannot work, each at its place', async () => {
    const faultsOf = async (wrong: PublicationSettings) => {
      const { status, body } = await publish('wrong', { settings: wrong });
      expect(status).toBe(400);
      return (body.faults as { path: string }[]).map(({ path }) => path);
    };
    const arm = (name: string, share: number, version = 1) => ({ name, itemId, version, share });
    expect(await faultsOf(settings(99))).toEqual(['/settings/arms/0']);
    expect(await faultsOf({ mode: 'online', arms: [{ name: 'a', itemId: 'none', version: 1, share: 100 }] })).toEqual(['/settings/arms/0']);
    expect(await faultsOf({ mode: 'online', arms: [arm('a', 50), arm('a', 40)] })).toEqual(['/settings/arms/1/name', '/settings/arms', '/settings/key']);
    expect(await faultsOf({ mode: 'online', key: 'nobody', arms: [arm('a', 50), arm('b', 50)] })).toContain('/settings/key');
    expect(await faultsOf(settings(1, { timeZone: 'Mars/Olympus' }))).toEqual(['/settings/timeZone']);
    expect(await faultsOf(settings(1, { validFrom: '2026-01-02T00:00:00Z', validTo: '2026-01-01T00:00:00Z' }))).toEqual(['/settings/validTo']);
    expect(await faultsOf(settings(1, { mode: 'scheduled' }))).toEqual(['/settings/schedule', '/settings/batch/source']);
    expect(await faultsOf(settings(1, { mode: 'scheduled', batch: { source: { kind: 'table', table: 'people' } }, schedule: { cron: '61 * * * *', timeZone: 'Europe/Moscow' } }))).toEqual(['/settings/schedule/cron']);
    expect(await faultsOf(settings(1, { schedule: { cron: '0 6 * * *', timeZone: 'UTC' } }))).toEqual(['/settings/schedule']);
    expect((await publish('Wrong_Name')).status).toBe(400);
    expect((await publish('x', { settings: { ...settings(), surprise: true } })).status).toBe(400);
  });

  it('reach other processes', async () => {
    const other = new LivePublications(made.container);
    await other.start();
    try {
      await publish('far');
      for (let i = 0; i < 50 && !other.find('test', 'far'); i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(other.find('test', 'far')?.arms[0]?.version).toBe(1);
    } finally {
      await other.stop();
    }
  });
});

describe('arms of a split', () => {
  it('have the shares that were asked for, and a key always gets the same', () => {
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i += 1) counts[armIndexOf(`customer ${i}`, 'salt', 'collect', [70, 29.5, 0.5])]! += 1;
    expect(counts[0]! / 30_000).toBeCloseTo(0.7, 1.7);
    expect(counts[1]! / 30_000).toBeCloseTo(0.295, 1.7);
    expect(counts[2]).toBeGreaterThan(90);
    expect(armIndexOf('customer 7', 'salt', 'collect', [50, 50])).toBe(armIndexOf('customer 7', 'salt', 'collect', [50, 50]));
    const moved = Array.from({ length: 1000 }, (_, i) => armIndexOf(`${i}`, 'salt', 'e', [50, 50]) === armIndexOf(`${i}`, 'pepper', 'e', [50, 50]));
    expect(moved.filter(Boolean).length).toBeGreaterThan(400);
    expect(moved.filter(Boolean).length).toBeLessThan(600);
  });
});

describe('the gate of calls', () => {
  it('lets as many a second in as are allowed, and as many at once', () => {
    let at = 0;
    const gate = new CallGate({ perSecond: 2, concurrency: 3 }, () => at);
    const enter = (decisions = 1) => {
      gate.enter(decisions);
      return () => gate.leave();
    };
    const leave = [enter(), enter()];
    expect(() => gate.enter(1)).toThrow(/2 decisions a second/);
    at = 500;
    leave.push(enter());
    at = 5_000;
    expect(() => gate.enter(1)).toThrow(/under way/);
    leave.forEach((one) => one());
    expect(() => gate.enter(3)).toThrow(/split the batch/);
    enter(2)();
    expect(() => gate.enter(1)).toThrow(/a second/);
    gate.limit({});
    for (let i = 0; i < 10; i += 1) enter()();
  });
});
