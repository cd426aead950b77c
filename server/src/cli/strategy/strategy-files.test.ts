import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { markedStrategy } from '../../testing/strategy-documents.js';
import { runCommandLine } from '../run-command-line.js';

let folder: string;
let strategy: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-cli-'));
  vi.stubEnv('LANG', 'en_US.UTF-8');
  vi.stubEnv('LC_ALL', '');
  strategy = await file('strategy.json', JSON.stringify(markedStrategy('v')));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(action: string, ...args: string[]) {
  const printed: string[] = [];
  const reported: string[] = [];
  const code = await runCommandLine(['strategy', action, strategy, ...args], { print: (line) => printed.push(line), report: (line) => reported.push(line) });
  return { code, printed, reported: reported.join('\n') };
}
async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

it('tests cases of a file, with differences, coverage and exit code 1', async () => {
  const good = await run('test', '--cases', await file('good.csv', 'name,customer,amount,expected.mark,expected.action\nlarge,a,5000,v,call\nsmall,b,5,v,sms\n'));
  expect(good).toEqual({ code: 0, printed: ['2 passed, 0 failed; nodes 4/4, ways 2/2, rules 0/0'], reported: '' });
  const bad = await run('test', '--cases', await file('bad.ndjson', '{"name":"wrong","input":{"customer":"a","amount":5},"expected":{"outputs":{"large":true}}}\n'));
  expect(bad.code).toBe(1);
  expect(bad.reported).toContain('wrong  /outputs/large  expected true, got false');
  expect(bad.reported).toContain('not covered  way  size  big');
  expect(await run('test', '--cases', await file('broken.csv', 'customer,sum\na,1\n'))).toMatchObject({ code: 2, reported: expect.stringContaining('"sum" is neither') });
  expect((await run('test')).code).toBe(2);
});

it('makes data and seeks inputs that reach everything', async () => {
  const made = await run('generate', '--rows', '7', '--seed', '3');
  expect(made.printed).toHaveLength(7);
  expect((await run('generate', '--rows', '7', '--seed', '3')).printed).toEqual(made.printed);
  expect((await run('generate', '--rows', '7', '--seed', '4')).printed).not.toEqual(made.printed);
  expect((await run('generate', '--rows', 'many')).code).toBe(2);
  const sought = await run('seek', '--tries', '2000');
  expect([sought.code, sought.reported]).toEqual([0, '']);
  expect(sought.printed.map((line) => (JSON.parse(line) as { amount: number | null }).amount ?? 0).some((amount) => amount > 1000)).toBe(true);
});

it('answers the rows of a file, rejects apart', async () => {
  const people = await file('people.csv', '\uFEFFcustomer,amount,other\n"a, b",5000,x\nc,many,x\nd,-1,x\ne\nf,,x\n');
  const output = join(folder, 'answers.csv');
  const done = await run('batch', '--input', people, '--output', output, '--at', '2026-03-01T00:00:00Z');
  expect(done).toMatchObject({ code: 3, printed: [expect.stringContaining('5 rows, 2 answers, 3 rejects')] });
  expect(await readFile(output, 'utf8')).toBe('row,output.mark,output.large,output.seenAt,decision,action,channel,terms,reasonCodes\n1,v,true,2026-03-01,call,call,,{},"[""BIG""]"\n5,v,false,2026-03-01,sms,sms,,{},[]\n');
  const rejects = (await readFile(`${output}.rejects.ndjson`, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { row: number; code: string });
  expect(rejects.map(({ row, code }) => [row, code])).toEqual([[2, 'input-unreadable'], [3, 'input-invalid'], [4, 'input-unreadable']]);
  const lines = join(folder, 'answers.ndjson');
  expect(await run('batch', '--input', await file('people.ndjson', '{"customer":"a","amount":2000}\n\n{"customer":"b","extra":1}\n'), '--output', lines)).toMatchObject({ code: 0 });
  expect((await readFile(lines, 'utf8')).trim().split('\n').map((line) => (JSON.parse(line) as { row: number; outcome: { action: string } }).outcome.action)).toEqual(['call', 'sms']);
  expect((await run('batch', '--input', people, '--output', people)).code).toBe(2);
  expect((await run('batch', '--input', join(folder, 'nobody.csv'), '--output', output)).code).toBe(2);
  expect((await run('batch', '--input', await file('none.csv', 'a,b\n1,2\n'), '--output', output)).code).toBe(2);
});
