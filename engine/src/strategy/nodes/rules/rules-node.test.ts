import { describe, expect, it } from 'vitest';
import { inspectStrategy } from '../../check-strategy.js';
import { compiled, context, dependenciesOf, node, outputsOf, strategy, type ShortFields } from '../../testing/strategy-fixture.js';

const inputs: ShortFields = { age: { type: 'integer', min: 18, max: 99, required: true }, region: { type: 'string', values: ['EU', 'US'] }, income: 'number', since: 'date' };
const outputs: ShortFields = { limit: 'number', grade: 'string', list: { type: 'list', items: { type: 'string' } }, yes: 'boolean' };
const withRules = (settings: unknown, more: ShortFields = {}): ReturnType<typeof strategy> =>
  strategy({ inputs, outputs: { ...outputs, ...more } }, [node('in', 'input'), node('rules', 'rules', settings), node('out', 'output')], ['in -> rules', 'rules -> out']);
const told = (settings: unknown): { faults: string[]; warnings: string[] } => {
  const { faults, warnings } = inspectStrategy(withRules(settings), dependenciesOf());
  return { faults: faults.filter(({ path }) => path.startsWith(at)).map(({ path, code }) => `${path} ${code}`), warnings: warnings.filter(({ path }) => path.startsWith(at)).map(({ path, code }) => `${path} ${code}`) };
};
const at = '/graph/nodes/1/settings';

const table = {
  hitPolicy: 'U',
  inputs: [{ expression: 'age' }, { expression: 'region' }],
  outputs: [{ name: 'limit', type: 'number' }, { name: 'grade', type: 'string' }],
  rules: [{ id: 'young', inputs: ['< 30', '-'], outputs: ['100', '"B"'] }, { inputs: ['>= 30', '"EU"'], outputs: ['income * 2', '"A"'] }, { inputs: ['> 50', '-'], outputs: ['0', '"C"'] }],
};

