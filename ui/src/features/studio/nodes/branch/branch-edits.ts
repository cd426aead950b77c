import type { StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { changeNode, disconnect, renamePort } from '@arbiter/engine/strategy-edit/graph-edits';
import { portNameOf } from '../parts/port-name.js';

export interface Branch { port: string; label?: string; condition: string }

/** Ways of a branch node as its settings have them; what is no list of ways is none. */
export const branchesOf = (settings: unknown): readonly Branch[] => {
  const { branches } = (settings ?? {}) as { branches?: unknown };
  return (Array.isArray(branches) ? branches : []).map((branch: Partial<Branch> | null) => ({ ...branch, port: String(branch?.port ?? ''), condition: String(branch?.condition ?? '') }));
};

const settingsWith = (node: StrategyNode, branches: readonly Branch[]): StrategyNode => ({ ...node, settings: { ...(node.settings as object), branches } });

/** One more way, named and labelled as told. */
export function addBranch(graph: StrategyGraph, id: string, branch: Omit<Branch, 'port'> & { port?: string }): StrategyGraph {
  return changeNode(graph, id, (node) => {
    const branches = branchesOf(node.settings);
    const taken = branches.map(({ port }) => port);
    return settingsWith(node, [...branches, { ...branch, port: branch.port ?? portNameOf(branch.label ?? '', taken) }]);
  });
}

/** Takes a way away with its edge. */
export function removeBranch(graph: StrategyGraph, id: string, port: string, index: number): StrategyGraph {
  const next = changeNode(graph, id, (node) => settingsWith(node, branchesOf(node.settings).filter((_, at) => at !== index)));
  const left = branchesOf(next.nodes.find((node) => node.id === id)?.settings);
  return left.some((branch) => branch.port === port) ? next : disconnect(next, id, port);
}

/**
 * Gives a way another label. While its name is the one that its former label made (or it had none), the name follows, and its edge too;
 * names that somebody chose stay.
 */
export function labelBranch(graph: StrategyGraph, id: string, index: number, label: string, fallback: string): StrategyGraph {
  const node = graph.nodes.find((one) => one.id === id);
  const branches = branchesOf(node?.settings);
  const branch = branches[index];
  if (!branch) return graph;
  const others = branches.flatMap(({ port }, at) => (at === index ? [] : [port]));
  const follows = branch.port === '' || branch.port === portNameOf(branch.label ?? '', others, fallback) || (branch.label === undefined && /^(way|yes|vykhod)(-\d+)?$/.test(branch.port));
  const port = follows ? portNameOf(label, others, fallback) : branch.port;
  const { label: _, ...rest } = branch;
  const next = changeNode(graph, id, (one) => settingsWith(one, branches.map((former, at) => (at === index ? { ...rest, port, ...(label === '' ? {} : { label }) } : former))));
  return port === branch.port ? next : renamePort(next, id, branch.port, port);
}

/** Gives a way another name; its edge follows. */
export function nameBranch(graph: StrategyGraph, id: string, index: number, port: string): StrategyGraph {
  const branches = branchesOf(graph.nodes.find((one) => one.id === id)?.settings);
  const branch = branches[index];
  if (!branch || branch.port === port || port === 'else' || port === 'error' || branches.some((other) => other.port === port)) return graph;
  const next = changeNode(graph, id, (one) => settingsWith(one, branches.map((former, at) => (at === index ? { ...former, port } : former))));
  return renamePort(next, id, branch.port, port);
}

/** Whether a condition looks like a split by chance, which an A/B test does so that the same customer stays in the same arm. */
export const looksLikeSplit = (condition: string): boolean => /\b(random|modulo)\b[^(]*\(|\bhash\s*\(/i.test(condition);
