import type { DecisionTableDocument, DecisionTableInput, DecisionTableOutput, DecisionTableRule } from '@arbiter/contracts';

/*
 * Edits of a decision table as a spreadsheet. Each gives a new document that shares every rule that did not change: an edit of one cell
 * copies the list of rules and one rule.
 */

/** A column as the spreadsheet shows it: the inputs, the outputs, then the annotation. */
export interface TableColumnPlace { kind: 'input' | 'output' | 'annotation'; place: number }
export interface TableCellChange { row: number; column: number; text: string }

/** The most rules and columns of a kind that a document may have. */
export const mostTableRules = 100_000;
export const mostTableColumns = 500;

export const columnCount = (table: DecisionTableDocument): number => table.inputs.length + table.outputs.length + 1;

export function columnAt(table: DecisionTableDocument, column: number): TableColumnPlace {
  if (column < table.inputs.length) return { kind: 'input', place: column };
  const place = column - table.inputs.length;
  return place < table.outputs.length ? { kind: 'output', place } : { kind: 'annotation', place: 0 };
}

export function columnOf(table: DecisionTableDocument, { kind, place }: TableColumnPlace): number {
  return kind === 'input' ? place : kind === 'output' ? table.inputs.length + place : table.inputs.length + table.outputs.length;
}

export function cellText(table: DecisionTableDocument, row: number, column: number): string {
  const rule = table.rules[row];
  if (!rule) return '';
  const { kind, place } = columnAt(table, column);
  return (kind === 'input' ? rule.inputs[place] : kind === 'output' ? rule.outputs[place] : rule.annotation) ?? '';
}

/** A rule that takes everything and says nothing yet. */
export const blankRule = (table: Pick<DecisionTableDocument, 'inputs' | 'outputs'>): DecisionTableRule => ({ inputs: table.inputs.map(() => '-'), outputs: table.outputs.map(() => '') });

/** What a cell says when it is emptied. */
export const blankCell = (table: DecisionTableDocument, column: number): string => (columnAt(table, column).kind === 'input' ? '-' : '');

/** Changes cells; rules that are not there yet are added, up to the limit. Cells beyond the columns are left out. */
export function setCells(table: DecisionTableDocument, changes: Iterable<TableCellChange>): DecisionTableDocument {
  let rules: DecisionTableRule[] | undefined;
  const own = new Set<number>();
  for (const { row, column, text } of changes) {
    if (row >= mostTableRules || column >= columnCount(table)) continue;
    if (row < table.rules.length && !own.has(row) && cellText(table, row, column) === text) continue;
    rules ??= [...table.rules];
    while (rules.length <= row) {
      own.add(rules.length);
      rules.push(blankRule(table));
    }
    const rule = own.has(row) ? rules[row]! : fullRule(table, rules[row]!);
    own.add(row);
    rules[row] = rule;
    const { kind, place } = columnAt(table, column);
    if (kind === 'input') rule.inputs[place] = text;
    else if (kind === 'output') rule.outputs[place] = text;
    else if (text === '') delete rule.annotation;
    else rule.annotation = text;
  }
  return rules ? { ...table, rules } : table;
}

/** A copy with a cell for each column, for a rule that has fewer. */
const fullRule = (table: DecisionTableDocument, rule: DecisionTableRule): DecisionTableRule => ({
  ...rule,
  inputs: table.inputs.map((_, place) => rule.inputs[place] ?? '-'),
  outputs: table.outputs.map((_, place) => rule.outputs[place] ?? ''),
});

export function insertRules(table: DecisionTableDocument, at: number, rules: readonly DecisionTableRule[]): DecisionTableDocument {
  const room = mostTableRules - table.rules.length;
  if (rules.length === 0 || room <= 0) return table;
  return { ...table, rules: [...table.rules.slice(0, at), ...rules.slice(0, room), ...table.rules.slice(at)] };
}

export function removeRules(table: DecisionTableDocument, rows: ReadonlySet<number>): DecisionTableDocument {
  return rows.size === 0 ? table : { ...table, rules: table.rules.filter((_, row) => !rows.has(row)) };
}

/** Copies rules below the last of them. Identifiers are not copied, since no two rules may have the same. */
export function duplicateRules(table: DecisionTableDocument, rows: readonly number[]): DecisionTableDocument {
  const copies = rows.flatMap((row) => (table.rules[row] ? [withoutId(table.rules[row])] : []));
  return insertRules(table, Math.max(...rows) + 1, copies);
}

function withoutId({ id: _, ...rule }: DecisionTableRule): DecisionTableRule {
  return rule;
}

