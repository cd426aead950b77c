import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRepositoryApp, type RepositoryApp } from '../../testing/open-repository-app.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { projectFilesRoutes } from './project-files.routes.js';

let made: RepositoryApp;
beforeAll(async () => {
  made = await openRepositoryApp('PGlite', [projectsRoutes, projectFilesRoutes]);
});
afterAll(() => made?.close());

it('takes decision tables from spreadsheets and gives them back', async () => {
  const { call } = made;
  const project = (await call('POST', '/v1/projects', { name: 'Tables' })).body.id;
  const csv = 'hit policy,F\ncolumn,input,input,output\nexpression,age,region,limit\ntype,number,string,number\nrules\na,< 18,-,0\nb,[18..60],"""EU""",100\n';
  const made1 = await call('POST', `/v1/projects/${project}/items/csv`, { name: 'Limits', csv });
  expect(made1).toMatchObject({ status: 201, body: { faults: [], item: { kind: 'decision-table', document: { hitPolicy: 'F', rules: [{ inputs: ['< 18', '-'], outputs: ['0'] }, { inputs: ['[18..60]', '"EU"'], outputs: ['100'] }] } } } });
  const { id, document } = made1.body.item;
  const written = await call('GET', `/v1/items/${id}/table.csv`);
  expect((await call('PUT', `/v1/items/${id}/table.csv`, { revision: 1, csv: written.text })).body.item).toMatchObject({ revision: 2, document });
  expect(await call('PUT', `/v1/items/${id}/table.csv`, { revision: 1, csv: written.text })).toMatchObject({ status: 409, body: { code: 'stale-version' } });
  expect(await call('POST', `/v1/projects/${project}/items/csv`, { name: 'Bad', csv: 'what,is,this' })).toMatchObject({ status: 422, body: { code: 'file-invalid' } });
  const rules = (await call('POST', `/v1/projects/${project}/items`, { kind: 'rule-set', name: 'R' })).body.item.id;
  expect((await call('GET', `/v1/items/${rules}/table.csv`)).status).toBe(409);
  const half = (await call('POST', `/v1/projects/${project}/items`, { kind: 'decision-table', name: 'Half' })).body.item.id;
  expect((await call('GET', `/v1/items/${half}/table.csv`)).status).toBe(409);
});
