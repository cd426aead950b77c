import { describe, expect, it } from 'vitest';
import { checkRuleSet } from './check-rule-set.js';
import { compileTree } from './compile-rule-set.js';
import { functionFromCode } from './function-from-code.js';
import { generateCase } from './generate-rule-set.js';
import { printRuleSetFunction } from './print-rule-set.js';
import { ruleSetRuntime, type RuleSetAnswer } from './rule-set-runtime.js';

const treeOf = (document: unknown) => {
  const checked = checkRuleSet(document);
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  return checked.value;
};
const run = (code: string, facts: Record<string, unknown>) => functionFromCode<(facts: Record<string, unknown>) => RuleSetAnswer>(['R'], `return ${code}`, ruleSetRuntime)(facts);

describe('a rule set printed as a function', () => {
  it('answers as the compiled one where every fact is there', () => {
    let answered = 0;
    for (let seed = 1; seed <= 1500; seed += 1) {
      const { document, facts } = generateCase(seed);
      const checked = checkRuleSet(document);
      if (!checked.ok) continue;
      for (const name of checked.value.factNames) if (!Object.hasOwn(facts, name)) facts[name] = null;
      const outcome = compileTree(checked.value).run(facts);
      if (!outcome.ok) continue;
      answered += 1;
      const answer = run(printRuleSetFunction(checked.value), facts);
      expect(answer.events, `seed ${seed}`).toEqual(outcome.events);
      expect(answer.hits).toEqual(checked.value.rules.map((rule) => rule.index).filter((_, place) => outcome.hits[place] === 1));
    }
    expect(answered).toBeGreaterThan(500);
  });

  it('takes names and texts as data, in comments too', () => {
    const nasty = '"];globalThis.broken=1;//`${globalThis.broken=1}*/\u2028globalThis.broken=1\nglobalThis.broken=1';
    const code = printRuleSetFunction(treeOf({ rules: [{ name: nasty, conditions: { any: [{ fact: nasty, operator: 'equal', value: nasty }, { fact: 'x', operator: 'in', value: [nasty, { [nasty]: 1 }] }] }, event: { type: nasty, params: { [nasty]: nasty } } }] }));
    expect(run(code, { [nasty]: nasty, x: 1 })).toEqual({ hits: [0], events: [{ type: nasty, params: { [nasty]: nasty } }] });
    expect((globalThis as Record<string, unknown>).broken).toBeUndefined();
  });

  it('names the rules, and splits many of them', () => {
    const rules = Array.from({ length: 450 }, (_, i) => ({ name: `Rule ${i}`, conditions: { all: [{ fact: 'n', operator: 'greaterThan', value: i }] }, event: { type: 'x' } }));
    const code = printRuleSetFunction(treeOf({ rules }));
    expect(code).toContain('// rule 449: Rule 449');
    expect(code.match(/const chunk\d+=/g)).toHaveLength(3);
    expect(run(code, { n: 2.5 }).hits).toEqual([0, 1, 2]);
    expect(run(code, { n: null }).hits).toEqual([]);
  });
});
