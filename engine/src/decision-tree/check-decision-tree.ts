import { DecisionTreeDocument, type DecisionTreeBranches, type DecisionTreeNode, type Fault, type Result } from '@arbiter/contracts';
import type { FeelType } from '../feel/feel-type.js';
import type { CheckedFeel } from '../feel/index.js';
import { CellReader } from '../decision-table/cell-reader.js';
import { readOutput, type TableOutput, type TableScope } from '../decision-table/check-decision-table.js';
import { shapeFaults } from '../decision-table/shape-faults.js';
import { typeFits } from '../strategy-data-model/feel-types.js';

export interface TreeLeaf { readonly kind: 'leaf'; readonly path: string; readonly label: string | undefined; /** Counted from 0 in the order of the document. */ readonly leaf: number; readonly results: readonly CheckedFeel[] }
export interface TreeFork { readonly kind: 'fork'; readonly path: string; readonly label: string | undefined; readonly branches: readonly { condition: CheckedFeel; source: string; label: string | undefined; then: TreeNode }[]; readonly otherwise: TreeNode }
export type TreeNode = TreeLeaf | TreeFork;

export interface CheckedDecisionTree {
  readonly document: DecisionTreeDocument;
  readonly outputs: readonly TableOutput[];
  readonly root: TreeNode;
  readonly leaves: readonly TreeLeaf[];
  /** Type of the result: of the one output or a context of them. */
  readonly type: FeelType;
  /** Names that the tree reads, in order of first use. */
  readonly names: readonly string[];
}

/** Levels of branches within branches. */
const deepest = 120;
const mostLeaves = 100_000;

/** Reads each condition and leaf at its place. Branches that are never reached are told by findUnreachableBranches. */
export function checkDecisionTree(value: unknown, scope: TableScope): Result<CheckedDecisionTree, Fault[]> {
  const shape = shapeFaults(DecisionTreeDocument, value, 'decision tree');
  if (shape.length > 0) return { ok: false, error: shape };
  const document = value as DecisionTreeDocument;
  const reader = new CellReader(scope);
  const outputs = document.outputs.map((output, index) => readOutput(output, `/outputs/${index}`, reader));
  document.outputs.forEach(({ name }, index) => {
    if (document.outputs.findIndex((other) => other.name === name) !== index) reader.fault(`/outputs/${index}/name`, 'duplicate', `There are two outputs "${name}"; rename one`);
    if (name === '__proto__') reader.fault(`/outputs/${index}/name`, 'forbidden-key', 'An output cannot be called "__proto__"; rename it');
  });
  const leaves: TreeLeaf[] = [];
  const read = (node: DecisionTreeNode, path: string, depth: number): TreeNode | undefined => {
    if (depth > deepest) {
      reader.fault(path, 'too-deep', `Branches are nested deeper than ${deepest} levels; put the inner ones into a tree of their own`);
      return undefined;
    }
    if (!('branches' in node)) return readLeaf(node, path);
    return readFork(node, path, depth);
  };
  const readLeaf = (node: Extract<DecisionTreeNode, { result: string[] }>, path: string): TreeNode | undefined => {
    if (node.result.length !== outputs.length) {
      reader.fault(`${path}/result`, 'wrong-arity', `The leaf gives ${node.result.length} values for ${outputs.length} outputs; give one for each`);
      return undefined;
    }
    if (leaves.length >= mostLeaves) {
      reader.fault(path, 'too-large', `The tree has more than ${mostLeaves} leaves; split it`);
      return undefined;
    }
    const results = node.result.map((source, place) => {
      const at = `${path}/result/${place}`;
      const checked = reader.expression(source, at);
      if (checked && !typeFits(checked.type, outputs[place]!.type)) reader.mismatch(at, `The output "${outputs[place]!.name}"`, checked.type, outputs[place]!.type);
      return checked;
    });
    const leaf: TreeLeaf = { kind: 'leaf', path, label: node.label, leaf: leaves.length, results: results as CheckedFeel[] };
    leaves.push(leaf);
    return leaf;
  };
  const readFork = (node: DecisionTreeBranches, path: string, depth: number): TreeNode | undefined => {
    const branches = node.branches.map((branch, index) => {
      const at = `${path}/branches/${index}`;
      const condition = reader.expression(branch.condition, `${at}/condition`);
      if (condition && !typeFits(condition.type, { kind: 'boolean' })) reader.mismatch(`${at}/condition`, `The condition "${branch.condition.slice(0, 100)}"`, condition.type, { kind: 'boolean' });
      const then = read(branch.then, `${at}/then`, depth + 1);
      return condition && then && { condition, source: branch.condition, label: branch.label, then };
    });
    if (node.else === undefined) {
      reader.fault(path, 'else-missing', `The branches${node.label ? ` of "${node.label}"` : ''} have no "else": say what comes out where none of the ${node.branches.length} conditions is true`);
      return undefined;
    }
    const otherwise = read(node.else, `${path}/else`, depth + 1);
    return branches.includes(undefined) || !otherwise ? undefined : { kind: 'fork', path, label: node.label, branches: branches as TreeFork['branches'], otherwise };
  };
  const root = read(document.root, '/root', 0);
  if (reader.faults.length > 0 || !root) return { ok: false, error: reader.faults };
  const typeOf = (place: number): FeelType => {
    if (outputs[place]!.type.kind !== 'any') return outputs[place]!.type;
    const types = leaves.map(({ results }) => results[place]!.type).filter(({ kind }) => kind !== 'null');
    return types.length > 0 && types.every((type) => type.kind === types[0]!.kind && typeFits(type, types[0]!)) ? types[0]! : { kind: 'any' };
  };
  const type: FeelType = outputs.length === 1 ? typeOf(0) : { kind: 'context', fields: Object.fromEntries(outputs.map(({ name }, place) => [name, typeOf(place)])) };
  return { ok: true, value: { document, outputs, root, leaves, type, names: [...reader.names] } };
}
