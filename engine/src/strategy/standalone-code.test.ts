import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runtimeBundleOptions } from '../../../scripts/build.mjs';
import { R, runtimeParts } from '../runtime/runtime.js';
import { standaloneCode } from './standalone-code.js';
import { compiled, context, node, strategy } from './testing/strategy-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'standalone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let bundle = '';
beforeAll(async () => {
  const built = await build({ ...runtimeBundleOptions(fileURLToPath(new URL('..', import.meta.url))), write: false });
  bundle = built.outputFiles![0]!.text;
});

const out = (...assignments: [string, string][]) => ({ assignments: assignments.map(([name, value]) => ({ name, value })) });
const document = strategy(
  { inputs: { birthday: { type: 'date', required: true }, sums: { type: 'list', items: { type: 'number' } } }, variables: { age: 'number', total: 'number' }, outputs: { text: 'string', span: 'years and months duration', when: 'date' } },
  [
    node('start', 'input'),
    node('age', 'calculate', out(['age', 'years and months duration(birthday, today()).years'])),
    node('sum', 'loop', { list: 'sums', element: 'one', accumulators: [{ name: 'total', initial: '0', next: 'total + one' }], body: { start: 'nothing', nodes: [node('nothing', 'branch', { branches: [{ port: 'x', condition: 'one > 0' }] })], edges: [] } }),
    node('check', 'branch', { branches: [{ port: 'old', condition: 'age >= 18 and matches(string(total), "^1")' }] }),
    node('yes', 'output', { ...out(['text', '"yes " + string(total)'], ['span', 'years and months duration(birthday, today())'], ['when', 'birthday + duration("P1Y")']), decision: '"yes"', reasonCodes: ['"R1"'] }),
    node('no', 'output', out(['text', '"no"'])),
  ],
  ['start -> age', 'age -> sum', 'sum -> check', 'check:old -> yes', 'check:else -> no'],
);

describe('the code of a strategy, alone', () => {
  it('gives what the engine gives, by plain Node and nothing else', () => {
    const ready = compiled(document);
    const file = join(folder, 'strategy.mjs');
    writeFileSync(file, standaloneCode(ready, bundle));
    const inputs = [{ birthday: '2000-02-29', sums: [1, 9.5, 0.1] }, { birthday: '2015-01-01', sums: null }, { birthday: 'never' }, { birthday: '1990-12-31', sums: [100], extra: 1 }, null];
    writeFileSync(join(folder, 'run.mjs'), `import { decide } from ${JSON.stringify(file)};\nprocess.stdout.write(JSON.stringify(${JSON.stringify(inputs)}.map((input) => decide(input, { nowMs: 1700000000000 }))));\n`);
    const alone: unknown = JSON.parse(execFileSync(process.execPath, [join(folder, 'run.mjs')], { cwd: folder, env: {}, encoding: 'utf8' }));
    expect(alone).toEqual(inputs.map((input) => ready.evaluate(input, context())));
    expect(ready.evaluate(inputs[0], context())).toMatchObject({ ok: true, answer: { outputs: { text: 'yes 10.6', when: '2001-02-28' } } });
  });

  it('waits for services that it is given, and carries rules and models along', async () => {
    const waiting = strategy(
      { inputs: { id: { type: 'number', required: true } }, variables: { n: 'number', hits: { type: 'list', items: { type: 'string' } }, score: 'number' }, outputs: { text: 'string' } },
      [
        node('start', 'input'),
        node('ask', 'sql', { source: 'w', statement: 'SELECT n FROM t WHERE id = {id}', parameters: [{ name: 'id', type: 'number', value: 'id' }], result: { take: 'first-row', columns: [{ column: 'n', name: 'n' }] } }, { then: 'default', values: { n: -1 }, retry: { times: 1, backoffMs: 1 } }),
        node('rules', 'rules', { content: { kind: 'rule-set', document: { rules: [{ conditions: { all: [{ fact: 'n', operator: 'greaterThan', value: 10 }] }, event: { type: 'LARGE' } }] } }, results: [{ name: 'hits', value: 'types' }] }),
        node('model', 'model', { model: { document: { kind: 'trees', name: 'm', features: [{ name: 'n', type: 'number' }], trees: [{ nodes: [{ feature: 'n', operator: '<', threshold: 5, yes: 1, no: 2 }, { value: 1 }, { value: 2 }] }] } }, results: { score: 'score' } }),
        node('end', 'output', out(['text', 'string join(hits, ",") + ":" + string(n) + ":" + string(score)'])),
      ],
      ['start -> ask', 'ask -> rules', 'rules -> model', 'model -> end'],
    );
    const ready = compiled(waiting);
    const file = join(folder, 'waiting.mjs');
    writeFileSync(file, standaloneCode(ready, bundle));
    writeFileSync(join(folder, 'run-waiting.mjs'), `import { decide } from ${JSON.stringify(file)};
const services = { sql: async ({ parameters: { id } }) => { if (id.value === 3) throw new Error('away'); return [{ n: id.value * 10 }]; } };
const answers = [];
for (const id of [0, 1, 2, 3]) answers.push(await decide({ id }, { nowMs: 0, services }));
process.stdout.write(JSON.stringify(answers));
`);
    const alone: unknown = JSON.parse(execFileSync(process.execPath, [join(folder, 'run-waiting.mjs')], { cwd: folder, env: {}, encoding: 'utf8' }));
    const services = { sql: async ({ parameters: { id } }: { parameters: { id: { value: number } } }) => (id.value === 3 ? Promise.reject(new Error('away')) : [{ n: id.value * 10 }]) } as never;
    expect(alone).toEqual(await Promise.all([0, 1, 2, 3].map((id) => ready.evaluateAsync({ id }, context({ services })))));
    expect(alone).toMatchObject([{ answer: { outputs: { text: ':0:1' } } }, { answer: { outputs: { text: ':10:2' } } }, { answer: { outputs: { text: 'LARGE:20:2' } } }, { answer: { outputs: { text: ':-1:1' } } }]);
  });

  it('has a runtime without two functions of one name', () => {
    expect(Object.keys(R).length).toBe(runtimeParts.reduce((count, part) => count + Object.keys(part).length, 0));
  });
});