describe('the rules node', () => {
  it('takes outputs of a decision table into names, adds reason codes, and tells its rules in the trace', async () => {
    const settings = { content: { kind: 'decision-table', document: table }, results: [{ name: 'limit', value: 'result.limit' }, { name: 'grade', value: 'result.grade' }, { name: 'list', value: 'rules' }, { name: 'yes', value: 'matched' }], reasons: 'if result.grade = "B" then "too-young" else null' };
    expect(outputsOf(withRules(settings), { age: 20 })).toEqual({ limit: 100, grade: 'B', list: ['young'], yes: true });
    expect(outputsOf(withRules(settings), { age: 30, region: 'EU', income: 7 })).toMatchObject({ limit: 14, list: ['2'] });
    expect(outputsOf(withRules(settings), { age: 40, region: 'US' })).toEqual({ limit: null, grade: null, list: [], yes: false });
    const strategyOf = compiled(withRules(settings));
    const answer = strategyOf.evaluate({ age: 20 }, context());
    expect(answer.ok && answer.answer.outcome.reasonCodes).toEqual(['too-young']);
    const { trace } = await strategyOf.evaluateTraced({ age: 20 }, context());
    expect(trace.find(({ nodeId }) => nodeId === 'rules')!.note).toEqual({ hits: [0], rules: ['young'], result: { limit: 100, grade: 'B' }, on: { age: 20, region: null, income: null } });
  });

  it('fails where a hit policy is broken, or gives null where that is wanted', () => {
    const settings = { content: { kind: 'decision-table', document: table }, results: [{ name: 'limit', value: 'result.limit' }] };
    const result = compiled(withRules(settings)).evaluate({ age: 60, region: 'EU', income: 1 }, context());
    expect(result).toMatchObject({ ok: false, failure: { code: 'several-rules-hit', nodeId: 'rules', message: expect.stringContaining('rules 2, 3') } });
    expect(outputsOf(withRules({ ...settings, violation: 'null' }), { age: 60, region: 'EU', income: 1 })).toMatchObject({ limit: null });
    expect(told(settings).warnings).toEqual([`${at}/content/document/rules gap`, `${at}/content/document/rules/2 overlap`]);
  });

  it('runs registered documents of every kind', () => {
    const card = { initialScore: 10, characteristics: [{ name: 'age', expression: 'age', baselinePoints: 20, bins: [{ test: '< 30', points: 5, reasonCode: 'AGE' }, { test: '-', points: 20 }] }], bands: [{ name: 'low' }, { name: 'high', from: 30 }] };
    const tree = { outputs: [{ name: 'limit' }], root: { branches: [{ condition: 'age < 30 and region = "EU"', then: { result: ['1'], label: 'young' } }], else: { result: ['income + 1'] } } };
    const items = dependenciesOf([{ kind: 'scorecard', id: 'card', version: 2, document: card }, { kind: 'decision-tree', id: 'tree', version: 1, document: tree }]);
    const scored = withRules({ content: { reference: { kind: 'scorecard', id: 'card', version: 2 } }, results: [{ name: 'limit', value: 'score' }, { name: 'grade', value: 'band' }, { name: 'list', value: 'reasons' }] });
    expect(outputsOf(scored, { age: 20 }, items)).toMatchObject({ limit: 15, grade: 'low', list: ['AGE'] });
    expect(outputsOf(scored, { age: 40 }, items)).toMatchObject({ limit: 30, grade: 'high' });
    const grown = withRules({ content: { reference: { kind: 'decision-tree', id: 'tree', version: 1 } }, results: [{ name: 'limit', value: 'result' }, { name: 'grade', value: 'leaf' }] });
    expect(outputsOf(grown, { age: 20, region: 'EU' }, items)).toMatchObject({ limit: 1, grade: 'young' });
    expect(outputsOf(grown, { age: 20, region: 'US', income: 4 }, items)).toMatchObject({ limit: 5, grade: '2' });
    expect(inspectStrategy(grown, dependenciesOf()).faults.map(({ code }) => code)).toContain('missing-reference');
  });

  const ruleSet = {
    rules: [
      { name: 'adult', conditions: { all: [{ fact: 'age', operator: 'greaterThanInclusive', value: 21 }] }, event: { type: 'offer', params: { limit: 500 } } },
      { name: 'rich', priority: 5, conditions: { all: [{ fact: 'yearly', operator: 'greaterThan', value: 1000 }, { fact: 'region', operator: 'equal', value: 'EU' }] }, event: { type: 'gold', params: { limit: 900 } } },
    ],
  };

  it('takes events of a rule set, all or the first', () => {
    const settings = { content: { kind: 'rule-set', document: ruleSet }, facts: [{ name: 'yearly', value: 'income * 12' }], results: [{ name: 'limit', value: 'params.limit' }, { name: 'list', value: 'types' }, { name: 'yes', value: 'matched' }, { name: 'grade', value: 'if matched then rules[1] else "none"' }] };
    expect(outputsOf(withRules(settings), { age: 30, region: 'EU', income: 100 })).toEqual({ limit: 900, list: ['gold', 'offer'], yes: true, grade: 'rich' });
    expect(outputsOf(withRules({ ...settings, mode: 'first' }), { age: 30, region: 'EU', income: 100 })).toMatchObject({ list: ['gold'] });
    expect(outputsOf(withRules(settings), { age: 20 })).toEqual({ limit: null, list: [], yes: false, grade: 'none' });
  });

  it('tells facts, types and rules that cannot match, at their places', () => {
    const results = [{ name: 'yes', value: 'matched' }];
    const rule = (...all: unknown[]): unknown => ({ conditions: { all }, event: { type: 'x' } });
    const compare = (fact: string, operator: string, value: unknown): unknown => ({ fact, operator, value });
    const check = (...rules: unknown[]): ReturnType<typeof told> => told({ content: { kind: 'rule-set', document: { rules } }, results });
    expect(check(rule(compare('nobody', 'equal', 1))).faults).toEqual([`${at}/content/document/rules/0 unknown-name`]);
    expect(check(rule(compare('age', 'equal', 'ten')), rule(compare('region', 'in', ['EU', 5])), rule(compare('region', 'lessThan', 5))).faults).toEqual([0, 1, 2].map((index) => `${at}/content/document/rules/${index} type-mismatch`));
    expect(check(rule(compare('age', 'lessThan', 18)), rule(compare('age', 'greaterThan', 17)), rule(compare('region', 'equal', 'CN')), rule(compare('income', 'greaterThan', 5), compare('income', 'lessThan', 5)), rule(compare('region', 'notIn', ['EU']), compare('region', 'notEqual', 'US'))).warnings).toEqual([0, 2, 3].map((index) => `${at}/content/document/rules/${index} unreachable-rule`));
    expect(told({ content: { kind: 'decision-table', document: { ...table, rules: [{ inputs: ['< 1', 'nobody'], outputs: ['1', '"B"'] }] } }, results: [{ name: 'limit', value: 'result' }] }).faults).toEqual([`${at}/content/document/rules/0/inputs/1 feel-unknown-name`]);
    expect(told({ content: { kind: 'decision-table', document: table }, results: [{ name: 'grade', value: 'result.limit' }] }).faults).toEqual([`${at}/results/0/name type-mismatch`]);
  });
});
