import type { NodeKindName, StrategyNode } from '@arbiter/contracts';

type Settings = Record<string, unknown>;

const text = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : []);
const record = (value: unknown): Settings => (typeof value === 'object' && value !== null ? (value as Settings) : {});
const each = (list: unknown): Settings[] => (Array.isArray(list) ? list.map(record) : []);
const named = (list: unknown): string[] => each(list).flatMap(({ name }) => text(name));

const writtenBy: Record<NodeKindName, (settings: Settings) => string[]> = {
  input: () => [],
  branch: () => [],
  rules: ({ results }) => named(results),
  calculate: ({ assignments }) => named(assignments),
  'sub-process': ({ outputs }) => named(outputs),
  loop: ({ accumulators, collect, body }) => [...named(accumulators), ...text(record(collect).name), ...each(record(body).nodes).flatMap((node) => namesWritten(node as unknown as StrategyNode))],
  sql: ({ result }) => [...named(record(result).columns), ...text(record(result).name)],
  http: ({ result }) => named(result),
  python: ({ outputs }) => each(outputs).flatMap(({ name, to }) => text(to ?? name)),
  model: ({ results }) => ['score', 'class', 'probabilities', 'reasonCodes'].flatMap((key) => text(record(results)[key])),
  'ab-test': ({ arm }) => text(arm),
  arbitrate: ({ best, top, removed }) => [...Object.values(record(best)).flatMap(text), ...text(record(top).candidates), ...text(record(top).actions), ...text(removed)],
  'contact-policy': () => [],
  channel: ({ channel, at }) => [...text(channel), ...text(at)],
  output: ({ assignments }) => named(assignments),
};

/** Names of the data model that a node writes, as far as its settings tell them, half-made ones included; each once, in their order. */
export function namesWritten(node: Pick<StrategyNode, 'kind' | 'settings'>): string[] {
  return [...new Set(writtenBy[node.kind]?.(record(node.settings)) ?? [])];
}
