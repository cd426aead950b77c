import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommandLine } from './run-command-line.js';

const model = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="Loans" namespace="urn:loans" id="d">
  <inputData id="i1" name="Monthly Salary"><variable name="Monthly Salary" typeRef="number"/></inputData>
  <inputData id="i2" name="Since"><variable name="Since" typeRef="date"/></inputData>
  <decision id="d1" name="Offer">
    <variable name="Offer" typeRef="string"/>
    <informationRequirement id="r1"><requiredInput href="#i1"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input id="c1"><inputExpression typeRef="number"><text>Monthly Salary</text></inputExpression></input>
      <output id="o1"/>
      <rule id="u1"><inputEntry id="e1"><text>&gt;= 100000</text></inputEntry><outputEntry id="e2"><text>"gold"</text></outputEntry></rule>
      <rule id="u2"><inputEntry id="e3"><text>-</text></inputEntry><outputEntry id="e4"><text>"plain"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="d2" name="Next year">
    <variable name="Next year" typeRef="date"/>
    <informationRequirement id="r2"><requiredInput href="#i2"/></informationRequirement>
    <literalExpression><text>Since + duration("P1Y")</text></literalExpression>
  </decision>
</definitions>`;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arbiter-dmn-'));
  file = join(folder, 'loans.dmn');
  writeFileSync(file, model);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function arbiter(...args: string[]) {
  const [printed, reported]: [string[], string[]] = [[], []];
  const code = await runCommandLine(['dmn', ...args, '--lang', 'en'], { print: (line) => void printed.push(line), report: (line) => void reported.push(line) });
  return { code, printed: printed.join('\n'), reported: reported.join('\n') };
}

function inputs(value: unknown): string {
  const path = join(folder, 'input.json');
  writeFileSync(path, JSON.stringify(value));
  return path;
}

it('evaluates decisions with inputs from a file, dates included', async () => {
  expect(await arbiter(file, '--decision', 'Offer', '--input', inputs({ 'Monthly Salary': 150_000 }))).toEqual({ code: 0, printed: '"gold"', reported: '' });
  expect((await arbiter(file, '--decision', 'Offer')).printed).toBe('"plain"');
  expect((await arbiter(file, '-d', 'Next year', '--input', inputs({ Since: '2024-02-29' }))).printed).toBe('"2025-02-28"');
});

it('tells what a model holds, what became null and what is not there', async () => {
  expect(JSON.parse((await arbiter(file)).printed)).toMatchObject({ name: 'Loans', inputs: [{ name: 'Monthly Salary', type: 'number' }, { name: 'Since' }], decisions: [{ name: 'Offer' }, { name: 'Next year' }] });
  expect((await arbiter(file, '-d', 'Offer', '--input', inputs({ 'Monthly Salary': 'much' }))).reported).toContain('Monthly Salary');
  expect(await arbiter(file, '--decision', 'constructor')).toMatchObject({ code: 2, reported: expect.stringContaining('it has Offer, Next year') as string });
  expect(await arbiter(file, '--decision', 'Offer', '--input', inputs([1]))).toMatchObject({ code: 2 });
  expect(await arbiter(join(folder, 'none.dmn'))).toMatchObject({ code: 1, reported: expect.stringContaining('none.dmn') as string });
});

it('checks, exports and converts', async () => {
  expect(await arbiter(file, '--check')).toMatchObject({ code: 0, printed: 'No faults.' });
  writeFileSync(file, model.replace('Since + duration', 'Since + + duration'));
  const checked = await arbiter(file, '--check');
  expect(checked.code).toBe(1);
  expect(checked.reported).toMatch(/loans\.dmn:18:\d+ {2}feel-/);
  writeFileSync(file, model.replace('</definitions>', ''));
  expect(await arbiter(file, '--check')).toMatchObject({ code: 2, reported: expect.stringMatching(/:\d+:\d+ {2}xml-malformed/) as string });

  writeFileSync(file, model);
  const copy = join(folder, 'copy.dmn');
  expect((await arbiter(file, '--export', copy)).code).toBe(0);
  expect(readFileSync(copy, 'utf8')).toContain('hitPolicy="FIRST"');
  expect((await arbiter(copy, '--decision', 'Offer')).printed).toBe('"plain"');
  expect(JSON.parse((await arbiter(file, '--items')).printed)).toMatchObject({ renamed: expect.arrayContaining([{ from: 'Monthly Salary', to: 'Monthly_Salary' }]) as unknown, items: [{ kind: 'decision-table', name: 'Offer' }, { kind: 'calculation', name: 'Next_year' }] });
});
