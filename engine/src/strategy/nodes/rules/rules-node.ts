import type { Fault } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../../../feel/feel-type.js';
import type { NodeCheck, NodeKind } from '../../node-kind.js';
import { anyType } from '../assignment.js';
import { printRulesSql } from './print-rules-sql.js';
import { readContent } from './read-content.js';
import { rulesIn } from './rules-in.js';
import { documentOf } from './rules-document.js';
import { RulesSettings, type RuleContentKind } from './rules-settings.js';

/** Business rules: a rule set, a decision table, a scorecard or a decision tree. */
export const rulesNode: NodeKind<RulesSettings> = {
  kind: 'rules',
  settings: RulesSettings,
  waits: () => false,
  ports: () => ['next'],
  rules: (settings, dependencies) => rulesIn(settings, dependencies),
  references: ({ content }) => ('reference' in content ? [content.reference] : []),
  check(settings, check) {
    const found = documentOf(settings, check.dependencies);
    if (!found) return tellMissing(settings, check);
    if (settings.facts && found.kind !== 'rule-set') check.fault('/facts', 'not-used', `a ${inWords(found.kind)} reads names of the data model itself: only a rule set takes "facts"`);
    if (settings.mode && found.kind !== 'rule-set') check.fault('/mode', 'not-used', `"mode" goes with a rule set; a ${inWords(found.kind)} has rules of its own for what counts`);
    const content = readContent(found.kind, found.document, settings, check.scope, check.fields);
    if (!content.ok) return content.error.forEach((fault) => tell(check, 'fault', found.path, fault));
    const { names, results, warnings, facts } = content.value;
    for (const fault of warnings()) tell(check, 'warning', found.path, fault);
    for (const name of names) if (check.scope.has(name)) check.reads(name, found.path);
    for (const { source, path } of facts) check.expression(source, path);
    checkResults(settings, check, new Map([...results].map(([name, { type }]) => [name, type])));
  },
  print(settings, printer) {
    const { kind, document } = documentOf(settings, printer.dependencies)!;
    const read = readContent(kind, document, settings, printer.scope, undefined);
    if (!read.ok) throw new Error(read.error[0]!.message);
    const content = read.value;
    const outcome = printer.local('outcome');
    const facts = printer.local('facts');
    const lines = content.factsCode ? [`const ${facts} = ${content.factsCode(printer)};`] : [];
    lines.push(`const ${outcome} = ${content.call(printer, facts)};`);
    const values = content.factsCode ? facts : `{ ${content.names.map((name) => `[${JSON.stringify(name)}]: ${printer.read(name)}`).join(', ')} }`;
    lines.push(printer.note(`{ ${content.note(outcome)}, on: ${values} }`));
    const extra = new Map([...content.results].map(([name, { type, code }]) => [name, { type, code: code(outcome) }]));
    if (content.violates && settings.violation !== 'null') lines.push(`if (${outcome}.violation !== null) throw new R.StrategyFailure(${outcome}.violation.code, ${outcome}.violation.message);`);
    for (const { name, value } of settings.results) lines.push(printer.assign(name, printer.expression(value, extra)));
    if (settings.reasons !== undefined) lines.push(printer.reason(printer.expression(settings.reasons, extra)));
    lines.push(printer.leave('next'));
    return lines.filter((line) => line !== '').join('\n');
  },
  printSql: printRulesSql,
};

const inWords = (kind: RuleContentKind): string => kind.replace('-', ' ');

function tellMissing(settings: RulesSettings, check: NodeCheck): void {
  if (!('reference' in settings.content)) return;
  const { kind, id, version } = settings.content.reference;
  if (kind === 'strategy' || kind === 'model') check.fault('/content/reference/kind', 'wrong-kind', `rules are a rule set, a decision table, a scorecard or a decision tree, not a ${kind}`);
  else check.fault('/content/reference', 'missing-reference', `${inWords(kind)} "${id}" has no registered version ${version}: choose one that exists`);
}

/** A registered document's faults stand at the reference: there is no other place in this strategy. */
const tell = (check: NodeCheck, how: 'fault' | 'warning', path: string, { path: at, code, message }: Fault): void =>
  path === '/content/document' ? check[how](`${path}${at}`, code, message) : check[how](path, code, `${at === '' ? '' : `${at}: `}${message}`);

function checkResults(settings: RulesSettings, check: NodeCheck, extra: FeelScope): void {
  settings.results.forEach(({ name, value }, i) => {
    const type = check.expression(value, `/results/${i}/value`, undefined, extra);
    check.assigns(name, type ?? anyType, `/results/${i}/name`);
  });
  if (settings.reasons === undefined) return;
  const type: FeelType | undefined = check.expression(settings.reasons, '/reasons', undefined, extra);
  const of = type?.kind === 'list' ? type.items : type;
  if (of && !['string', 'any', 'null'].includes(of.kind)) check.fault('/reasons', 'type-mismatch', `reason codes are texts, not ${of.kind}`);
}
