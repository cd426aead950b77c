import { describe, expect, it } from 'vitest';
import { checkModel } from './check-model.js';

const x = { name: 'x', type: 'number' };
const region = { name: 'region', type: 'category' };
const linear = (more: object = {}) => ({ kind: 'linear', features: [x, region], sums: [{ intercept: 0, terms: [{ feature: 'x', coefficient: 1 }] }], ...more });
const trees = (nodes: unknown[], more: object = {}) => ({ kind: 'trees', features: [x, region], trees: [{ nodes }], ...more });
const split = (yes: number, no: number, more: object = {}) => ({ feature: 'x', operator: '<', threshold: 1, yes, no, ...more });
const leaf = { value: 1 };
const nested = (depth: number): unknown => {
  let expression: unknown = { field: 'x' };
  for (let i = 0; i < depth; i += 1) expression = { apply: 'abs', arguments: [expression] };
  return expression;
};

describe('the check of models', () => {
  it.each<[string, unknown, string, string]>([
    ['no object', null, '/kind', 'wrong-shape'],
    ['an unknown kind', { kind: 'constructor' }, '/kind', 'wrong-shape'],
    ['a key too many', linear({ extra: 1 }), '', 'wrong-shape'],
    ['a prototype key', JSON.parse('{"kind":"linear","__proto__":{},"features":[],"sums":[]}'), '', 'wrong-shape'],
    ['a forbidden name', linear({ features: [x, region, { name: '__proto__', type: 'number' }] }), '/features/2/name', 'forbidden-name'],
    ['a name twice', linear({ features: [x, x] }), '/features/1/name', 'duplicate-name'],
    ['an unknown feature', linear({ sums: [{ intercept: 0, terms: [{ feature: 'y', coefficient: 1 }] }] }), '/sums/0/terms/0/feature', 'unknown-feature'],
    ['a category as a number', linear({ sums: [{ intercept: 0, terms: [{ feature: 'region', coefficient: 1 }] }] }), '/sums/0/terms/0/feature', 'wrong-type'],
    ['a mean that is missing', linear({ features: [{ ...x, missing: 'mean' }, region] }), '/features/0/mean', 'missing-mean'],
    ['a value that is missing', linear({ features: [{ ...x, missing: 'value' }, region] }), '/features/0/missingValue', 'missing-value'],
    ['bounds the wrong way', linear({ features: [{ ...x, min: 2, max: 1 }, region] }), '/features/0/max', 'wrong-range'],
    ['softmax without classes', linear({ link: 'softmax' }), '/link', 'wrong-link'],
    ['classes without sums', linear({ classes: ['a', 'b', 'c'], link: 'softmax' }), '/classes', 'wrong-classes'],
    ['a derived feature of itself', linear({ derived: [{ name: 'd', type: 'number', expression: { field: 'd' } }] }), '/derived/0/expression/field', 'unknown-feature'],
    ['too few arguments', linear({ derived: [{ name: 'd', type: 'number', expression: { apply: '+', arguments: [] } }] }), '/derived/0/expression/arguments', 'wrong-arguments'],
    ['deep nesting', linear({ derived: [{ name: 'd', type: 'number', expression: nested(100_000) }] }), '', 'too-deep'],
    ['a dangling node', trees([split(1, 2), leaf]), '/trees/0/nodes/0/no', 'dangling-node'],
    ['a cycle', trees([split(1, 2), split(1, 2), leaf]), '/trees/0/nodes/1/yes', 'cyclic-nodes'],
    ['a node that nothing leads to', trees([leaf, leaf]), '/trees/0/nodes/1', 'unreachable-node'],
    ['a threshold for a category', trees([split(1, 2, { feature: 'region' }), leaf, leaf]), '/trees/0/nodes/0/feature', 'wrong-type'],
    ['an infinite threshold', trees([split(1, 2, { threshold: Infinity }), leaf, leaf]), '', 'wrong-shape'],
    ['values by class of another number', trees([{ value: [1, 2, 3] }], { classes: ['a', 'b'], link: 'identity' }), '/trees/0/nodes/0/value', 'wrong-classes'],
    ['a weightless average', { ...trees([leaf]), aggregate: 'average', trees: [{ weight: 0, nodes: [leaf] }] }, '/trees', 'wrong-range'],
    ['a hash that is none', { kind: 'onnx', features: [x], contentHash: 'x', inputs: [], outputs: [] }, '', 'wrong-shape'],
  ])('refuses %s', (_, document, path, code) => {
    const result = checkModel(document);
    expect(result.ok).toBe(false);
    const faults = result.ok ? [] : result.error;
    expect(faults.map((fault) => fault.code)).toContain(code);
    if (code !== 'wrong-shape' && code !== 'too-deep') expect(faults.map((fault) => fault.path)).toContain(path);
  });

  it('keeps the number of faults small for large bad models', () => {
    const nodes = Array.from({ length: 50_000 }, () => split(99_999, 99_999));
    const result = checkModel(trees(nodes));
    expect(result.ok ? 0 : result.error.length).toBeLessThanOrEqual(100);
  });
});
