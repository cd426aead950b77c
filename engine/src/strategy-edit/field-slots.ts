import type { ItemReference, StrategyNode } from '@arbiter/contracts';
import { contentSlots, type ContentKindName } from './content-slots.js';
import { listOf, recordOf, type FieldSlot, type FindDocument, type Settings, type SlotLocal, type SlotPath } from './field-slot.js';

const local = (...names: string[]): SlotLocal[] => names.map((name) => ({ name }));

/** Gathers the slots of one node; what a half-made draft lacks is left out. */
class Slots {
  readonly found: FieldSlot[] = [];

  expression(path: SlotPath, source: unknown, more: { locals?: readonly SlotLocal[]; target?: unknown; items?: boolean } = {}): void {
    if (typeof source !== 'string' || source.trim() === '') return;
    const { target, locals, items } = more;
    this.found.push({ kind: 'expression', path, source, ...(locals && locals.length > 0 ? { locals } : {}), ...(typeof target === 'string' ? { target } : {}), ...(items ? { items } : {}) });
  }

  write(path: SlotPath, name: unknown): void {
    if (typeof name === 'string' && name !== '') this.found.push({ kind: 'write', path, name });
  }

  assignments(path: SlotPath, list: unknown, locals: readonly SlotLocal[] = []): void {
    listOf(list).forEach(({ name, value }, index) => {
      this.write([...path, index, 'name'], name);
      this.expression([...path, index, 'value'], value, { locals, target: name });
    });
  }

  values(path: SlotPath, list: unknown, key = 'value', locals: readonly SlotLocal[] = []): void {
    listOf(list).forEach((entry, index) => this.expression([...path, index, key], entry[key], { locals }));
  }

  /** Settings that are expressions by themselves. */
  each(settings: Settings, keys: readonly string[], path: SlotPath = ['settings'], locals: readonly SlotLocal[] = []): void {
    for (const key of keys) this.expression([...path, key], settings[key], { locals });
  }
}

const resultNames: Readonly<Record<ContentKindName, readonly string[]>> = {
  'rule-set': ['events', 'types', 'params', 'rules', 'matched'],
  'decision-table': ['result', 'rules', 'matched'],
  scorecard: ['score', 'band', 'reasons', 'points'],
  'decision-tree': ['result', 'leaf'],
};

function rulesSlots(settings: Settings, slots: Slots, find: FindDocument): void {
  const content = recordOf(settings.content);
  const reference = content.reference as ItemReference | undefined;
  const kind = (reference ? reference.kind : content.kind) as ContentKindName;
  const document = reference ? find(reference) : content.document;
  const own = new Set(listOf(settings.facts).map(({ name }) => name));
  if (reference && document === undefined) slots.found.push({ kind: 'unknown', path: ['settings', 'content', 'reference'] });
  else if (kind in resultNames) {
    for (const slot of contentSlots(kind, document, reference ? ['settings', 'content', 'reference'] : ['settings', 'content', 'document'])) {
      if (slot.kind === 'fact' && own.has(slot.name)) continue;
      slots.found.push(reference ? { ...slot, path: ['settings', 'content', 'reference'], fixed: true } as FieldSlot : slot);
    }
  }
  slots.values(['settings', 'facts'], settings.facts);
  const locals = local(...(resultNames[kind] ?? []));
  slots.assignments(['settings', 'results'], settings.results, locals);
  slots.expression(['settings', 'reasons'], settings.reasons, { locals });
}

function factorSlots(entry: Settings, path: SlotPath, slots: Slots, locals: readonly SlotLocal[] = []): void {
  slots.each(entry, ['propensity', 'context', 'value', 'lever'], path, locals);
  slots.values([...path, 'eligibility'], entry.eligibility, 'condition', locals);
}

