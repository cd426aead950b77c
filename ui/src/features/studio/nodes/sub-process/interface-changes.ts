import type { FieldSpec, StrategyDocument } from '@arbiter/contracts';

export interface InterfaceChange {
  part: 'inputs' | 'outputs';
  change: 'added' | 'removed' | 'type' | 'required';
  name: string;
  /** Types before and after, where they differ. */
  before?: string;
  after?: string;
}

const needed = ({ required, default: usual }: FieldSpec): boolean => required === true && usual === undefined;

/** What a caller of a strategy must know of its newer version: inputs and outputs that came, went or changed. */
export function interfaceChanges(before: StrategyDocument, after: StrategyDocument): InterfaceChange[] {
  return (['inputs', 'outputs'] as const).flatMap((part) => {
    const former = new Map(before.dataModel[part].map((field) => [field.name, field]));
    const next = new Map(after.dataModel[part].map((field) => [field.name, field]));
    const changes: InterfaceChange[] = [];
    for (const [name, field] of next) {
      const old = former.get(name);
      if (!old) changes.push({ part, change: 'added', name });
      else if (old.type !== field.type) changes.push({ part, change: 'type', name, before: old.type, after: field.type });
      else if (part === 'inputs' && !needed(old) && needed(field)) changes.push({ part, change: 'required', name });
    }
    for (const name of former.keys()) if (!next.has(name)) changes.push({ part, change: 'removed', name });
    return changes;
  });
}

/** How many nodes of the strategy's own graph came, went or were changed. */
export function changedNodes(before: StrategyDocument, after: StrategyDocument): number {
  const former = new Map(before.graph.nodes.map((node) => [node.id, node]));
  const next = new Map(after.graph.nodes.map((node) => [node.id, node]));
  const told = ({ kind, settings, onError }: { kind: string; settings: unknown; onError?: unknown }): string => JSON.stringify([kind, settings, onError ?? null]);
  return [...new Set([...former.keys(), ...next.keys()])].filter((id) => {
    const [one, other] = [former.get(id), next.get(id)];
    return !one || !other || told(one) !== told(other);
  }).length;
}
