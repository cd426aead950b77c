import { printFeelJavaScript, type CheckedFeel } from '../feel/index.js';
import type { CheckedDecisionTable, TableRule } from './check-decision-table.js';
import { nameCodes } from './name-codes.js';
import { printCell, printKey, type ColumnCode, type ReadName } from './print-cell.js';
import { constantOf } from './read-cell.js';

/** Tables up to this many rules are printed as plain conditions, larger ones as an index over their columns. */
export const plainRules = 40;

/**
 * The table as a JavaScript expression over the runtime `R`. It evaluates to a function `(x, …names) => TableOutcome`: `x` is the context of
 * the evaluation, the names are those of `table.names` in their order.
 */
export function printDecisionTable(table: CheckedDecisionTable): string {
  const codes = nameCodes(table.names);
  const read: ReadName = (name) => codes.get(name)!;
  const parameters = ['x', ...codes.values()].join(', ');
  const columns = table.inputs.map((input, index): ColumnCode => ({ kind: input.kind, value: `v${index + 1}`, key: `k${index + 1}` }));
  const feel = (checked: CheckedFeel): string => printFeelJavaScript(checked, { read });
  const head = table.inputs.flatMap(({ checked, name }, index) => [`const v${index + 1} = ${feel(checked)};${remark(name === checked.tree.kind ? '' : name)}`]);
  const large = table.rules.length > plainRules;
  const lines = [
    `const policy = ${printPolicy(table, read, parameters)};`,
    ...(large ? packedLines(table) : []),
    ...(table.document.hitPolicy === 'F' && !large ? [] : outputLines(table, feel, parameters, columns, large, read)),
    `return (${parameters}) => {`,
    ...[...head, ...allowedLines(table, columns, read), ...(large ? largeBody(table, parameters) : plainBody(table, columns, read, feel, parameters))].map((line) => `  ${line}`),
    '};',
  ];
  return `(() => {\n${lines.map((line) => `  ${line}`).join('\n')}\n})()`;
}

/** A comment at the end of a line; whatever could end it becomes a space. */
export const remark = (text: string): string => (text === '' ? '' : ` // ${text.replace(/[\r\n\u2028\u2029]+/g, ' ').slice(0, 200)}`);

export function printPolicy(table: CheckedDecisionTable, read: ReadName, parameters: string): string {
  const { document, outputs, rules } = table;
  const ids = rules.flatMap((rule, index) => (document.rules[index]!.id === undefined ? [] : [`${index}: ${JSON.stringify(rule.name)}`]));
  const parts = [`title: ${JSON.stringify(`decision table${document.name ? ` "${document.name}"` : ''}`)}`, `policy: "${document.hitPolicy}"`];
  if (document.aggregator) parts.push(`aggregator: "${document.aggregator}"`);
  parts.push(`outputs: ${JSON.stringify(outputs.map(({ name }) => name))}`);
  if (ids.length > 0) parts.push(`ids: { ${ids.join(', ')} }`);
  if (document.hitPolicy === 'P' || document.hitPolicy === 'O') {
    const column = (place: number): ColumnCode => ({ kind: undefined, value: 'v', key: `k${place}` });
    const test = (cell: NonNullable<(typeof outputs)[number]['values']>[number]): string => `(v) => ${printCell({ checked: cell.checked, set: cell.set === 'any' ? 'any' : 'unknown' }, column(0), () => 'null') ?? 'true'}`;
    parts.push(`ranks: [${outputs.map(({ values }) => (values ? `[${values.map(test).join(', ')}]` : 'null')).join(', ')}]`);
  }
  void parameters;
  return `{ ${parts.join(', ')} }`;
}

function allowedLines(table: CheckedDecisionTable, columns: readonly ColumnCode[], read: ReadName): string[] {
  return table.inputs.flatMap(({ allowed, name }, index) => {
    const keys = printKey(columns[index]!);
    const needed = keys !== '' && table.rules.length <= plainRules ? [keys] : [];
    const code = allowed && printCell({ checked: allowed.checked, set: needed.length > 0 || columns[index]!.kind === undefined ? allowed.set : 'unknown' }, columns[index]!, read);
    if (!code) return needed;
    const message = `decision table${table.document.name ? ` "${table.document.name}"` : ''}: the input "${name}" has a value that is not allowed; allowed are ${allowed.source.slice(0, 200)}`;
    return [...needed, `if (!(${code})) return { value: null, hits: [], violation: { code: "input-not-allowed", message: ${JSON.stringify(message)}, rules: [] } };`];
  });
}

function plainBody(table: CheckedDecisionTable, columns: readonly ColumnCode[], read: ReadName, feel: (checked: CheckedFeel) => string, parameters: string): string[] {
  const first = table.document.hitPolicy === 'F';
  const lines = first ? [] : ['const hits = [];'];
  for (const [index, rule] of table.rules.entries()) {
    const conditions = rule.inputs.flatMap((cell, column) => printCell(cell, columns[column]!, read) ?? []);
    const then = first ? `return R.tableHit(${index}, ${composed(table, rule, feel)});` : `hits.push(${index});`;
    lines.push(`${conditions.length > 0 ? `if (${conditions.join(' && ')}) ` : ''}${then}${remark(ruleText(rule, index))}`);
    if (first && conditions.length === 0) return lines;
  }
  if (!first) lines.push(...outcomeLines(table, feel, parameters));
  else lines.push(noHit(table, feel));
  return lines;
}

