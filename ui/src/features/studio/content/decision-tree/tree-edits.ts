import type { DecisionTreeBranches, DecisionTreeDocument, DecisionTreeLeaf, DecisionTreeNode } from '@arbiter/contracts';

/* Edits of a decision tree; each a new document that shares what did not change. Half-made trees are borne. */

/** The way to a node: the place of the branch that is taken, or `else`. */
export type TreePath = readonly (number | 'else')[];
type Plain = Record<string, unknown>;
const plain = (value: unknown): Plain => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {});

export const isFork = (node: unknown): node is DecisionTreeBranches => Array.isArray(plain(node).branches);
export const emptyLeaf = (outputs: number): DecisionTreeLeaf => ({ result: Array.from({ length: Math.max(1, outputs) }, () => '') });
export const pointerOfPath = (path: TreePath): string => `/root${path.map((step) => (step === 'else' ? '/else' : `/branches/${step}/then`)).join('')}`;

/** A document with outputs and a root, whatever was there. */
export function asTree(document: unknown): DecisionTreeDocument {
  const given = plain(document);
  const outputs = Array.isArray(given.outputs) && given.outputs.length > 0 && given.outputs.every((one) => typeof plain(one).name === 'string');
  const root = isFork(given.root) || Array.isArray(plain(given.root).result);
  if (outputs && root) return given as unknown as DecisionTreeDocument;
  return { ...given, outputs: outputs ? (given.outputs as DecisionTreeDocument['outputs']) : [{ name: 'result' }], root: root ? (given.root as DecisionTreeNode) : emptyLeaf(1) };
}

export function nodeAt(root: DecisionTreeNode, path: TreePath): DecisionTreeNode | undefined {
  let node: DecisionTreeNode | undefined = root;
  for (const step of path) {
    if (!isFork(node)) return undefined;
    node = step === 'else' ? node.else : node.branches[step]?.then;
  }
  return node;
}

function changed(node: DecisionTreeNode | undefined, [step, ...rest]: TreePath, change: (node: DecisionTreeNode | undefined) => DecisionTreeNode): DecisionTreeNode {
  if (step === undefined) return change(node);
  if (!isFork(node)) return node ?? emptyLeaf(1);
  if (step === 'else') return { ...node, else: changed(node.else, rest, change) };
  return node.branches[step] === undefined ? node : { ...node, branches: node.branches.map((branch, index) => (index === step ? { ...branch, then: changed(branch.then, rest, change) } : branch)) };
}

/** Changes the node at a path. */
export const changeNode = (tree: DecisionTreeDocument, path: TreePath, change: (node: DecisionTreeNode) => DecisionTreeNode): DecisionTreeDocument => ({ ...tree, root: changed(tree.root, path, (node) => change(node ?? emptyLeaf(tree.outputs.length))) });

const changeFork = (tree: DecisionTreeDocument, path: TreePath, change: (fork: DecisionTreeBranches) => DecisionTreeNode): DecisionTreeDocument => changeNode(tree, path, (node) => (isFork(node) ? change(node) : node));

/** Puts a question before a node: where it is true, and where not, comes what came before. */
export const splitNode = (tree: DecisionTreeDocument, path: TreePath): DecisionTreeDocument => changeNode(tree, path, (node) => ({ branches: [{ condition: '', then: isFork(node) ? emptyLeaf(tree.outputs.length) : node }], else: node }));

export const addBranch = (tree: DecisionTreeDocument, path: TreePath): DecisionTreeDocument => changeFork(tree, path, (fork) => ({ ...fork, branches: [...fork.branches, { condition: '', then: emptyLeaf(tree.outputs.length) }] }));

/** Takes a branch away; without any other the rest takes the node's place. */
export const removeBranch = (tree: DecisionTreeDocument, path: TreePath, index: number): DecisionTreeDocument =>
  changeFork(tree, path, (fork) => (fork.branches.length > 1 ? { ...fork, branches: fork.branches.filter((_, at) => at !== index) } : (fork.else ?? emptyLeaf(tree.outputs.length))));

