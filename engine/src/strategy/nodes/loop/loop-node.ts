import { FieldName, StrategyGraph } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import type { FeelType } from '../../../feel/feel-type.js';
import type { NodeKind } from '../../node-kind.js';
import { Assignment, anyType, Expression } from '../assignment.js';

/**
 * Runs `body` once for each element of a list. Before the first round each accumulator (a variable or output) is set to `initial`, after
 * each round to `next`, in order. Then the `collect` value is added to a list, and the loop ends early when `breakWhen` is true. The
 * element and its index (from 1) are names in the body and in these expressions. A body's node whose way out has no edge ends the round.
 */
export const LoopSettings = Type.Object(
  {
    list: Expression,
    element: FieldName,
    index: Type.Optional(FieldName),
    body: StrategyGraph,
    accumulators: Type.Optional(Type.Array(Type.Object({ name: FieldName, initial: Expression, next: Expression }, { additionalProperties: false }), { maxItems: 100 })),
    /** Most elements that are taken (10,000 unless told); more are an error, or the rest is left out. */
    limit: Type.Optional(Type.Object({ count: Type.Integer({ minimum: 1, maximum: 1_000_000 }), exceeded: Type.Enum(['error', 'stop']) }, { additionalProperties: false })),
    breakWhen: Type.Optional(Expression),
    collect: Type.Optional(Assignment),
  },
  { additionalProperties: false },
);
export type LoopSettings = Static<typeof LoopSettings>;

const defaultLimit = { count: 10_000, exceeded: 'error' } as const;

export const loopNode: NodeKind<LoopSettings> = {
  kind: 'loop',
  settings: LoopSettings,
  waits: () => false,
  ports: () => ['next'],
  graphs: ({ body }) => [{ path: '/body', graph: body }],
  check(settings, check) {
    const list = check.expression(settings.list, '/list');
    const element = list?.kind === 'list' ? list.items : anyType;
    if (list && !['list', 'any', 'null'].includes(list.kind)) check.fault('/list', 'type-mismatch', `a loop goes over a list, not over ${list.kind}`);
    if (settings.index === settings.element) check.fault('/index', 'duplicate-name', `element and index are both called "${settings.element}": rename one`);
    const extra = new Map<string, FeelType>([[settings.element, element]]);
    if (settings.index !== undefined) extra.set(settings.index, { kind: 'number' });
    settings.accumulators?.forEach(({ name, initial }, i) => {
      const type = check.expression(initial, `/accumulators/${i}/initial`);
      check.assigns(name, type ?? anyType, `/accumulators/${i}/name`);
    });
    const set = check.graph(settings.body, '/body', extra);
    const after = new Map(extra);
    for (const name of set) after.set(name, check.scope.get(name) ?? anyType);
    settings.accumulators?.forEach(({ name, next }, i) => {
      check.expression(next, `/accumulators/${i}/next`, check.scope.get(name), after);
    });
    const { collect } = settings;
    if (settings.breakWhen !== undefined) check.expression(settings.breakWhen, '/breakWhen', { kind: 'boolean' }, after);
    if (collect) {
      const type = check.expression(collect.value, '/collect/value', undefined, after);
      check.assigns(collect.name, { kind: 'list', items: type ?? anyType }, '/collect/name');
    }
  },
  print(settings, printer) {
    const { count, exceeded } = settings.limit ?? defaultLimit;
    const [list, i, results] = [printer.local('list'), printer.local('i'), printer.local('results')];
    const elementCode = printer.slot(settings.element);
    const extra = new Map([[settings.element, { type: anyType, code: elementCode }]]);
    const indexCode = settings.index === undefined ? undefined : printer.slot(settings.index);
    if (settings.index !== undefined) extra.set(settings.index, { type: { kind: 'number' }, code: indexCode! });
    const { collect } = settings;
    const after = [
      ...(settings.accumulators ?? []).map(({ name, next }) => printer.assign(name, printer.expression(next, extra))),
      ...(collect ? [`${results}.push(${printer.expression(collect.value, extra)});`] : []),
      ...(settings.breakWhen === undefined ? [] : [`if (${printer.condition(settings.breakWhen, extra)}) break;`]),
    ];
    const end = exceeded === 'stop' ? `Math.min(${list}.length, ${count})` : `${list}.length`;
    return [
      `const ${list} = R.toList(${printer.expression(settings.list)});`,
      ...(exceeded === 'error' ? [`if (${list}.length > ${count}) R.tooMany(${list}.length, ${count});`] : []),
      ...(settings.accumulators ?? []).map(({ name, initial }) => printer.assign(name, printer.expression(initial))),
      ...(collect ? [`const ${results} = [];`] : []),
      printer.note(`{ elements: ${list}.length }`),
      `for (let ${i} = 0; ${i} < ${end}; ${i} += 1) {`,
      `  ${printer.tick()}`,
      `  ${elementCode} = ${list}[${i}];`,
      ...(indexCode === undefined ? [] : [`  ${indexCode} = ${i} + 1;`]),
      ...printer.graph(settings.body, extra, after.join('\n'), `${printer.literal(`${printer.nodeId}[`)} + (${i} + 1) + "]"`).split('\n').map((line) => `  ${line}`),
      '}',
      ...(collect ? [printer.assign(collect.name, results)] : []),
      printer.leave('next'),
    ].filter((line) => line !== '').join('\n');
  },
};
