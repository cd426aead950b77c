import { FieldName, ItemReference, type StrategyDocument } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import type { FeelType } from '../../../feel/feel-type.js';
import { feelTypeOf, typeFits, typeName } from '../../../strategy-data-model/index.js';
import type { Dependencies, NodeKind } from '../../node-kind.js';
import { anyType, Assignments, Expression, textType } from '../assignment.js';

/**
 * `inputs` give the sub-process its inputs (name there, expression here); `outputs` write names here with expressions that can also read
 * the outputs of the sub-process, and `decision`, `action`, `channel`, `terms` of its outcome. Its reason codes are added to ours unless
 * `reasons` is "drop".
 */
export const SubProcessSettings = Type.Object(
  {
    strategy: ItemReference,
    inputs: Type.Array(Type.Object({ name: FieldName, value: Expression }, { additionalProperties: false }), { maxItems: 1000 }),
    outputs: Assignments,
    reasons: Type.Optional(Type.Enum(['keep', 'drop'])),
  },
  { additionalProperties: false },
);
export type SubProcessSettings = Static<typeof SubProcessSettings>;

const find = (settings: SubProcessSettings, dependencies: Dependencies): StrategyDocument | undefined =>
  settings.strategy.kind === 'strategy' ? (dependencies.find(settings.strategy) as StrategyDocument | undefined) : undefined;

const outcomeTypes: Record<string, { type: FeelType; code: string }> = {
  decision: { type: anyType, code: '$decision' },
  action: { type: textType, code: '$action' },
  channel: { type: textType, code: '$channel' },
  terms: { type: { kind: 'context', fields: {}, open: true }, code: '$terms' },
};

/** Names that the output mapping can read besides ours. */
function resultsOf(document: StrategyDocument): Map<string, { type: FeelType; code: string }> {
  const results = new Map(Object.entries(outcomeTypes));
  for (const field of document.dataModel.outputs) results.set(field.name, { type: feelTypeOf(field), code: '' });
  return results;
}

/** Runs a registered strategy of a pinned version within this one. */
export const subProcessNode: NodeKind<SubProcessSettings> = {
  kind: 'sub-process',
  settings: SubProcessSettings,
  waits: () => false,
  ports: () => ['next'],
  strategies: ({ strategy }) => [{ path: '/strategy', reference: strategy }],
  check(settings, check) {
    const { id, version, kind } = settings.strategy;
    if (kind !== 'strategy') return check.fault('/strategy/kind', 'wrong-kind', `a sub-process is a strategy, not a ${kind}`);
    const document = find(settings, check.dependencies);
    if (!document) return check.fault('/strategy', 'missing-reference', `strategy "${id}" has no registered version ${version}: choose one that exists`);
    const fields = new Map(document.dataModel.inputs.map((field) => [field.name, field]));
    const given = new Set<string>();
    settings.inputs.forEach(({ name, value }, i) => {
      const type = check.expression(value, `/inputs/${i}/value`);
      const field = fields.get(name);
      if (!field) return check.fault(`/inputs/${i}/name`, 'unknown-name', `"${name}" is no input of strategy "${id}", version ${version}`);
      if (given.has(name)) check.fault(`/inputs/${i}/name`, 'duplicate-name', `input "${name}" is given twice`);
      given.add(name);
      if (type && !typeFits(type, feelTypeOf(field))) check.fault(`/inputs/${i}/value`, 'type-mismatch', `input "${name}" of strategy "${id}" is ${typeName(feelTypeOf(field))}, but gets ${typeName(type)}`);
    });
    for (const field of fields.values()) {
      if (field.required && field.default === undefined && !given.has(field.name)) check.fault('/inputs', 'missing-input', `strategy "${id}" needs its input "${field.name}": map it`);
    }
    const extra = new Map([...resultsOf(document)].map(([name, { type }]) => [name, type]));
    settings.outputs.forEach(({ name, value }, i) => {
      const type = check.expression(value, `/outputs/${i}/value`, undefined, extra);
      check.assigns(name, type ?? anyType, `/outputs/${i}/name`);
    });
  },
  print(settings, printer) {
    const document = find(settings, printer.dependencies)!;
    const sub = printer.strategy(settings.strategy);
    const done = printer.local('done');
    const extra = new Map([...resultsOf(document)].map(([name, { type, code }]) => [name, { type, code: code === '' ? sub.read(done, name) : `${done}.${code}` }]));
    const inputs = new Map(settings.inputs.map(({ name, value }) => [name, printer.expression(value)]));
    return [
      `const ${done} = ${sub.run(inputs)};`,
      ...settings.outputs.map(({ name, value }) => printer.assign(name, printer.expression(value, extra))),
      ...(settings.reasons === 'drop' ? [] : [printer.reason(`${done}.$reasons`)]),
      printer.leave('next'),
    ].join('\n');
  },
};