const slotsByKind: Readonly<Record<StrategyNode['kind'], (settings: Settings, slots: Slots, find: FindDocument) => void>> = {
  input: () => undefined,
  branch: ({ branches }, slots) => slots.values(['settings', 'branches'], branches, 'condition'),
  calculate: ({ assignments }, slots) => slots.assignments(['settings', 'assignments'], assignments),
  rules: rulesSlots,
  'sub-process'(settings, slots, find) {
    slots.values(['settings', 'inputs'], settings.inputs);
    const reference = settings.strategy as ItemReference | undefined;
    const document = recordOf(reference?.id ? find(reference) : undefined);
    const names = listOf(recordOf(document.dataModel).outputs).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
    slots.assignments(['settings', 'outputs'], settings.outputs, local('decision', 'action', 'channel', 'terms', ...names));
    if (document.dataModel === undefined && listOf(settings.outputs).length > 0) slots.found.push({ kind: 'unknown', path: ['settings', 'strategy'] });
  },
  loop(settings, slots) {
    slots.expression(['settings', 'list'], settings.list);
    const locals = loopLocals(settings);
    listOf(settings.accumulators).forEach(({ name, initial, next }, at) => {
      slots.write(['settings', 'accumulators', at, 'name'], name);
      slots.expression(['settings', 'accumulators', at, 'initial'], initial, { target: name });
      slots.expression(['settings', 'accumulators', at, 'next'], next, { locals, target: name });
    });
    slots.expression(['settings', 'breakWhen'], settings.breakWhen, { locals });
    const collect = recordOf(settings.collect);
    slots.write(['settings', 'collect', 'name'], collect.name);
    slots.expression(['settings', 'collect', 'value'], collect.value, { locals, target: collect.name, items: true });
  },
  sql({ parameters, result }, slots) {
    slots.values(['settings', 'parameters'], parameters);
    listOf(recordOf(result).columns).forEach(({ name }, index) => slots.write(['settings', 'result', 'columns', index, 'name'], name));
    slots.write(['settings', 'result', 'name'], recordOf(result).name);
  },
  http(settings, slots) {
    if (typeof settings.path === 'string' && settings.path.includes('{')) slots.found.push({ kind: 'template', path: ['settings', 'path'], source: settings.path });
    for (const key of ['query', 'headers']) slots.values(['settings', key], settings[key]);
    slots.each(settings, ['body', 'idempotencyKey']);
    slots.assignments(['settings', 'result'], settings.result, local('response'));
  },
  python({ inputs, outputs }, slots) {
    slots.values(['settings', 'inputs'], inputs);
    listOf(outputs).forEach(({ name, to }, index) => {
      if (typeof to === 'string') slots.write(['settings', 'outputs', index, 'to'], to);
      else if (typeof name === 'string') slots.found.push({ kind: 'own', path: ['settings', 'outputs', index, 'to'], name });
    });
  },
  model(settings, slots, find) {
    const model = recordOf(settings.model);
    const reference = model.reference as ItemReference | undefined;
    const document = reference ? (reference.id ? find(reference) : {}) : model.document;
    const mapped = new Set(listOf(settings.features).map(({ feature }) => feature));
    if (document === undefined) slots.found.push({ kind: 'unknown', path: ['settings', 'model', 'reference'] });
    for (const { name } of listOf(recordOf(document).features)) if (typeof name === 'string' && !mapped.has(name)) slots.found.push({ kind: 'feature', path: ['settings', 'features'], name });
    // A mapping that is added for such a feature comes before the others are changed at their places.
    slots.values(['settings', 'features'], settings.features);
    for (const key of ['score', 'class', 'probabilities', 'reasonCodes']) slots.write(['settings', 'results', key], recordOf(settings.results)[key]);
  },
  'ab-test'(settings, slots) {
    slots.each(settings, ['key']);
    slots.write(['settings', 'arm'], settings.arm);
  },
  arbitrate({ candidates, list, best, top, removed }, slots) {
    listOf(candidates).forEach((candidate, index) => factorSlots(candidate, ['settings', 'candidates', index], slots));
    const from = recordOf(list);
    slots.expression(['settings', 'list', 'from'], from.from);
    const locals: SlotLocal[] = [{ name: 'candidate', ...(typeof from.from === 'string' ? { elementOf: from.from } : {}) }];
    slots.each(from, ['action', 'channel', 'order'], ['settings', 'list'], locals);
    factorSlots(from, ['settings', 'list'], slots, locals);
    for (const [key, name] of Object.entries(recordOf(best))) slots.write(['settings', 'best', key], name);
    for (const key of ['candidates', 'actions']) slots.write(['settings', 'top', key], recordOf(top)[key]);
    slots.write(['settings', 'removed'], removed);
  },
  'contact-policy': (settings, slots) => slots.each(settings, ['customer', 'channel', 'action']),
  channel(settings, slots) {
    slots.each(settings, ['customer', 'action']);
    slots.values(['settings', 'channels'], settings.channels, 'score');
    for (const key of ['channel', 'at']) slots.write(['settings', key], settings[key]);
  },
  output(settings, slots) {
    slots.assignments(['settings', 'assignments'], settings.assignments);
    slots.each(settings, ['decision', 'action', 'channel']);
    slots.values(['settings', 'terms'], settings.terms);
    if (Array.isArray(settings.reasonCodes)) settings.reasonCodes.forEach((code, index) => slots.expression(['settings', 'reasonCodes', index], code));
  },
};

/** Names that a loop adds for its body and for what comes after each round. */
export function loopLocals(settings: unknown): SlotLocal[] {
  const { list, element, index } = recordOf(settings);
  return [
    ...(typeof element === 'string' && element !== '' ? [{ name: element, ...(typeof list === 'string' ? { elementOf: list } : {}) }] : []),
    ...(typeof index === 'string' && index !== '' ? [{ name: index }] : []),
  ];
}

/** Every place of a node at which names of the data model can stand; the body of a loop is not looked into. */
export function fieldSlots(node: StrategyNode, find: FindDocument = () => undefined): FieldSlot[] {
  const slots = new Slots();
  slotsByKind[node.kind]?.(recordOf(node.settings), slots, find);
  const values = node.onError?.values;
  if (values && Object.keys(values).length > 0) slots.found.push({ kind: 'keys', path: ['onError', 'values'], value: values });
  return slots.found;
}
