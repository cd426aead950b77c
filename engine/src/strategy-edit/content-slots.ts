import { listOf, recordOf, type FieldSlot, type SlotPath } from './field-slot.js';

export type ContentKindName = 'rule-set' | 'decision-table' | 'scorecard' | 'decision-tree';

const namesSomething = (source: unknown): source is string => typeof source === 'string' && /[\p{L}_?]/u.test(source.replaceAll(/"(?:[^"\\]|\\.)*"/g, ''));

/** Places at which a rule set, table, scorecard or tree reads names; constants are left out, large tables are full of them. */
export function contentSlots(kind: ContentKindName, document: unknown, path: SlotPath): FieldSlot[] {
  const slots: FieldSlot[] = [];
  const content = recordOf(document);
  const expression = (at: SlotPath, source: unknown): void => {
    if (namesSomething(source)) slots.push({ kind: 'expression', path: [...path, ...at], source });
  };
  const tests = (at: SlotPath, source: unknown, input: unknown): void => {
    if (namesSomething(source)) slots.push({ kind: 'expression', path: [...path, ...at], source, dialect: 'unary-tests', ...(typeof input === 'string' ? { input } : {}) });
  };
  const outputs = (): void =>
    listOf(content.outputs).forEach((output, index) => {
      expression(['outputs', index, 'default'], output.default);
      if (Array.isArray(output.values)) output.values.forEach((value, at) => expression(['outputs', index, 'values', at], value));
    });
  switch (kind) {
    case 'rule-set':
      factSlots(content, path, slots);
      break;
    case 'decision-table': {
      const inputs = listOf(content.inputs);
      inputs.forEach((input, index) => {
        expression(['inputs', index, 'expression'], input.expression);
        tests(['inputs', index, 'allowed'], input.allowed, input.expression);
      });
      outputs();
      listOf(content.rules).forEach((rule, row) => {
        if (Array.isArray(rule.inputs)) rule.inputs.forEach((cell, column) => tests(['rules', row, 'inputs', column], cell, inputs[column]?.expression));
        if (Array.isArray(rule.outputs)) rule.outputs.forEach((cell, column) => expression(['rules', row, 'outputs', column], cell));
      });
      break;
    }
    case 'scorecard':
      listOf(content.characteristics).forEach((characteristic, index) => {
        expression(['characteristics', index, 'expression'], characteristic.expression);
        listOf(characteristic.bins).forEach((bin, at) => {
          tests(['characteristics', index, 'bins', at, 'test'], bin.test, characteristic.expression);
          expression(['characteristics', index, 'bins', at, 'points'], bin.points);
        });
      });
      break;
    case 'decision-tree':
      outputs();
      treeSlots(content.root, ['root'], expression);
  }
  return slots;
}

function treeSlots(node: unknown, path: SlotPath, expression: (at: SlotPath, source: unknown) => void): void {
  const { result, branches, else: otherwise } = recordOf(node);
  if (Array.isArray(result)) result.forEach((source, index) => expression([...path, 'result', index], source));
  listOf(branches).forEach((branch, index) => {
    expression([...path, 'branches', index, 'condition'], branch.condition);
    treeSlots(branch.then, [...path, 'branches', index, 'then'], expression);
  });
  if (otherwise !== undefined) treeSlots(otherwise, [...path, 'else'], expression);
}

function factSlots(content: Readonly<Record<string, unknown>>, path: SlotPath, slots: FieldSlot[]): void {
  const take = (value: unknown, at: SlotPath): void => {
    const { fact, path: jsonPath } = recordOf(value);
    if (typeof fact === 'string') slots.push({ kind: 'fact', path: [...path, ...at], name: fact, ...(typeof jsonPath === 'string' ? { jsonPath } : {}) });
  };
  const condition = (value: unknown, at: SlotPath): void => {
    const read = recordOf(value);
    take(read, at);
    if (typeof read.fact === 'string') take(read.value, [...at, 'value']);
    for (const key of ['all', 'any']) if (Array.isArray(read[key])) read[key].forEach((child: unknown, index: number) => condition(child, [...at, key, index]));
    if (read.not !== undefined) condition(read.not, [...at, 'not']);
  };
  listOf(content.rules).forEach((rule, index) => {
    condition(rule.conditions, ['rules', index, 'conditions']);
    if (recordOf(content.options).replaceFactsInEventParams !== true) return;
    for (const [key, value] of Object.entries(recordOf(recordOf(rule.event).params))) take(value, ['rules', index, 'event', 'params', key]);
  });
  for (const [name, shared] of Object.entries(recordOf(content.conditions))) condition(shared, ['conditions', name]);
}
