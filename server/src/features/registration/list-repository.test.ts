import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, repositoryEngines, type RepositoryApp } from '../../testing/open-repository-app.js';
import { callingStrategy, markedStrategy } from '../../testing/strategy-documents.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { publicationsRoutes } from '../publications/publications.routes.js';
import type { RepositoryItem } from './list-repository.js';
import { registrationRoutes } from './versions.routes.js';

describe.each(repositoryEngines)('what is registered, on %s', (engine) => {
  let made: RepositoryApp;
  const ids: Record<string, string> = {};
  const call: RepositoryApp['call'] = (...args) => made.call(...args);
  const list = async (query = ''): Promise<{ total: number; items: RepositoryItem[] }> => {
    const { status, body, text } = await call('GET', `/v1/repository${query}`);
    expect(status, text).toBe(200);
    return body;
  };
  const names = async (query: string): Promise<string[]> => (await list(query)).items.map(({ name }) => name);

  beforeAll(async () => {
    made = await openRepositoryApp(engine, [projectsRoutes, registrationRoutes, publicationsRoutes]);
    const project = (await call('POST', '/v1/projects', { name: 'Kept' })).body.id;
    const add = async (name: string, document: object): Promise<string> => (ids[name] = (await call('POST', `/v1/projects/${project}/items`, { kind: 'strategy', name, document })).body.item.id as string);
    const inner = await add('Inner 100%', markedStrategy(1));
    await call('POST', `/v1/items/${inner}/versions`, { comment: 'first' });
    await call('POST', `/v1/items/${await add('Outer', callingStrategy(inner, 1))}/versions`, {});
    await call('POST', `/v1/items/${await add('Alone', markedStrategy(5))}/versions`, {});
    await add('Only a draft', markedStrategy(6));
    // The same draft saved again is not ahead of its version, another is.
    await call('PUT', `/v1/items/${ids.Alone}`, { revision: 1, document: markedStrategy(5) });
    await call('PUT', `/v1/items/${inner}`, { revision: 1, document: markedStrategy(2) });
    await call('POST', '/v1/publications', { endpoint: 'outer', environment: 'test', settings: { mode: 'online', arms: [{ name: 'a', itemId: ids.Outer, version: 1, share: 100 }] } });
  });
  afterAll(() => made?.close());

  it('shows versions, use and publications; drafts alone are not there', async () => {
    const { total, items } = await list();
    expect(total).toBe(3);
    expect(items.map(({ name }) => name)).toEqual(['Alone', 'Inner 100%', 'Outer']);
    expect(items[1]).toMatchObject({ isAhead: true, isSubProcess: true, usedBy: 1, versions: 1, comment: 'first', projectName: 'Kept', publications: [] });
    expect(items[2]).toMatchObject({ isAhead: false, isSubProcess: false, usedBy: 0, publications: [{ endpoint: 'outer', environment: 'test', state: 'running', version: 1 }] });
  });

  it('filters by kind, status and text, sorts and pages', async () => {
    expect(await names('?kind=sub-process')).toEqual(['Inner 100%']);
    expect(await names('?kind=model')).toEqual([]);
    expect(await names('?status=ahead')).toEqual(['Inner 100%']);
    expect(await names('?status=published')).toEqual(['Outer']);
    expect(await names('?status=unused')).toEqual(['Alone']);
    expect(await names('?search=100%25')).toEqual(['Inner 100%']);
    expect(await names('?search=%25')).toEqual(['Inner 100%']);
    const hash = (await list('?search=Alone')).items[0]!.contentHash;
    expect(await names(`?search=${hash.slice(0, 12)}`)).toEqual(['Alone']);
    expect(await names('?sort=used&order=desc&limit=1')).toEqual(['Inner 100%']);
    expect(await names('?limit=1&offset=2')).toEqual(['Outer']);
    expect((await list('?limit=1&offset=2')).total).toBe(3);
  });
});
