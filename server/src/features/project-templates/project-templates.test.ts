import { projectTemplates } from '@arbiter/demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, type RepositoryApp } from '../../testing/open-repository-app.js';
import { projectFilesRoutes } from '../project-files/project-files.routes.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { registrationRoutes } from '../registration/versions.routes.js';
import { strategyTestsRoutes } from '../strategy-tests/strategy-tests.routes.js';
import { projectTemplatesRoutes } from './project-templates.routes.js';

let made: RepositoryApp;
beforeAll(async () => {
  made = await openRepositoryApp('PGlite', [projectsRoutes, registrationRoutes, strategyTestsRoutes, projectTemplatesRoutes, projectFilesRoutes]);
});
afterAll(() => made.close());

describe.each(['ru', 'en'] as const)('templates in %s', (language) => {
  it.each(projectTemplates.map(({ id }) => id))('%s works as it is made', async (template) => {
    const { status, body } = await made.call('POST', '/v1/projects/from-template', { template, language });
    expect(status).toBe(201);
    expect(body.project).toMatchObject({ name: projectTemplates.find(({ id }) => id === template)!.name[language], archived: false });
    const { body: page } = await made.call('GET', `/v1/projects/${body.project.id}/items`);
    expect(page.items.map(({ faults, warnings, latestVersion }: Record<string, number>) => [faults, warnings, latestVersion])).toEqual(page.items.map(() => [0, 0, 1]));
    for (const { id, kind } of page.items.filter((item: { kind: string }) => item.kind === 'strategy')) {
      const { body: suite } = await made.call('POST', `/v1/items/${id}/tests/run`, {});
      expect(suite.cases.filter(({ passed }: { passed: boolean }) => !passed), kind).toEqual([]);
    }
    const { body: sought } = await made.call('POST', `/v1/items/${body.itemId}/tests/seek`, { seed: 1 });
    // Nothing but failures of what does not fail by itself, and bins for values that always come, is out of reach of inputs.
    const missed = sought.missed.filter(({ kind, detail, proved }: { kind: string; detail: string | null; proved: boolean }) => !proved && kind !== 'rule' && detail !== 'error');
    expect(missed.map(({ path }: { path: string }) => path).filter((path: string) => path !== 'person' && path !== 'unscored')).toEqual([]);
  });
});

it('takes nothing of what the template does not have', async () => {
  expect(await made.call('POST', '/v1/projects/from-template', { template: 'nothing', language: 'ru' })).toMatchObject({ status: 404, body: { code: 'not-found' } });
});

it('can be made twice, exported and imported', async () => {
  const first = await made.call('POST', '/v1/projects/from-template', { template: 'insurance-claim', language: 'en', name: 'Mine' });
  const file = (await made.call('GET', `/v1/projects/${first.body.project.id}/export`)).body;
  const again = await made.call('POST', '/v1/projects/import', { file, name: 'A copy' });
  expect(again.status).toBe(201);
  expect(again.body.items).toHaveLength(3);
});