/** Makes one leaf of a node with all below it: that of the rest, else the first. */
export function mergeNode(tree: DecisionTreeDocument, path: TreePath): DecisionTreeDocument {
  const leaf = (node: DecisionTreeNode | undefined): DecisionTreeLeaf | undefined => {
    if (node === undefined) return undefined;
    if (!isFork(node)) return node;
    return leaf(node.else) ?? leaf(node.branches[0]?.then);
  };
  return changeNode(tree, path, (node) => leaf(node) ?? emptyLeaf(tree.outputs.length));
}

export function moveBranch(tree: DecisionTreeDocument, path: TreePath, from: number, to: number): DecisionTreeDocument {
  return changeFork(tree, path, (fork) => {
    const [moved] = fork.branches.slice(from, from + 1);
    if (!moved || to < 0 || to >= fork.branches.length) return fork;
    const rest = fork.branches.filter((_, at) => at !== from);
    return { ...fork, branches: [...rest.slice(0, to), moved, ...rest.slice(to)] };
  });
}

export const copyBranch = (tree: DecisionTreeDocument, path: TreePath, index: number): DecisionTreeDocument =>
  changeFork(tree, path, (fork) => ({ ...fork, branches: fork.branches.flatMap((branch, at) => (at === index ? [branch, structuredClone(branch)] : [branch])) }));

export const changeBranch = (tree: DecisionTreeDocument, path: TreePath, index: number, change: { condition?: string; label?: string | undefined }): DecisionTreeDocument =>
  changeFork(tree, path, (fork) => ({ ...fork, branches: fork.branches.map((branch, at) => (at === index ? withoutLabel({ ...branch, ...change }) : branch)) }));

/** An empty label is none. */
export function withoutLabel<T extends { label?: string | undefined }>(value: T): T {
  if (value.label !== undefined && value.label !== '') return value;
  const { label: _, ...rest } = value;
  return rest as T;
}

/** Changes each leaf's results, so that they go on fitting the outputs. */
function changeResults(node: DecisionTreeNode, change: (result: string[]) => string[]): DecisionTreeNode {
  if (!isFork(node)) return { ...node, result: change(Array.isArray(node.result) ? node.result : []) };
  return { ...node, branches: node.branches.map((branch) => ({ ...branch, then: changeResults(branch.then, change) })), ...(node.else === undefined ? {} : { else: changeResults(node.else, change) }) };
}

export function addOutput(tree: DecisionTreeDocument): DecisionTreeDocument {
  let number = tree.outputs.length + 1;
  while (tree.outputs.some(({ name }) => name === `result${number}`)) number += 1;
  return { ...tree, outputs: [...tree.outputs, { name: `result${number}` }], root: changeResults(tree.root, (result) => [...result, '']) };
}

export const removeOutput = (tree: DecisionTreeDocument, index: number): DecisionTreeDocument => ({ ...tree, outputs: tree.outputs.filter((_, at) => at !== index), root: changeResults(tree.root, (result) => result.filter((_, at) => at !== index)) });

export interface TreeSize { leaves: number; depth: number }

export function sizeOfTree(node: unknown, depth = 0): TreeSize {
  if (!isFork(node)) return { leaves: node === undefined ? 0 : 1, depth };
  return [...node.branches.map(({ then }) => then), node.else].map((child) => sizeOfTree(child, depth + 1)).reduce((sum, { leaves, depth: own }) => ({ leaves: sum.leaves + leaves, depth: Math.max(sum.depth, own) }), { leaves: 0, depth });
}

/** What must hold, and what must not, on the way to a node. */
export function wayTo(root: DecisionTreeNode, path: TreePath): { text: string; holds: boolean }[] {
  const way: { text: string; holds: boolean }[] = [];
  let node: DecisionTreeNode | undefined = root;
  for (const step of path) {
    if (!isFork(node)) break;
    const tried = step === 'else' ? node.branches : node.branches.slice(0, step);
    way.push(...tried.map(({ label, condition }) => ({ text: label || condition, holds: false })));
    if (step !== 'else' && node.branches[step]) way.push({ text: node.branches[step].label || node.branches[step].condition, holds: true });
    node = step === 'else' ? node.else : node.branches[step]?.then;
  }
  return way;
}
