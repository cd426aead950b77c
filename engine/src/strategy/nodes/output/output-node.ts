import { FieldName } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import { checkFeel } from '../../../feel/index.js';
import type { NodeKind } from '../../node-kind.js';
import { Assignments, checkAssignments, Expression, printAssignments, printAssignmentsSql, textType } from '../assignment.js';

/**
 * How a strategy ends. `assignments` set outputs; `decision`, `action` (a code), `channel`, `terms` and `reasonCodes` (each a text, a list
 * of texts or null) make up the outcome.
 */
export const OutputSettings = Type.Object(
  {
    assignments: Type.Optional(Assignments),
    decision: Type.Optional(Expression),
    action: Type.Optional(Expression),
    channel: Type.Optional(Expression),
    terms: Type.Optional(Type.Array(Type.Object({ name: FieldName, value: Expression }, { additionalProperties: false }), { maxItems: 200 })),
    reasonCodes: Type.Optional(Type.Array(Expression, { maxItems: 200 })),
  },
  { additionalProperties: false },
);
export type OutputSettings = Static<typeof OutputSettings>;

export const outputNode: NodeKind<OutputSettings> = {
  kind: 'output',
  role: 'end',
  settings: OutputSettings,
  waits: () => false,
  ports: () => [],
  check(settings, check) {
    checkAssignments(settings.assignments ?? [], '/assignments', check);
    if (settings.decision !== undefined) check.expression(settings.decision, '/decision');
    if (settings.action !== undefined) check.expression(settings.action, '/action', textType);
    if (settings.channel !== undefined) check.expression(settings.channel, '/channel', textType);
    const names = new Set<string>();
    settings.terms?.forEach(({ name, value }, i) => {
      if (names.has(name)) check.fault(`/terms/${i}/name`, 'duplicate-name', `the term "${name}" stands twice: rename one`);
      if (name === '__proto__') check.fault(`/terms/${i}/name`, 'bad-name', 'a term cannot be called "__proto__"');
      names.add(name);
      check.expression(value, `/terms/${i}/value`);
    });
    settings.reasonCodes?.forEach((code, i) => {
      const type = check.expression(code, `/reasonCodes/${i}`);
      if (type && !['any', 'null', 'string', 'list'].includes(type.kind)) check.fault(`/reasonCodes/${i}`, 'type-mismatch', `a reason code is a string or a list of strings, not ${type.kind}`);
    });
  },
  print(settings, printer) {
    const lines = printAssignments(settings.assignments ?? [], printer);
    if (settings.decision !== undefined) lines.push(`s.$decision = ${printer.expression(settings.decision)};`);
    if (settings.action !== undefined) lines.push(`s.$action = R.toText(${printer.expression(settings.action)}, "action");`);
    if (settings.channel !== undefined) lines.push(`s.$channel = R.toText(${printer.expression(settings.channel)}, "channel");`);
    if (settings.terms && settings.terms.length > 0) lines.push(`s.$terms = { ${settings.terms.map(({ name, value }) => `${printer.literal(name)}: ${printer.expression(value)}`).join(', ')} };`);
    for (const code of settings.reasonCodes ?? []) lines.push(printer.reason(printer.expression(code)));
    const note = printer.note('{ decision: s.$decision, action: s.$action, channel: s.$channel, terms: s.$terms, reasonCodes: s.$reasons.slice() }');
    if (note) lines.push(note);
    return [...lines, printer.leave('')].join('\n');
  },
  printSql(settings, printer) {
    printAssignmentsSql(settings.assignments ?? [], printer);
    for (const part of ['decision', 'action', 'channel'] as const) {
      const source = settings[part];
      if (source === undefined) continue;
      const checked = checkFeel(source, { scope: printer.scope, strict: true });
      if (!checked.ok || !['string', 'null'].includes(checked.value.type.kind)) printer.refuse(`the ${part} is a column of texts: only an expression of type string becomes one`);
      printer.outcome(part, printer.expression(source));
    }
    if (settings.terms && settings.terms.length > 0) printer.refuse('terms are an object, which is no column: assign its parts to outputs');
    for (const code of settings.reasonCodes ?? []) printer.reason(printer.expression(code));
    printer.leave([]);
  },
};
