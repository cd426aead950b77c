import type { NodeKindName, StrategyNode } from '@arbiter/contracts';

interface Ported { port?: unknown }
const named = (list: unknown): string[] => (Array.isArray(list) ? (list as Ported[]).flatMap(({ port }) => (typeof port === 'string' ? [port] : [])) : []);

const portsByKind: Record<NodeKindName, (settings: Record<string, unknown>) => string[]> = {
  input: () => ['next'],
  branch: ({ branches }) => [...named(branches), 'else'],
  rules: () => ['next'],
  calculate: () => ['next'],
  'sub-process': () => ['next'],
  loop: () => ['next'],
  sql: () => ['next'],
  http: () => ['next'],
  python: () => ['next'],
  model: () => ['next'],
  'ab-test': ({ arms }) => named(arms),
  arbitrate: () => ['chosen', 'none'],
  'contact-policy': () => ['allowed', 'refused'],
  channel: () => ['chosen', 'none'],
  output: () => [],
};

/**
 * Ways out of a node as far as its settings tell them, half-made ones included, and "error" where its policy leads there. For drawing:
 * what a compiled strategy has is told by its kind (`strategy/nodes`), which a test holds against this.
 */
export function portsOf(node: StrategyNode): string[] {
  const settings = typeof node.settings === 'object' && node.settings !== null ? (node.settings as Record<string, unknown>) : {};
  const ports = [...new Set(portsByKind[node.kind](settings))];
  return node.onError?.then === 'edge' ? [...ports, 'error'] : ports;
}
