import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRuleSet } from './check-rule-set.js';
import { compareWithReference, compiledOutcome, referenceOf } from './compare-with-reference.js';
import { compileTree } from './compile-rule-set.js';
import type { RuleSetDocument } from './document.js';
import { generateCase } from './generate-rule-set.js';

interface Fixture { about: string; document: RuleSetDocument; facts: Record<string, unknown> }
const fixtures = JSON.parse(readFileSync(new URL('./fixtures/differences.json', import.meta.url), 'utf8')) as Fixture[];

describe('earlier differences', () => {
  it.each(fixtures)('$about', async ({ document, facts }) => {
    const checked = checkRuleSet(document);
    if (!checked.ok) throw new Error(JSON.stringify(checked.error));
    const expected = await referenceOf(document)(facts);
    expect(compiledOutcome(compileTree(checked.value), facts)).toEqual(expected);
    expect(compiledOutcome(compileTree(checked.value, { indexFrom: 1 }), facts)).toEqual(expected);
  });
});

describe('the comparison with json-rules-engine', () => {
  it('finds none where there is none, over cases and generated inputs', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { document, facts } = generateCase(seed);
      const compared = await compareWithReference(document, { cases: [facts], generated: 300, seed });
      if (compared.ok) expect(compared.value).toMatchObject({ compared: 301, difference: null });
    }
  });

  it('reaches both outcomes of each comparison', async () => {
    const document = { rules: [{ conditions: { all: [{ fact: 'a', operator: 'greaterThan', value: 100 }, { fact: 'b', operator: 'in', value: ['k1', 'k2'] }, { fact: 'c', path: '$.d[*].e', operator: 'contains', value: 'deep' }] }, event: { type: 'x' } }] };
    const checked = checkRuleSet(document);
    if (!checked.ok) throw new Error('does not check');
    const compared = await compareWithReference(document, { generated: 500, seed: 3 });
    expect(compared).toMatchObject({ ok: true, value: { compared: 500, difference: null } });
    expect(compared.ok && compared.value.answered).toBeGreaterThan(400);
  });

  it('gives the input on which the answers part, and whether it was a case', async () => {
    // A fact that answers otherwise each time it is read stands for a fault of the compiler.
    let reads = 0;
    const facts = { get a() { reads += 1; return reads; } };
    const document = { rules: [{ conditions: { all: [{ fact: 'a', operator: 'equal', value: 1 }] }, event: { type: 'x' } }] };
    const compared = await compareWithReference(document, { cases: [facts], generated: 0, seed: 1 });
    expect(compared).toMatchObject({ ok: true, value: { compared: 1, difference: { caseIndex: 0, compiled: { events: ['{"type":"x"}'] }, reference: { events: [] } } } });
  });

  it('refuses what the check refuses', async () => {
    expect(await compareWithReference({ rules: 5 }, { generated: 10, seed: 1 })).toMatchObject({ ok: false, error: [{ path: '/rules' }] });
  });
});
