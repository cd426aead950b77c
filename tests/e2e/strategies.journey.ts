import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, CheckFindings, Item, ItemVersion, Job, Publication, TestCase } from '@arbiter/contracts';
import { Client } from './client.js';
import { customer, hierarchy, projectFile } from './collection-project.js';
import { arbiterDirectly } from './command-line.js';
import { startProduct, type Product } from './product.js';

interface Called { decisionId: string; version: number; environment: string; outputs: { overdue: number; by_contract: number[]; way: string }; outcome: { decision: string; terms: { amount: number }; reasonCodes: string[] } }
interface Suite { passed: number; failed: number; cases: { name: string; passed: boolean; differences: { path: string; expected: unknown; actual: unknown }[] }[]; coverage: { ways: { reached: number; total: number } } }

const itemId = 'journey-call-or-letter';
const customers = 5_000;
const data = mkdtempSync(join(tmpdir(), 'arbiter-strategies-'));
const files = mkdtempSync(join(tmpdir(), 'arbiter-strategies-files-'));
const file = join(files, 'project.json');
let product: Product;
let client: Client;
let published: Publication;
let production: Publication;

const start = async () => {
  product = await startProduct({ dataFolder: data, customers });
  client = new Client(product.url);
};
const command = (...args: string[]) => arbiterDirectly(['strategy', ...args], { ARBITER_URL: product.url, ARBITER_DATA_DIR: files });
const call = (input: object, environment = 'production') => client.post<Called>(`/v1/strategies/call-or-letter/decisions?environment=${environment}`, { input });

beforeAll(async () => {
  writeFileSync(file, JSON.stringify(projectFile(itemId)));
  await start();
});
afterAll(async () => {
  await product?.stop();
  for (const folder of [data, files]) rmSync(folder, { recursive: true, force: true });
});

