import type { FeelType } from '../../../feel/feel-type.js';
import type { NodeCheck, NodeKind, NodePrinter } from '../../node-kind.js';
import { anyType } from '../assignment.js';
import { defaultRowLimit, defaultSqlTimeoutMs, SqlSettings } from './sql-settings.js';
import { readSqlStatement } from './sql-statement.js';

const scalarTypes: Record<string, FeelType> = { text: { kind: 'string' }, integer: { kind: 'number' }, number: { kind: 'number' }, boolean: { kind: 'boolean' }, date: { kind: 'date' }, timestamp: { kind: 'date and time' } };
const feelTypeOf = (type: string): FeelType => (type.endsWith('[]') ? { kind: 'list', items: scalarTypes[type.slice(0, -2)] ?? anyType } : (scalarTypes[type] ?? anyType));

/** Reads from a named source with values bound apart from the statement. What the source's gate knows beyond this is checked by the server. */
export const sqlNode: NodeKind<SqlSettings> = {
  kind: 'sql',
  settings: SqlSettings,
  waits: () => true,
  ports: () => ['next'],
  check(settings, check) {
    checkParameters(settings, check);
    const { result } = settings;
    if (result.take === 'all-rows') return check.assigns(result.name, { kind: 'list', items: { kind: 'context', fields: {}, open: true } }, '/result/name');
    for (const [index, { name, column }] of result.columns.entries()) {
      check.assigns(name, anyType, `/result/columns/${index}/name`);
      if (result.columns.findIndex((other) => other.name === name) < index) check.fault(`/result/columns/${index}/name`, 'duplicate-name', `"${name}" gets two columns: write ${JSON.stringify(column)} to another name`);
      if (result.noRow !== 'defaults' && Object.hasOwn(result.columns[index] ?? {}, 'default')) check.warning(`/result/columns/${index}/default`, 'unused-default', `the default of "${name}" is used only where "noRow" is "defaults"`);
    }
  },
  print(settings, printer) {
    const rows = printer.local('rows');
    const parameters = (settings.parameters ?? []).map(({ name, type, value }) => `${printer.literal(name)}: { type: ${printer.literal(type)}, value: R.${type.startsWith('timestamp') ? 'instants' : 'toJson'}(${printer.expression(value)}) }`);
    const request = `{ source: ${printer.literal(settings.source)}, statement: ${printer.literal(settings.statement)}, parameters: { ${parameters.join(', ')} }, rowLimit: ${settings.rowLimit ?? defaultRowLimit}, timeoutMs: ${settings.timeoutMs ?? defaultSqlTimeoutMs} }`;
    return [`const ${rows} = ${printer.service('sql', request)};`, printer.note(`{ rows: ${rows}.length }`), ...printResult(settings, rows, printer), printer.leave('next')].filter((line) => line !== '').join('\n');
  },
};

function checkParameters({ statement, parameters = [] }: SqlSettings, check: NodeCheck): void {
  const mapped = new Set<string>();
  for (const [index, { name, type, value }] of parameters.entries()) {
    if (mapped.has(name)) check.fault(`/parameters/${index}/name`, 'duplicate-name', `the parameter "${name}" is mapped twice: leave one of them`);
    mapped.add(name);
    check.expression(value, `/parameters/${index}/value`, feelTypeOf(type));
  }
  // Which dialect is spoken is known to the server alone: a statement that fits in one of them passes here.
  const readings = [readSqlStatement(statement, 'clickhouse'), readSqlStatement(statement, 'postgresql')];
  const [best] = readings.flatMap((reading) => (reading.ok ? [reading.value] : [])).sort((one, other) => misfit(one.parameters, mapped) - misfit(other.parameters, mapped));
  if (!best) {
    const [reading] = readings;
    if (reading && !reading.ok) check.fault('/statement', 'sql-refused', `${reading.error.message} (at character ${reading.error.at + 1})`);
    return;
  }
  for (const name of best.parameters) if (!mapped.has(name)) check.fault('/statement', 'parameter-missing', `the statement reads the parameter "${name}", which no value is mapped to: add it to the parameters`);
  for (const [index, { name }] of parameters.entries()) if (!best.parameters.includes(name)) check.fault(`/parameters/${index}/name`, 'parameter-unused', `the statement does not read the parameter "${name}": write {${name}} where its value is meant, or remove it`);
}

const misfit = (inStatement: readonly string[], mapped: ReadonlySet<string>) => inStatement.filter((name) => !mapped.has(name)).length + [...mapped].filter((name) => !inStatement.includes(name)).length;

function printResult({ result, source }: SqlSettings, rows: string, printer: NodePrinter): string[] {
  const take = (name: string) => printer.define(`take_${name}`, `R.jsonTaker(${printer.literal(printer.scope.get(name) ?? anyType)})`);
  if (result.take === 'all-rows') return [printer.assign(result.name, `${take(result.name)}(${rows})`)];
  const row = printer.local('row');
  const absent = (fallback: unknown) => (result.noRow === 'defaults' && fallback !== undefined ? printer.literal(fallback) : 'null');
  const lines = result.columns.map(({ column, name, default: fallback }) => printer.assign(name, `${take(name)}(R.columnOf(${row}, ${printer.literal(column)}, ${absent(fallback)}))`));
  return [`const ${row} = ${result.noRow === 'error' ? `R.firstRow(${rows}, ${printer.literal(source)})` : `${rows}[0]`};`, ...lines];
}
