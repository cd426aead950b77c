import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRepositoryApp, type RepositoryApp } from '../../testing/open-repository-app.js';
import { projectsRoutes } from '../projects/projects.routes.js';
import { strategyCallsRoutes } from '../strategy-calls/strategy-calls.routes.js';
import { projectFilesRoutes } from './project-files.routes.js';

let made: RepositoryApp;
beforeAll(async () => {
  made = await openRepositoryApp('PGlite', [projectsRoutes, projectFilesRoutes, strategyCallsRoutes]);
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

const dmn = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="Lending" id="m" namespace="https://example.org/lending">
  <inputData id="i1" name="Applicant Age"><variable name="Applicant Age" typeRef="number"/></inputData>
  <decision id="d1" name="Limit"><variable name="Limit" typeRef="number"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE">
      <input><inputExpression typeRef="number"><text>Applicant Age</text></inputExpression></input>
      <output typeRef="number"/>
      <rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
      <rule><inputEntry><text>&gt;= 18</text></inputEntry><outputEntry><text>1000</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="d2" name="Offer"><variable name="Offer" typeRef="number"/>
    <informationRequirement><requiredDecision href="#d1"/></informationRequirement>
    <literalExpression><text>Limit * 2</text></literalExpression>
  </decision>
</definitions>`;

it('takes DMN files over as tables and a strategy that runs', async () => {
  const { call } = made;
  const project = (await call('POST', '/v1/projects', { name: 'DMN' })).body.id;
  const imported = await call('POST', `/v1/projects/${project}/items/dmn`, { xml: dmn });
  expect(imported.status, JSON.stringify(imported.body)).toBe(201);
  expect(imported.body.items.map(({ item }: { item: { kind: string; name: string } }) => [item.kind, item.name])).toEqual([['decision-table', 'Limit'], ['strategy', 'Lending']]);
  expect(imported.body.items[1].faults).toEqual([]);
  const name = imported.body.renamed[0].to as string;
  const { answer } = (await call('POST', `/v1/items/${imported.body.items[1].item.id}/run`, { input: { [name]: 30 } })).body;
  expect(answer.outputs).toEqual({ Limit: 1000, Offer: 2000 });
  const written = await call('GET', `/v1/items/${imported.body.items[1].item.id}/dmn`);
  expect(written.status, written.text).toBe(200);
  const back = await call('POST', `/v1/projects/${project}/items/dmn`, { xml: written.text });
  expect(back.body).toMatchObject({ renamed: [], notTaken: [] });
  expect((await call('POST', `/v1/items/${back.body.items[1].item.id}/run`, { input: { [name]: 17 } })).body.answer.outputs).toEqual({ Limit: 0, Offer: 0 });
  const table = await call('GET', `/v1/items/${imported.body.items[0].item.id}/dmn`);
  expect((await call('POST', `/v1/projects/${project}/items/dmn`, { xml: table.text })).body.items[0].item.document.rules).toHaveLength(2);
  const rules = (await call('POST', `/v1/projects/${project}/items`, { kind: 'rule-set', name: 'R' })).body.item.id;
  expect(await call('GET', `/v1/items/${rules}/dmn`)).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
  expect(await call('POST', `/v1/projects/${project}/items/dmn`, { xml: '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>' })).toMatchObject({ status: 422, body: { code: 'file-invalid' } });
  expect((await call('POST', `/v1/projects/${project}/items/dmn`, { xml: 'nothing' })).status).toBe(422);
});