describe('an integrator brings a strategy from a file to production', () => {
  it('checks and tries the file without a server, and imports it', async () => {
    expect(await command('check', file)).toMatchObject({ code: 0 });
    writeFileSync(join(files, 'inputs.json'), JSON.stringify([0, 1, 50].map(customer)));
    const tried = await command('run', file, '--input', join(files, 'inputs.json'));
    expect(tried).toMatchObject({ code: 0 });
    expect(tried.output.trim().split('\n').map((line) => (JSON.parse(line) as Called).outputs.overdue)).toEqual([0, 400, 20_000]);
    expect(await command('import', file)).toMatchObject({ code: 0 });
    expect(await client.post<CheckFindings>('/v1/items/check', { kind: 'strategy', document: (await client.get<Item>(`/v1/items/${itemId}`)).document })).toEqual({ faults: [], warnings: [] });
  });

  it('holds registration back while a case fails, and registers when all pass', async () => {
    const cases = [
      { name: 'no contracts', input: customer(0), expected: { outputs: { overdue: 0, by_contract: [], way: 'letter' } } },
      { name: 'three contracts', input: customer(3), expected: { outputs: { overdue: 1200, by_contract: [400, 400, 400] }, decision: 'letter' } },
    ];
    const [, wrong] = await client.post<TestCase[]>(`/v1/items/${itemId}/tests`, cases);
    await client.need('PUT', `/v1/items/${itemId}/test-policy`, { blocksRegistration: true, leastCoverage: 1 });
    const failed = await client.post<Suite>(`/v1/items/${itemId}/tests/run`, {});
    expect(failed.cases.map(({ passed, differences }) => ({ passed, differences }))).toEqual([{ passed: true, differences: [] }, { passed: false, differences: [{ path: '/decision', expected: 'letter', actual: 'call' }] }]);
    expect((await client.send('POST', `/v1/items/${itemId}/versions`, { comment: 'first' })).status).toBe(422);
    await client.need('PUT', `/v1/items/${itemId}/tests/${wrong!.id}`, { ...cases[1], expected: { ...cases[1]!.expected, decision: 'call' } });
    expect(await client.post<Suite>(`/v1/items/${itemId}/tests/run`, {})).toMatchObject({ passed: 2, failed: 0 });
    const registered = await command('register', itemId, '--comment', 'first');
    expect(registered).toMatchObject({ code: 0 });
    const [version] = await client.get<ItemVersion[]>(`/v1/items/${itemId}/versions`);
    expect(version).toMatchObject({ version: 1, comment: 'first' });
    expect(registered.output).toContain(version!.contentHash);
    for (const method of ['PUT', 'PATCH', 'DELETE']) expect((await client.send(method, `/v1/items/${itemId}/versions/1`, {})).status).toBe(409);
  });

  it('publishes in test, calls, promotes, and calls in production', async () => {
    expect(await command('publish', itemId, '--version', '1', '--endpoint', 'call-or-letter', '--environment', 'test')).toMatchObject({ code: 0 });
    published = (await client.get<Publication[]>('/v1/publications')).find(({ endpoint }) => endpoint === 'call-or-letter')!;
    expect(await call(customer(3), 'test')).toMatchObject({ version: 1, environment: 'test', outcome: { decision: 'call', terms: { amount: 1200 }, reasonCodes: ['LARGE_DEBT'] } });
    expect((await client.send('POST', '/v1/strategies/call-or-letter/decisions', { input: customer(3) })).status).toBe(404);
    production = await client.post<Publication>(`/v1/publications/${published.id}/promote`, {});
    for (const contracts of [0, 1, 50]) expect((await call(customer(contracts))).outputs).toEqual({ overdue: contracts * 400, by_contract: Array.from({ length: contracts }, () => 400), way: contracts > 2 ? 'call' : 'letter' });
    expect(await client.send('POST', '/v1/strategies/call-or-letter/decisions', { input: { customer_id: 'c', contracts: [{ invoices: [{ amount: 'many' }] }] } })).toMatchObject({ status: 400, body: { faults: [{ path: '/input/contracts/0/invoices/0/amount' }] } });
  });

  it('publishes version 2 and rolls back under calls: each is answered, by exactly one version', async () => {
    const { revision } = await client.get<Item>(`/v1/items/${itemId}`);
    await client.need('PUT', `/v1/items/${itemId}/test-policy`, { blocksRegistration: false, leastCoverage: 0 });
    await client.need('PUT', `/v1/items/${itemId}`, { revision, name: 'Call or letter', document: hierarchy(2000) });
    await client.post(`/v1/items/${itemId}/versions`, { comment: 'second' });
    const answers: Called[] = [];
    const others = new Set<number>();
    let ended = false;
    const callers = Array.from({ length: 4 }, async () => {
      while (!ended) {
        const answer = await client.send<Called>('POST', '/v1/strategies/call-or-letter/decisions', { input: customer(4) });
        if (answer.status === 200) answers.push(answer.body);
        else others.add(answer.status);
      }
    });
    const seen = (version: number) => client.waitFor(`answers of version ${version}`, async () => answers.at(-1)?.version ?? 0, (last) => last === version, 20_000, 20);
    try {
      await seen(1);
      const settings = { ...production.settings, arms: [{ name: 'main', itemId, version: 2, share: 100 }] };
      await client.post('/v1/publications', { endpoint: 'call-or-letter', environment: 'production', revision: production.revision, settings });
      await seen(2);
      await client.post(`/v1/publications/${production.id}/rollback`, {});
      await seen(1);
    } finally {
      ended = true;
      await Promise.all(callers);
    }
    expect([...others]).toEqual([]);
    // 1,600 are due: version 1 calls from 1,000 on, version 2 from 2,000 on.
    for (const { version, outputs, outcome } of answers) expect([version, outputs.way, outcome.decision]).toEqual(version === 1 ? [1, 'call', 'call'] : [2, 'letter', 'letter']);
    expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1, 2]));
  });

  it('shows code that gives the same answer in plain node', async () => {
    const module = join(files, 'strategy.mjs');
    const code = await client.get<string>(`/v1/items/${itemId}/versions/1/code?standalone=true`);
    writeFileSync(module, code);
    const inputs = [0, 1, 2, 3, 50].map(customer);
    const program = `const { decide } = await import(${JSON.stringify(pathToFileURL(module).href)}); console.log(JSON.stringify(await Promise.all(${JSON.stringify(inputs)}.map((input) => decide(input)))));`;
    const alone = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: files, encoding: 'utf8' })) as unknown[];
    for (const [index, input] of inputs.entries()) {
      const { outputs, outcome } = await call(input);
      expect(alone[index]).toEqual({ ok: true, answer: { outputs, outcome } });
    }
  });

  it('runs over the customers of the company, each row as online', async () => {
    const job = await client.post<Job>('/v1/batches', { strategy: { id: itemId, version: 1 }, source: { kind: 'table', table: 'customers' }, keyColumn: 'customer_id' });
    expect((await client.waitForJob(job.id)).error).toBeNull();
    expect(await client.get<Batch>(`/v1/batches/${job.subjectId}`)).toMatchObject({ state: 'succeeded', rows: { read: customers, answered: customers, rejected: 0 } });
    const rows = (await (await fetch(`${client.url}/v1/batches/${job.subjectId}/answers?format=ndjson`)).text()).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toHaveLength(customers);
    const { outputs } = await call({ customer_id: 'anybody' });
    for (const row of rows.slice(0, 100)) expect(row).toMatchObject({ out_way: outputs.way, out_overdue: outputs.overdue, out_by_contract: outputs.by_contract });
  });

  it('keeps publications, versions and decisions over kill -9, and replays a decision', async () => {
    const before = await call(customer(3));
    await product.kill();
    await start();
    expect((await client.get<Publication[]>('/v1/publications')).filter(({ endpoint }) => endpoint === 'call-or-letter').map(({ environment }) => environment).sort()).toEqual(['production', 'test']);
    expect(await client.get(`/v1/strategies/call-or-letter/decisions/${before.decisionId}`)).toMatchObject({ decisionId: before.decisionId, version: 1, input: customer(3) });
    expect(await client.post(`/v1/strategies/call-or-letter/decisions/${before.decisionId}/replay`)).toMatchObject({ same: true, version: 1, answer: { outputs: before.outputs, outcome: before.outcome } });
    expect(await call(customer(3))).toMatchObject({ version: 1, outputs: before.outputs, outcome: before.outcome });
  });
});
