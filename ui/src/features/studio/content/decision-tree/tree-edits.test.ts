import type { DecisionTreeDocument } from '@arbiter/contracts';
import { compileDecisionTree } from '@arbiter/engine/decision-tree/compile-decision-tree';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBranch, addOutput, asTree, changeBranch, copyBranch, isFork, mergeNode, moveBranch, nodeAt, pointerOfPath, removeBranch, removeOutput, sizeOfTree, splitNode, wayTo, withoutLabel } from './tree-edits.js';

const tree: DecisionTreeDocument = {
  outputs: [{ name: 'limit' }],
  root: { branches: [{ condition: 'age < 18', then: { result: ['0'] } }, { condition: 'income > 100', label: 'Rich', then: { branches: [{ condition: 'age > 60', then: { result: ['50'] } }], else: { result: ['90'] } } }], else: { result: ['10'] } },
};
const scope = { scope: new Map([['age', { kind: 'number' as const }], ['income', { kind: 'number' as const }]]) };
const answers = (document: DecisionTreeDocument): unknown[] => {
  const compiled = compileDecisionTree(document, scope);
  if (!compiled.ok) return compiled.error;
  return [[10, 0], [30, 500], [70, 500], [30, 5]].map(([age, income]) => compiled.value.run({ age, income }).value);
};

describe('edits of a tree', () => {
  it('split keeps the answer, and merging back is as before', () => {
    for (const path of [['else'], [0], [1, 0], [1, 'else']] as const) {
      const split = splitNode(tree, path);
      expect(answers(changeBranch(split, path, 0, { condition: 'income > 7' }))).toEqual(answers(tree));
      expect(mergeNode(split, path)).toEqual(tree);
      expect(removeBranch(split, path, 0)).toEqual(tree);
    }
    expect(answers(changeBranch(splitNode(tree, [1]), [1], 0, { condition: 'false' }))).not.toEqual([]);
  });

  it('adds, copies, moves and removes branches', () => {
    expect(sizeOfTree(addBranch(tree, []).root)).toEqual({ leaves: 5, depth: 2 });
    expect(answers(copyBranch(tree, [], 1))).toEqual(answers(tree));
    expect((moveBranch(tree, [], 0, 1).root as { branches: { condition: string }[] }).branches.map(({ condition }) => condition)).toEqual(['income > 100', 'age < 18']);
    expect(moveBranch(tree, [], 0, 5)).toEqual(tree);
    expect(nodeAt(removeBranch(tree, [], 1).root, ['else'])).toEqual({ result: ['10'] });
    expect(withoutLabel({ label: '', condition: '' })).toEqual({ condition: '' });
  });

  it('keeps leaves in step with outputs', () => {
    const two = addOutput(tree);
    expect(two.outputs).toEqual([{ name: 'limit' }, { name: 'result2' }]);
    expect(nodeAt(two.root, [1, 0])).toEqual({ result: ['50', ''] });
    expect(removeOutput(two, 1)).toEqual(tree);
  });

  it('tells the way to a node', () => {
    expect(wayTo(tree.root, [1, 'else'])).toEqual([{ text: 'age < 18', holds: false }, { text: 'Rich', holds: true }, { text: 'age > 60', holds: false }]);
    expect(pointerOfPath([1, 'else'])).toBe('/root/branches/1/then/else');
    expect(sizeOfTree(tree.root)).toEqual({ leaves: 4, depth: 2 });
  });

  it('bears whatever a document is', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.array(fc.oneof(fc.nat(3), fc.constant('else' as const)), { maxLength: 4 }), (value, path) => {
      for (const document of [asTree(value), asTree({ root: value }), asTree({ root: { branches: [], else: { result: [] } } })]) {
        splitNode(document, path);
        mergeNode(document, path);
        addBranch(document, path);
        wayTo(document.root, path);
        if (!isFork(document.root)) addOutput(document);
      }
    }));
  });
});