/** Moves `count` rules so that the first of them stands at `to` of the list that is left without them. */
export function moveRules(table: DecisionTableDocument, from: number, count: number, to: number): DecisionTableDocument {
  const moved = table.rules.slice(from, from + count);
  const left = [...table.rules.slice(0, from), ...table.rules.slice(from + count)];
  const at = Math.max(0, Math.min(to, left.length));
  return at === from || moved.length === 0 ? table : { ...table, rules: [...left.slice(0, at), ...moved, ...left.slice(at)] };
}

/** Adds an input; every rule takes any value of it. */
export function addInput(table: DecisionTableDocument, at: number, input: DecisionTableInput): DecisionTableDocument {
  return { ...table, inputs: inserted(table.inputs, at, input), rules: table.rules.map((rule) => ({ ...rule, inputs: inserted(rule.inputs, at, '-') })) };
}

/** Adds an output with the same text in every rule. */
export function addOutput(table: DecisionTableDocument, at: number, output: DecisionTableOutput, text = ''): DecisionTableDocument {
  return { ...table, outputs: inserted(table.outputs, at, output), rules: table.rules.map((rule) => ({ ...rule, outputs: inserted(rule.outputs, at, text) })) };
}

/** Removes a column with its cells. The last output stays: a table must have one. */
export function removeColumn(table: DecisionTableDocument, { kind, place }: TableColumnPlace): DecisionTableDocument {
  if (kind === 'annotation') return { ...table, rules: table.rules.map(({ annotation: _, ...rule }) => rule) };
  if (kind === 'output' && table.outputs.length === 1) return table;
  const side = kind === 'input' ? 'inputs' : 'outputs';
  return { ...table, [side]: removed<unknown>(table[side], place), rules: table.rules.map((rule) => ({ ...rule, [side]: removed(rule[side], place) })) };
}

/** Moves a column among those of its kind. */
export function moveColumn(table: DecisionTableDocument, { kind, place }: TableColumnPlace, to: number): DecisionTableDocument {
  if (kind === 'annotation') return table;
  const side = kind === 'input' ? 'inputs' : 'outputs';
  const at = Math.max(0, Math.min(to, table[side].length - 1));
  if (at === place) return table;
  const move = <T>(list: readonly T[]): T[] => inserted(removed(list, place), at, list[place]!);
  return { ...table, [side]: move<unknown>(table[side]), rules: table.rules.map((rule) => ({ ...rule, [side]: move(rule[side]) })) };
}

/** Copies a column beside itself; a copied output gets a name of its own. */
export function duplicateColumn(table: DecisionTableDocument, { kind, place }: TableColumnPlace): DecisionTableDocument {
  if (kind === 'annotation') return table;
  const rulesOf = (side: 'inputs' | 'outputs'): DecisionTableRule[] => table.rules.map((rule) => ({ ...rule, [side]: inserted(rule[side], place + 1, rule[side][place] ?? '') }));
  if (kind === 'input') return { ...table, inputs: inserted(table.inputs, place + 1, table.inputs[place]!), rules: rulesOf('inputs') };
  const copy = { ...table.outputs[place]!, name: freeOutputName(table, table.outputs[place]!.name) };
  return { ...table, outputs: inserted(table.outputs, place + 1, copy), rules: rulesOf('outputs') };
}

export function freeOutputName(table: DecisionTableDocument, hint: string): string {
  const taken = new Set(table.outputs.map(({ name }) => name));
  if (!taken.has(hint)) return hint;
  for (let number = 2; ; number += 1) if (!taken.has(`${hint}_${number}`)) return `${hint}_${number}`;
}

export const changeInput = (table: DecisionTableDocument, place: number, input: DecisionTableInput): DecisionTableDocument => ({ ...table, inputs: table.inputs.map((former, at) => (at === place ? input : former)) });
export const changeOutput = (table: DecisionTableDocument, place: number, output: DecisionTableOutput): DecisionTableDocument => ({ ...table, outputs: table.outputs.map((former, at) => (at === place ? output : former)) });

/** Fills the cells below the first row of a range with the first row's. */
export function fillDown(table: DecisionTableDocument, rows: readonly number[], fromColumn: number, toColumn: number): DecisionTableDocument {
  const [first, ...others] = rows;
  if (first === undefined) return table;
  const changes: TableCellChange[] = [];
  for (const row of others) for (let column = fromColumn; column <= toColumn; column += 1) changes.push({ row, column, text: cellText(table, first, column) });
  return setCells(table, changes);
}

const inserted = <T>(list: readonly T[], at: number, item: T): T[] => [...list.slice(0, at), item, ...list.slice(at)];
const removed = <T>(list: readonly T[], at: number): T[] => list.filter((_, place) => place !== at);
