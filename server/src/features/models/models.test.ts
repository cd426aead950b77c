import { readFileSync } from 'node:fs';
import type { Batch, FieldSpec, Job, StrategyDocument } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { jobHandlers } from '../../job-handlers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../../tests/fixtures/models/${name}`, import.meta.url));
interface Expected { rows: number[][]; probabilities: number[][]; score: number[] }
const expectedOf = (name: string): Expected => JSON.parse(fixture(`${name}.expected.json`).toString()) as Expected;
const numbers = ['age', 'income', 'debt', 'visits'];
const inputs: FieldSpec[] = numbers.map((name) => ({ name, type: 'number' }));

let container: Container;
let app: FastifyInstance;
let project: string;

beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  await container.jobs.startWorking(container, jobHandlers);
  project = (await call('POST', '/v1/projects', { name: 'Models' })).body.id;
}, 120_000);
afterAll(async () => {
  await app?.close();
  await container?.close();
});

async function call(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const reply = await app.inject({ method, url, ...(payload ? { payload } : {}) });
  return { status: reply.statusCode, body: reply.json<any>() };
}
async function upload(name: string, bytes: Uint8Array, projectId = project) {
  const boundary = 'arbiter-model-boundary';
  const payload = Buffer.concat([Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const reply = await app.inject({ method: 'POST', url: `/v1/projects/${projectId}/models`, payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
  return { status: reply.statusCode, body: reply.json<any>() };
}
async function registered(kind: string, name: string, document: unknown): Promise<{ id: string; version: number }> {
  const made = await call('POST', `/v1/projects/${project}/items`, { kind, name, document });
  expect(made).toMatchObject({ status: 201, body: { faults: [] } });
  const { id } = made.body.item;
  const version = await call('POST', `/v1/items/${id}/versions`, {});
  expect(version.status, JSON.stringify(version.body)).toBe(201);
  return { id, version: 1 };
}
const strategyOf = (node: { kind: string; settings: unknown }, outputs: FieldSpec[]): StrategyDocument => ({
  dataModel: { inputs, variables: [], outputs },
  graph: { nodes: [{ id: 'in', kind: 'input', settings: {} }, { id: 'node', ...node } as StrategyDocument['graph']['nodes'][number], { id: 'out', kind: 'output', settings: {} }], edges: [{ from: 'in', port: 'next', to: 'node' }, { from: 'node', port: 'next', to: 'out' }] },
});
async function batch(strategy: { id: string; version: number }, table: string): Promise<Batch> {
  const begun = await call('POST', '/v1/batches', { strategy, source: { kind: 'table', table }, keyColumn: 'id' });
  expect(begun.status, JSON.stringify(begun.body)).toBe(202);
  const job = (await container.jobs.waitFor((begun.body as Job).id)) as Job;
  expect(job.error).toBeNull();
  return (await call('GET', `/v1/batches/${job.subjectId}`)).body as Batch;
}

describe('strategies with a model in ONNX', () => {
  let model: { id: string; version: number };
  let strategy: { id: string; version: number };
  const expected = expectedOf('boosting.onnx');

  it('take the file, with names to be completed, and register only what fits it', async () => {
    const taken = await upload('boosting.onnx', fixture('boosting.onnx'));
    expect(taken).toMatchObject({ status: 201, body: { format: 'onnx', faults: [], item: { kind: 'model', name: 'boosting', document: { inputs: [{ name: 'x', type: 'float', features: ['x_1', 'x_2', 'x_3', 'x_4'] }], classes: ['0', '1'], outputs: [{ name: 'label', as: 'class' }, { name: 'probabilities', as: 'probabilities' }] } } } });
    expect(taken.body.notes.map(({ path }: { path: string }) => path)).toEqual(['/inputs/0/features', '/classes']);
    const { id, document } = taken.body.item;
    const named = { ...document, features: numbers.map((name) => ({ name, type: 'number' })), inputs: [{ ...document.inputs[0], features: numbers }] };
    const wrong = async (revision: number, changed: object, message: string) => {
      expect((await call('PUT', `/v1/items/${id}`, { revision, document: changed })).status).toBe(200);
      const refused = await call('POST', `/v1/items/${id}/versions`, {});
      expect(refused).toMatchObject({ status: 422, body: { code: 'check-failed' } });
      expect(refused.body.detail).toContain(message);
    };
    await wrong(1, { ...named, contentHash: '0'.repeat(64) }, 'upload it again');
    await wrong(2, { ...named, features: named.features.slice(1), inputs: [{ ...named.inputs[0], features: numbers.slice(1) }] }, 'has 4 columns, not 3');
    await wrong(3, { ...named, inputs: [{ ...named.inputs[0], type: 'double' }] }, 'is float32, not double');
    expect((await call('PUT', `/v1/items/${id}`, { revision: 4, document: named })).status).toBe(200);
    expect((await call('POST', `/v1/items/${id}/versions`, {}))).toMatchObject({ status: 201, body: { checks: [{ name: 'model-file', ok: true }] } });
    model = { id, version: 1 };
  });

  it('answer online, in a test and in a batch alike', async () => {
    const outputs: FieldSpec[] = [{ name: 'score', type: 'number' }, { name: 'label', type: 'string' }];
    strategy = await registered('strategy', 'Scored', strategyOf({ kind: 'model', settings: { model: { reference: { kind: 'model', ...model } }, results: { score: 'score', class: 'label' } } }, outputs));
    expect((await call('POST', '/v1/publications', { endpoint: 'scored', environment: 'production', settings: { mode: 'online', arms: [{ name: 'a', itemId: strategy.id, version: 1, share: 100 }] } })).status).toBe(200);
    const row = expected.rows[0]!;
    const input = Object.fromEntries(numbers.map((name, index) => [name, row[index]!]));
    const online = await call('POST', '/v1/strategies/scored/decisions', { input });
    expect(online.status, JSON.stringify(online.body)).toBe(200);
    expect(online.body.outputs.score).toBeCloseTo(expected.probabilities[0]![1]!, 5);

    await call('POST', `/v1/items/${strategy.id}/tests`, [{ name: 'first row', input, expected: { outputs: { label: online.body.outputs.label } } }]);
    const tests = await call('POST', `/v1/items/${strategy.id}/tests/run`, {});
    expect(tests).toMatchObject({ status: 200, body: { passed: 1, failed: 0 } });

    const rows = 4000;
    await container.analytics.command(`CREATE TABLE scored_rows (id UInt32, ${numbers.map((name) => `${name} Float64`).join(', ')}) ENGINE = MergeTree ORDER BY id`);
    await container.analytics.insert('scored_rows', Array.from({ length: rows }, (_, id) => ({ id, ...Object.fromEntries(numbers.map((name, index) => [name, expected.rows[id % expected.rows.length]![index]])) })));
    const done = await batch(strategy, 'scored_rows');
    const answers = await container.analytics.query<{ row_key: string; out_score: number }>(`SELECT row_key, out_score FROM ${done.answersTable}`);
    expect(answers).toHaveLength(rows);
    for (const { row_key, out_score } of answers) expect(Math.abs(out_score - expected.probabilities[Number(row_key) % expected.rows.length]![1]!)).toBeLessThan(1e-5);
  }, 60_000);

  it('carry the file along with the project', async () => {
    const file = await call('GET', `/v1/projects/${project}/export`);
    expect(Object.keys(file.body.parts.modelFiles)).toHaveLength(1);
    const [hash] = Object.keys(file.body.parts.modelFiles) as [string];
    await container.repository.deleteFrom('model_files').execute();
    const tampered = { ...file.body, parts: { ...file.body.parts, modelFiles: { [hash]: Buffer.from('other').toString('base64') } } };
    expect(await call('POST', '/v1/projects/import', { file: tampered, name: 'Broken' })).toMatchObject({ status: 422, body: { code: 'file-invalid' } });
    const imported = await call('POST', '/v1/projects/import', { file: file.body, name: 'Copy' });
    expect(imported.status, JSON.stringify(imported.body)).toBe(201);
    expect(await container.repository.selectFrom('model_files').select('content_hash').execute()).toEqual([{ content_hash: hash }]);
  });
});

describe('model files in text', () => {
  it('are recognised by their content', async () => {
    const formats = { 'logistic.pmml': 'pmml', 'xgboost-binary.json': 'xgboost', 'lightgbm-binary.json': 'lightgbm' };
    for (const [name, format] of Object.entries(formats)) expect(await upload(name, fixture(name)), name).toMatchObject({ status: 201, body: { format, faults: [] } });
    const document = { kind: 'linear', name: 'own', features: [{ name: 'a', type: 'number' }], sums: [{ intercept: 1, terms: [] }] };
    expect(await upload('x.json', Buffer.from(`\uFEFF ${JSON.stringify(document)}`))).toMatchObject({ status: 201, body: { format: 'document', item: { name: 'own' } } });
  });

  it('are refused with the place of the fault', async () => {
    const refused = async (name: string, bytes: Uint8Array) => {
      const { status, body } = await upload(name, bytes);
      return { status, ...body.faults?.[0] };
    };
    expect(await refused('a.json', Buffer.from('{\n  "kind": nope }'))).toMatchObject({ status: 422, path: '2:11', code: 'broken-json' });
    expect(await refused('a.json', Buffer.from('{"learner": {}}'))).toMatchObject({ status: 422, path: '/learner/learner_model_param' });
    expect(await refused('a.pmml', Buffer.from('<PMML version="3.0">\n</PMML>'))).toMatchObject({ status: 422, code: 'pmml-wrong-file', path: expect.stringMatching(/^\d+:\d+$/) as string });
    expect(await refused('a.pmml', Buffer.from('<PMML version="4.4">\n<open></PMML>'))).toMatchObject({ status: 422, path: expect.stringMatching(/^\d+:\d+$/) as string });
    expect(await refused('a.onnx', Buffer.from([8, 7, 1, 2, 3]))).toMatchObject({ status: 422, code: 'model-failed' });
    expect(await refused('empty', new Uint8Array())).toMatchObject({ status: 422, code: 'unknown-format' });
    expect(await refused('latin.pmml', Buffer.from([0x3c, 0xe9, 0xff]))).toMatchObject({ status: 422, code: 'wrong-encoding' });
  });
});

const hasPython = (await import('node:child_process')).spawnSync('python3', ['--version']).status === 0;

describe.runIf(hasPython)('strategies with Python', () => {
  const settings = (code: string) => ({ code, inputs: [{ name: 'age', value: 'age' }], outputs: [{ name: 'mark', type: 'number' }] });

  it('answer online and in a batch', async () => {
    const strategy = await registered('strategy', 'Python', strategyOf({ kind: 'python', settings: settings('import math\nmark = math.floor(age / 10)') }, [{ name: 'mark', type: 'number' }]));
    expect((await call('POST', '/v1/publications', { endpoint: 'python', environment: 'production', settings: { mode: 'online', arms: [{ name: 'a', itemId: strategy.id, version: 1, share: 100 }] } })).status).toBe(200);
    expect(await call('POST', '/v1/strategies/python/decisions', { input: { age: 47 } })).toMatchObject({ status: 200, body: { outputs: { mark: 4 } } });
    expect(await call('POST', `/v1/items/${strategy.id}/tests`, [{ name: 'forty', input: { age: 40 }, expected: { outputs: { mark: 4 } } }])).toMatchObject({ status: 201 });
    expect(await call('POST', `/v1/items/${strategy.id}/tests/run`, {})).toMatchObject({ status: 200, body: { passed: 1, failed: 0 } });
    await container.analytics.command('CREATE TABLE python_rows ENGINE = MergeTree ORDER BY id AS SELECT toUInt32(number) AS id, number % 100 AS age, 0. AS income, 0. AS debt, 0. AS visits FROM numbers(3000)');
    const done = await batch(strategy, 'python_rows');
    const [answer] = await container.analytics.query<{ rows: number; right: number }>(`SELECT toUInt32(count()) AS rows, toUInt32(countIf(out_mark = intDiv(toUInt32(row_key) % 100, 10))) AS right FROM ${done.answersTable}`);
    expect(answer).toEqual({ rows: 3000, right: 3000 });
  }, 60_000);

  it('are read when a draft is saved, inside loops too', async () => {
    const check = (document: object) => call('POST', '/v1/items/check', { kind: 'strategy', document });
    const output: FieldSpec[] = [{ name: 'mark', type: 'number' }];
    const broken = await check(strategyOf({ kind: 'python', settings: settings('mark = 1\nif age > :\n  mark = 2') }, output));
    expect(broken.body.faults).toEqual([expect.objectContaining({ path: '/graph/nodes/1/settings/code', code: 'python-syntax', message: expect.stringContaining('Line 2') as string })]);
    expect((await check(strategyOf({ kind: 'python', settings: settings('import os\nmark = 1') }, output))).body.faults).toMatchObject([{ code: 'python-import' }]);
    expect((await check(strategyOf({ kind: 'python', settings: settings('other = 1') }, output))).body.faults).toMatchObject([{ code: 'python-output' }]);
    const inner = strategyOf({ kind: 'python', settings: settings('mark = (') }, output).graph;
    const loop = await check(strategyOf({ kind: 'loop', settings: { body: inner } }, output));
    expect(loop.body.faults.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)).toContain('/graph/nodes/1/settings/body/nodes/1/settings/code python-syntax');
    const code = settings('mark = 3');
    await check(strategyOf({ kind: 'python', settings: code }, output));
    const startedMs = performance.now();
    await check(strategyOf({ kind: 'python', settings: code }, output));
    expect(performance.now() - startedMs).toBeLessThan(100);
  });
});

describe('without a Python', () => {
  it('drafts are saved with a warning', async () => {
    const bare = await makeTestContainer({ pythonCommand: '/nowhere/python' });
    try {
      const { checkItem } = await import('../projects/api.js');
      const document = strategyOf({ kind: 'python', settings: { code: 'mark = 1', outputs: [{ name: 'mark', type: 'number' }] } }, [{ name: 'mark', type: 'number' }]);
      const { faults, warnings } = await checkItem(bare.repository, 'strategy', document, undefined, bare.python);
      expect(faults).toEqual([]);
      expect(warnings).toMatchObject([{ path: '/graph/nodes/1/settings/code', code: 'python-not-checked' }]);
    } finally {
      await bare.close();
    }
  });
});
