import { FieldName } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import type { FeelType } from '../../../feel/feel-type.js';
import { checkFeel } from '../../../feel/index.js';
import type { NodeCheck, NodeKind, NodePrinter } from '../../node-kind.js';
import { anyType, Expression, textType } from '../assignment.js';
import { printArbitrateSql } from './print-arbitrate-sql.js';

const ReasonCode = Type.String({ minLength: 1, maxLength: 200 });
const factors = {
  /** Probability that the customer accepts. */
  propensity: Expression,
  /** Weight of the present context; 1 where left out. */
  context: Type.Optional(Expression),
  /** What an acceptance is worth. */
  value: Expression,
  /** Weight that the business sets; 1 where left out. */
  lever: Type.Optional(Expression),
  /** Conditions that must all be true; the reason code of each one that is not is told. */
  eligibility: Type.Optional(Type.Array(Type.Object({ condition: Expression, reason: ReasonCode }, { additionalProperties: false }), { maxItems: 100 })),
};

/**
 * Candidates are written one by one (`candidates`), or are the elements of a list (`list`), whose expressions read an element as
 * `candidate`. The best and the first `count` go into names of the data model.
 */
export const ArbitrateSettings = Type.Object(
  {
    candidates: Type.Optional(Type.Array(Type.Object({ action: Type.String({ minLength: 1, maxLength: 200 }), channel: Type.Optional(Type.String({ maxLength: 100 })), ...factors }, { additionalProperties: false }), { minItems: 1, maxItems: 1000 })),
    list: Type.Optional(Type.Object({ from: Expression, action: Expression, channel: Type.Optional(Expression), order: Type.Optional(Expression), ...factors }, { additionalProperties: false })),
    best: Type.Optional(Type.Object({ action: Type.Optional(FieldName), channel: Type.Optional(FieldName), score: Type.Optional(FieldName), candidate: Type.Optional(FieldName) }, { additionalProperties: false })),
    /** `candidates`: list of objects (action, channel, score, propensity, context, value, lever, item); `actions`: list of names. */
    top: Type.Optional(Type.Object({ count: Type.Integer({ minimum: 1, maximum: 1000 }), candidates: Type.Optional(FieldName), actions: Type.Optional(FieldName) }, { additionalProperties: false })),
    /** List of objects { action, reasons } of the candidates that were left out. */
    removed: Type.Optional(FieldName),
    /** `all`: reason codes of left-out candidates are added to the answer; `none-left`: only where no candidate is left. */
    reasons: Type.Optional(Type.Enum(['none', 'none-left', 'all'])),
  },
  { additionalProperties: false },
);
export type ArbitrateSettings = Static<typeof ArbitrateSettings>;
export type ArbitrateFactors = NonNullable<ArbitrateSettings['list']>;

const numberType: FeelType = { kind: 'number' };
const rankedType = (item: FeelType | undefined): FeelType => ({
  kind: 'context',
  fields: { action: textType, channel: textType, score: numberType, propensity: numberType, context: numberType, value: numberType, lever: numberType, ...(item ? { item } : {}) },
});
const removedType: FeelType = { kind: 'list', items: { kind: 'context', fields: { action: textType, reasons: { kind: 'list', items: textType } } } };
const factorNames = ['propensity', 'context', 'value', 'lever'] as const;

