import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { callingStrategy, markedStrategy } from '../testing/strategy-documents.js';
import { makeTestContainer } from '../testing/make-test-container.js';
import { createItem, addProject, saveItem } from '../features/projects/api.js';
import { registerVersion } from '../features/registration/api.js';
import { runCommandLine } from './run-command-line.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-cli-'));
  vi.stubEnv('LANG', 'en_US.UTF-8');
  vi.stubEnv('LC_ALL', '');
  vi.stubEnv('ARBITER_DATA_DIR', join(folder, 'data'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const printed: string[] = [];
  const reported: string[] = [];
  const code = await runCommandLine(['strategy', ...args], { print: (line) => printed.push(line), report: (line) => reported.push(line) });
  return { code, printed: printed.join('\n'), reported: reported.join('\n') };
}
async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

it('prints the document of a model file, or its faults', async () => {
  const linear = { kind: 'linear', features: [{ name: 'a', type: 'number' }], sums: [{ intercept: 1, terms: [] }] };
  const printed = await run('model', await file('m.json', linear));
  expect(printed).toMatchObject({ code: 0, reported: 'document: linear, 1 features' });
  expect(JSON.parse(printed.printed)).toEqual(linear);
  expect(await run('model', await file('bad.json', '{\n "kind": x}'))).toMatchObject({ code: 2, reported: expect.stringMatching(/^fault {2}2:10 {2}broken-json/) });
  const onnx = await run('model', new URL('../../../tests/fixtures/models/boosting.onnx', import.meta.url).pathname);
  expect(onnx).toMatchObject({ code: 0, reported: expect.stringContaining('onnx: onnx, 4 features') });
  expect(onnx.reported).toContain('names-made');
});

it('checks, runs and prints strategies of files without a server', async () => {
  const good = await file('good.json', markedStrategy('v'));
  expect(await run('check', good)).toMatchObject({ code: 0, printed: '0 faults, 0 warnings' });
  expect((await run('check', good, '--lang', 'ru')).printed).toBe('Ошибок: 0, предупреждений: 0');
  const faulty = markedStrategy(1);
  faulty.graph.nodes[1]!.settings = { branches: [{ port: 'big', condition: 'amuont > 1' }] };
  const bad = await file('bad.json', faulty);
  expect(await run('check', bad)).toMatchObject({ code: 2, reported: expect.stringMatching(/^fault {2}\/graph\/nodes\/1\/settings\/branches\/0\/condition\S* {2}/m) });
  expect((await run('run', bad, '--input', good)).code).toBe(2);

  const input = await file('input.json', { customer: 'c', amount: 2000 });
  const answered = await run('run', good, '--input', input, '--at', '2026-03-01T23:30:00Z', '--time-zone', 'Europe/Moscow');
  expect(answered.code).toBe(0);
  expect(JSON.parse(answered.printed)).toMatchObject({ ok: true, outputs: { mark: 'v', large: true, seenAt: '2026-03-02' }, outcome: { decision: 'call' } });
  expect(JSON.parse((await run('run', good, '--input', input, '--trace')).printed).trace).toHaveLength(3);
  const many = await run('run', good, '--input', await file('many.json', [{ customer: 'a' }, { customer: 5 }]));
  expect(many.code).toBe(3);
  expect(many.printed.split('\n').map((line) => (JSON.parse(line) as { ok: boolean }).ok)).toEqual([true, false]);
  expect((await run('code', good)).printed).toContain('R');
  expect((await run('code', good, '--standalone', '--out', join(folder, 'alone.mjs'))).code).toBe(0);
  const alone = (await import(join(folder, 'alone.mjs'))) as { decide(input: unknown): unknown };
  expect(alone.decide({ customer: 'c' })).toMatchObject({ ok: true, answer: { outputs: { mark: 'v' } } });

  expect(await run('check', await file('no.json', '{'))).toMatchObject({ code: 2, reported: expect.stringContaining('is no JSON') });
  expect(await run('check', await file('rules.json', { rules: 5 }))).toMatchObject({ code: 2 });
  expect(await run('check', await file('list.json', []))).toMatchObject({ code: 2, reported: expect.stringContaining('wrong-type') });
  expect((await run('dance', good)).code).toBe(2);
  expect((await run('run', good)).reported).toContain('--input');
  expect((await run('check', join(folder, 'none.json'))).code).toBe(1);
});

it('registers, publishes, exports and imports in a data folder', async () => {
  const container = await makeTestContainer({ dataDir: join(folder, 'data') });
  const project = await addProject(container.repository, { name: 'From the command line' }, { owner: null, now: new Date() });
  const { item: inner } = await createItem(container, { projectId: project.id, kind: 'strategy', name: 'Inner', document: markedStrategy(1) }, null);
  const { item: outer } = await createItem(container, { projectId: project.id, kind: 'strategy', name: 'Outer' }, null);
  await registerVersion(container, inner.id, {}, null);
  await saveItem(container, outer.id, { document: callingStrategy(inner.id, 1), revision: 1 }, null);
  await container.close();

  const registered = await run('register', outer.id, '--comment', 'from a script');
  expect(registered, registered.reported).toMatchObject({ code: 0, printed: expect.stringMatching(/^Version 1, content hash [0-9a-f]{64}$/) });
  expect(await run('publish', outer.id, '--version', '1', '--endpoint', 'scripted')).toMatchObject({ code: 0, printed: expect.stringContaining('test/scripted: revision 1') });
  expect(await run('publish', outer.id, '--version', '9', '--endpoint', 'scripted')).toMatchObject({ code: 1, reported: expect.stringContaining('no version 9') });
  const out = join(folder, 'project.json');
  expect((await run('export', project.id, '--out', out)).code).toBe(0);
  expect(JSON.parse(await readFile(out, 'utf8')).items).toHaveLength(2);
  expect(await run('check', out)).toMatchObject({ code: 0 });
  const input = await file('input.json', { customer: 'c' });
  expect(await run('run', out, '--input', input)).toMatchObject({ code: 2, reported: expect.stringContaining('--item') });
  expect(JSON.parse((await run('run', out, '--item', 'Outer', '--input', input)).printed)).toMatchObject({ outputs: { mark: 2 } });
  const imported = await run('import', out, '--name', 'Copy');
  expect(imported).toMatchObject({ code: 0, reported: expect.stringContaining('added  strategy  Outer') });
  expect(await run('import', out, '--into', imported.printed, '--conflicts', 'both')).toMatchObject({ code: 2 });
  expect((await run('import', out, '--into', imported.printed)).reported).toContain('kept  strategy  Inner');
});