const ruleText = (rule: TableRule, index: number): string => `${rule.name === String(index + 1) ? `rule ${index + 1}` : rule.name}: ${rule.inputs.map(({ source }) => source).join(' | ')}${rule.annotation ? ` (${rule.annotation})` : ''}`;

function composed(table: CheckedDecisionTable, rule: TableRule, feel: (checked: CheckedFeel) => string): string {
  if (table.outputs.length === 1) return feel(rule.outputs[0]!);
  return `{ ${table.outputs.map(({ name }, place) => `[${JSON.stringify(name)}]: ${feel(rule.outputs[place]!)}`).join(', ')} }`;
}

function noHit(table: CheckedDecisionTable, feel: (checked: CheckedFeel) => string): string {
  if (!table.outputs.some((output) => output.default)) return 'return R.tableNoHit(policy);';
  const values = table.outputs.map((output) => (output.default ? feel(output.default) : 'null'));
  return `return R.tableDefault(policy, ${values.length === 1 ? values[0]! : `{ ${table.outputs.map(({ name }, place) => `[${JSON.stringify(name)}]: ${values[place]!}`).join(', ')} }`});`;
}

/** Where every output is a literal, rows of values; else functions of the names, so that only the rules that hit are evaluated. */
const allConstant = (table: CheckedDecisionTable): boolean => table.rules.every((rule) => rule.outputs.every(({ tree }) => isPlainConstant(tree)));
const isPlainConstant = (tree: CheckedFeel['tree']): boolean => {
  const constant = constantOf(tree);
  return constant !== undefined && (constant.value === null || typeof constant.value !== 'object');
};

function outputLines(table: CheckedDecisionTable, feel: (checked: CheckedFeel) => string, parameters: string, columns: readonly ColumnCode[], large: boolean, read: ReadName): string[] {
  const constant = allConstant(table);
  const lines = ['const outputs = [', ...table.rules.map((rule, index) => `  ${constant ? '' : `(${parameters}) => `}[${rule.outputs.map(feel).join(', ')}],${remark(large ? ruleText(rule, index) : `rule ${index + 1}`)}`), '];'];
  if (large) {
    const checks = table.rules.flatMap((rule, index) => {
      const unknown = rule.inputs.flatMap((cell, column) => (cell.set === 'unknown' ? [printCell(cell, columns[column]!, read)!] : []));
      return unknown.length === 0 ? [] : [`  ${index}: (${[parameters, ...columns.map(({ value }) => value)].join(', ')}) => ${unknown.join(' && ')},`];
    });
    if (checks.length > 0) lines.push('const checks = {', ...checks, '};');
  }
  return lines;
}

const outcomeLines = (table: CheckedDecisionTable, feel: (checked: CheckedFeel) => string, parameters: string): string[] => [
  `if (hits.length === 0) ${noHit(table, feel)}`,
  `return R.tableOutcome(policy, hits, (rule) => outputs[rule]${allConstant(table) ? '' : `(${parameters})`});`,
];

function packedLines(table: CheckedDecisionTable): string[] {
  const kinds: string[] = [];
  const cells: string[][] = [];
  const places: number[][] = table.rules.map(() => []);
  table.inputs.forEach(({ kind }, column) => {
    if (kind === undefined) return;
    const known = new Map<string, number>();
    table.rules.forEach((rule, index) => {
      const set = rule.inputs[column]!.set;
      const text = JSON.stringify(set === 'unknown' ? 'any' : set);
      let place = known.get(text);
      if (place === undefined) known.set(text, (place = known.size));
      places[index]!.push(place);
    });
    kinds.push(kind);
    cells.push([...known.keys()]);
  });
  return [
    'const index = R.packedTable({',
    `  kinds: ${JSON.stringify(kinds)},`,
    '  cells: [',
    ...cells.map((column) => `    [${column.join(', ')}],`),
    '  ],',
    `  rules: [${places.map((row) => `[${row.join(',')}]`).join(', ')}],`,
    '});',
  ];
}

function largeBody(table: CheckedDecisionTable, parameters: string): string[] {
  const indexed = table.inputs.flatMap(({ kind }, column) => (kind === undefined ? [] : [`v${column + 1}`]));
  const values = [parameters, ...table.inputs.map((_, column) => `v${column + 1}`)].join(', ');
  const read: ReadName = (name) => nameCodes(table.names).get(name)!;
  const feel = (checked: CheckedFeel): string => printFeelJavaScript(checked, { read });
  const checked = table.rules.some((rule) => rule.inputs.some(({ set }) => set === 'unknown'));
  const lines: string[] = [];
  if (table.document.hitPolicy === 'F') {
    if (checked) lines.push(`const first = index.find([${indexed.join(', ')}]).find((rule) => !checks[rule] || checks[rule](${values})) ?? -1;`);
    else lines.push(`const first = index.first([${indexed.join(', ')}]);`);
    lines.push('const hits = first < 0 ? [] : [first];');
  } else {
    lines.push(`const hits = index.find([${indexed.join(', ')}])${checked ? `.filter((rule) => !checks[rule] || checks[rule](${values}))` : ''};`);
  }
  return [...lines, ...outcomeLines(table, feel, parameters)];
}