/** Ranks candidate actions by P × C × V × L and leaves by "chosen", or by "none" where no candidate is left. */
export const arbitrateNode: NodeKind<ArbitrateSettings> = {
  kind: 'arbitrate',
  settings: ArbitrateSettings,
  waits: () => false,
  ports: () => ['chosen', 'none'],
  check(settings, check) {
    const { candidates, list, best, top, removed } = settings;
    if ((candidates === undefined) === (list === undefined)) check.fault('', 'ambiguous', 'candidates are either written one by one ("candidates") or taken from a list ("list"): give one of the two');
    candidates?.forEach((candidate, index) => {
      const same = candidates.findIndex((other) => other.action === candidate.action && other.channel === candidate.channel);
      if (same < index) check.fault(`/candidates/${index}/action`, 'duplicate-name', `the action "${candidate.action}"${candidate.channel === undefined ? '' : ` on the channel "${candidate.channel}"`} stands twice`);
      checkFactors(candidate, `/candidates/${index}`, check);
    });
    let item: FeelType | undefined;
    if (list) {
      const from = check.expression(list.from, '/list/from');
      if (from && from.kind !== 'list' && from.kind !== 'any') check.fault('/list/from', 'type-mismatch', `candidates come from a list, not from ${from.kind}`);
      item = from?.kind === 'list' ? from.items : anyType;
      const extra = new Map([['candidate', item]]);
      check.expression(list.action, '/list/action', textType, extra);
      if (list.channel !== undefined) check.expression(list.channel, '/list/channel', textType, extra);
      if (list.order !== undefined) check.expression(list.order, '/list/order', numberType, extra);
      checkFactors(list, '/list', check, extra);
    }
    if (best?.action !== undefined) check.assigns(best.action, textType, '/best/action');
    if (best?.channel !== undefined) check.assigns(best.channel, textType, '/best/channel');
    if (best?.score !== undefined) check.assigns(best.score, numberType, '/best/score');
    if (best?.candidate !== undefined) check.assigns(best.candidate, rankedType(item), '/best/candidate');
    if (top?.candidates !== undefined) check.assigns(top.candidates, { kind: 'list', items: rankedType(item) }, '/top/candidates');
    if (top?.actions !== undefined) check.assigns(top.actions, { kind: 'list', items: textType }, '/top/actions');
    if (removed !== undefined) check.assigns(removed, removedType, '/removed');
  },
  print(settings, printer) {
    const [candidates, ranking, best] = [printer.local('candidates'), printer.local('ranking'), printer.local('best')];
    const { list, top } = settings;
    const lines: string[] = [];
    if (list) {
      const item = printer.local('item');
      const extra = new Map([['candidate', { type: itemType(list.from, printer), code: item }]]);
      const optional = (name: string, source: string | undefined): string => (source === undefined ? '' : `, ${name}: ${printer.expression(source, extra)}`);
      lines.push(
        `const ${candidates} = [];`,
        `for (const ${item} of R.candidateList(${printer.expression(list.from)})) {`,
        printer.tick(),
        `${candidates}.push({ action: ${printer.expression(list.action, extra)}, channel: ${list.channel === undefined ? 'null' : printer.expression(list.channel, extra)}${optional('order', list.order)}, ${printFactors(list, printer, extra)}, item: ${item} });`,
        '}',
      );
    } else {
      lines.push(`const ${candidates} = [`, ...settings.candidates!.map((candidate) => `{ action: ${printer.literal(candidate.action)}, channel: ${printer.literal(candidate.channel ?? null)}, ${printFactors(candidate, printer)} },`), '];');
    }
    const firstOf = (field: 'action' | 'channel' | 'score' | 'candidate'): string => (field === 'candidate' ? best : `${best} === null ? null : ${best}.${field}`);
    lines.push(`const ${ranking} = R.rankCandidates(${candidates}, ${list ? 'false' : 'true'});`, `const ${best} = ${ranking}.ranked[0] ?? null;`, printer.note(ranking));
    for (const field of ['action', 'channel', 'score', 'candidate'] as const) {
      const name = settings.best?.[field];
      if (name !== undefined) lines.push(printer.assign(name, `(${firstOf(field)})`));
    }
    if (top?.candidates !== undefined) lines.push(printer.assign(top.candidates, `${ranking}.ranked.slice(0, ${top.count})`));
    if (top?.actions !== undefined) lines.push(printer.assign(top.actions, `${ranking}.ranked.slice(0, ${top.count}).map((one) => one.action)`));
    if (settings.removed !== undefined) lines.push(printer.assign(settings.removed, `${ranking}.removed`));
    const reasons = printer.reason(`${ranking}.removed.flatMap((one) => one.reasons)`);
    if (settings.reasons === 'all') lines.push(reasons);
    lines.push(`if (${best} === null) {`, ...(settings.reasons === 'none-left' ? [reasons] : []), printer.leave('none'), '}', printer.leave('chosen'));
    return lines.filter((line) => line !== '').join('\n');
  },
  printSql: printArbitrateSql,
};

function checkFactors(part: Pick<ArbitrateFactors, (typeof factorNames)[number] | 'eligibility'>, path: string, check: NodeCheck, extra?: ReadonlyMap<string, FeelType>): void {
  for (const name of factorNames) {
    const source = part[name];
    if (source !== undefined) check.expression(source, `${path}/${name}`, numberType, extra);
  }
  part.eligibility?.forEach(({ condition }, index) => check.expression(condition, `${path}/eligibility/${index}/condition`, { kind: 'boolean' }, extra));
}

type Extra = ReadonlyMap<string, { type: FeelType; code: string }>;
function printFactors(part: Pick<ArbitrateFactors, (typeof factorNames)[number] | 'eligibility'>, printer: NodePrinter, extra?: Extra): string {
  const parts = factorNames.map((name) => `${name}: ${part[name] === undefined ? '1' : printer.expression(part[name], extra)}`);
  const reasons = (part.eligibility ?? []).map(({ condition, reason }) => `...(${printer.condition(condition, extra)} ? [] : [${printer.literal(reason)}])`);
  return `${parts.join(', ')}, reasons: [${reasons.join(', ')}]`;
}

function itemType(from: string, printer: NodePrinter): FeelType {
  const checked = checkFeel(from, { scope: printer.scope, strict: true });
  return checked.ok && checked.value.type.kind === 'list' ? checked.value.type.items : anyType;
}
