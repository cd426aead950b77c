import { aggregators, hitPolicies, type Aggregator, type DecisionTableDocument, type DecisionTableRule, type Fault, type FieldType, type HitPolicy, type Result, fieldTypes } from '@arbiter/contracts';
import { parse } from 'csv-parse/sync';
import { splitTests } from './split-tests.js';

/**
 * A decision table as a spreadsheet. The first rows describe it, each by the word in its first cell; then every row is a rule, whose first
 * cell is its identifier:
 *
 *   name, Credit limit
 *   hit policy, U
 *   column, input, input, output, annotation
 *   expression, age, region, limit
 *   label | type | allowed | default — where there are any
 *   rules
 *   , [18..25), """EU""", 100, young
 *
 * Cells are FEEL, as in the table itself. `name` and `expression` of an output column are its name; `allowed` of an output are its values
 * in order of priority.
 */
const describing = ['name', 'hit policy', 'aggregator', 'column', 'expression', 'label', 'type', 'allowed', 'default'] as const;
type Describing = (typeof describing)[number];

const largestText = 50_000_000;

export function decisionTableFromCsv(text: string): Result<DecisionTableDocument, Fault[]> {
  if (text.length > largestText) return refuse('', 'too-large', `The file has ${text.length} characters; a table may have ${largestText}`);
  let rows: string[][];
  try {
    const first = text.slice(0, 10_000).split(/\r?\n/, 40).join('\n');
    const delimiter = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length)[0]!;
    rows = parse(text, { bom: true, delimiter: text.includes('\n') ? delimiter : ',', relax_column_count: true, skip_empty_lines: true, max_record_size: 10_000_000 });
  } catch (error) {
    return refuse('', 'unreadable-csv', `The text is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
  return decisionTableFromRows(rows.map((row) => row.map(unescapeCell)));
}

/** Whether the first row describes a table; rows of a spreadsheet that was not made by the export begin otherwise. */
export const describesTable = (rows: readonly (readonly string[])[]): boolean => (describing as readonly string[]).includes((rows[0]?.[0] ?? '').trim().toLowerCase());

/** A table of a spreadsheet's rows, as `decisionTableToRows` makes them. */
export function decisionTableFromRows(rows: readonly (readonly string[])[]): Result<DecisionTableDocument, Fault[]> {
  const said = new Map<Describing, string[]>();
  let at = 0;
  for (; at < rows.length; at += 1) {
    const word = (rows[at]![0] ?? '').trim().toLowerCase();
    if (word === 'rules') break;
    if (!(describing as readonly string[]).includes(word)) return refuse(`/${at}`, 'unknown-row', `Row ${at + 1} begins with "${word.slice(0, 60)}"; before the row "rules" there can be ${describing.join(', ')}`);
    if (said.has(word as Describing)) return refuse(`/${at}`, 'duplicate', `Row ${at + 1} says "${word}" a second time; keep one`);
    said.set(word as Describing, rows[at]!.slice(1).map((cell) => cell.trim()));
  }
  if (at === rows.length) return refuse('', 'incomplete', 'There is no row "rules"; put it between the description and the rules');
  return readRows(said, rows.slice(at + 1), at + 1);
}

function readRows(said: ReadonlyMap<Describing, string[]>, rows: readonly (readonly string[])[], offset: number): Result<DecisionTableDocument, Fault[]> {
  const columns = said.get('column')?.map((word) => word.toLowerCase()) ?? [];
  const faults: Fault[] = [];
  const fault = (path: string, code: string, message: string): void => void (faults.length < 100 && faults.push({ path, code, message }));
  columns.forEach((word, index) => {
    if (!['input', 'output', 'annotation', ''].includes(word)) fault(`/column/${index}`, 'unknown-column', `Column ${index + 2} is called "${word.slice(0, 60)}"; it can be input, output or annotation`);
  });
  const policy = (said.get('hit policy')?.[0] ?? 'U').toUpperCase();
  // The standard's own spelling: C+, C<, C>, C#.
  const short = ({ '+': 'sum', '<': 'min', '>': 'max', '#': 'count' } as Record<string, Aggregator>)[policy.slice(1)];
  const letter = policy.slice(0, 1);
  if (!(hitPolicies as readonly string[]).includes(letter) || (policy.length > 1 && !short)) fault('/hit policy', 'unknown-hit-policy', `The hit policy "${policy.slice(0, 20)}" is not known; it can be ${hitPolicies.join(', ')}, C+, C<, C>, C#`);
  const aggregator = said.get('aggregator')?.[0] || short;
  if (aggregator && !(aggregators as readonly string[]).includes(aggregator)) fault('/aggregator', 'unknown-aggregator', `The aggregator "${aggregator.slice(0, 20)}" is not known; it can be ${aggregators.join(', ')}`);
  const cell = (word: Describing, column: number): string | undefined => said.get(word)?.[column] || undefined;
  const typeOf = (column: number): FieldType | undefined => {
    const type = cell('type', column);
    if (type !== undefined && !(fieldTypes as readonly string[]).includes(type)) fault(`/type/${column}`, 'unknown-type', `The type "${type.slice(0, 60)}" is not known; it can be ${fieldTypes.join(', ')}`);
    return type as FieldType | undefined;
  };
  const placesOf = (word: string): number[] => columns.flatMap((name, index) => (name === word ? [index] : []));
  const [inputPlaces, outputPlaces, notePlaces] = [placesOf('input'), placesOf('output'), placesOf('annotation')];
  if (outputPlaces.length === 0) fault('/column', 'incomplete', 'There is no output column; say "output" under "column"');
  const inputs = inputPlaces.map((column) => {
    const expression = cell('expression', column);
    if (!expression) fault(`/expression/${column}`, 'incomplete', `The input in column ${column + 2} has no expression`);
    return { expression: expression ?? '', ...given({ label: cell('label', column), type: typeOf(column), allowed: cell('allowed', column) }) };
  });
  const outputs = outputPlaces.map((column, index) => {
    const allowed = cell('allowed', column);
    return { name: cell('expression', column) ?? `output ${index + 1}`, ...given({ label: cell('label', column), type: typeOf(column), values: allowed === undefined ? undefined : splitTests(allowed), default: cell('default', column) }) };
  });
  const rules = rows.map((row, index): DecisionTableRule => {
    const read = (column: number): string => (row[column + 1] ?? '').trim();
    const id = (row[0] ?? '').trim();
    const annotation = notePlaces.map(read).filter(Boolean).join('\n');
    const stray = row.findIndex((text, place) => place > columns.length && text.trim() !== '');
    if (stray > 0) fault(`/${offset + index}/${stray}`, 'wrong-arity', `Row ${offset + index + 1} has more cells than there are columns: "${row[stray]!.slice(0, 60)}"`);
    return { ...given({ id: id || undefined }), inputs: inputPlaces.map((column) => read(column) || '-'), outputs: outputPlaces.map((column) => read(column) || 'null'), ...given({ annotation: annotation || undefined }) };
  });
  if (faults.length > 0) return { ok: false, error: faults };
  const name = said.get('name')?.[0];
  return { ok: true, value: { ...given({ name: name || undefined }), hitPolicy: letter as HitPolicy, ...given({ aggregator: aggregator as Aggregator | undefined }), inputs, outputs, rules } };
}

export function decisionTableToCsv(document: DecisionTableDocument, delimiter: ',' | ';' | '\t' = ','): string {
  return decisionTableToRows(document).map((row) => `${row.map((cell) => printCell(cell, delimiter)).join(delimiter)}\r\n`).join('');
}

/** The rows of the spreadsheet. */
export function decisionTableToRows(document: DecisionTableDocument): string[][] {
  const { inputs, outputs, rules } = document;
  const annotated = rules.some((rule) => rule.annotation);
  const rows: string[][] = [];
  if (document.name) rows.push(['name', document.name]);
  rows.push(['hit policy', document.hitPolicy]);
  if (document.aggregator) rows.push(['aggregator', document.aggregator]);
  rows.push(['column', ...inputs.map(() => 'input'), ...outputs.map(() => 'output'), ...(annotated ? ['annotation'] : [])]);
  rows.push(['expression', ...inputs.map((input) => input.expression), ...outputs.map((output) => output.name)]);
  const optional = (word: Describing, cells: (string | undefined)[]): void => void (cells.some(Boolean) && rows.push([word, ...cells.map((cell) => cell ?? '')]));
  optional('label', [...inputs, ...outputs].map(({ label }) => label));
  optional('type', [...inputs, ...outputs].map(({ type }) => type));
  optional('allowed', [...inputs.map(({ allowed }) => allowed), ...outputs.map(({ values }) => values?.join(', '))]);
  optional('default', [...inputs.map(() => undefined), ...outputs.map((output) => output.default)]);
  rows.push(['rules']);
  for (const rule of rules) rows.push([rule.id ?? '', ...rule.inputs, ...rule.outputs, ...(annotated ? [rule.annotation ?? ''] : [])]);
  return rows;
}

/** Spreadsheets run cells that begin like a formula; an apostrophe before them keeps them text. A lone dash and numbers are harmless. */
function printCell(cell: string, delimiter: string): string {
  const safe = /^[=+@\t\r']/.test(cell) || (/^-./.test(cell) && !/^-\d+(\.\d+)?$/.test(cell)) ? `'${cell}` : cell;
  return /["\r\n]/.test(safe) || safe.includes(delimiter) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const unescapeCell = (cell: string): string => (/^'[=+@\t\r'-]/.test(cell) ? cell.slice(1) : cell);

function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

const refuse = (path: string, code: string, message: string): { ok: false; error: Fault[] } => ({ ok: false, error: [{ path, code, message }] });
