import { type FieldSpec, TestCaseDraft } from '@arbiter/contracts';
import { parse } from 'csv-parse/sync';
import { Compile } from 'typebox/compile';
import { ProblemError } from '../../http/problem-error.js';
import { listFaults } from '../../http/schema-compilers.js';
import { mostCases } from './test-cases.repository.js';

const expectedPrefix = 'expected.';
const outcomeParts = new Set(['decision', 'action', 'channel', 'failure']);

/**
 * Test cases from a file. CSV: a column for each input, `expected.<output>` for what is expected (`expected.action`, `expected.failure` and
 * the like for the outcome), `name` for the case's name; an empty cell is a missing value, or an expectation that is not looked at.
 * NDJSON: a case in each line, or bare inputs. Throws validation-failed naming the line.
 */
export function casesFromFile(format: 'csv' | 'ndjson', text: string, inputs: readonly FieldSpec[], outputs: readonly FieldSpec[]): TestCaseDraft[] {
  const { cases, refused } = readCases(format, text, inputs, outputs);
  if (refused[0]) throw new ProblemError('validation-failed', refused[0].message);
  if (cases.length === 0) throw new ProblemError('validation-failed', 'The file holds no cases: give one in each line, below a header of names in CSV');
  if (cases.length > mostCases) throw new ProblemError('too-large', `The file holds ${cases.length} cases; at most ${mostCases} are taken at once. Evaluate larger data sets as a batch`);
  return cases;
}

/** A line of a file that is no case. Lines of NDJSON and rows of CSV count from 1, the header of CSV is none. */
export interface RefusedLine {
  line: number;
  message: string;
}

export interface CasesOfFile {
  cases: TestCaseDraft[];
  refused: RefusedLine[];
}

const draftValidator = Compile(TestCaseDraft);

/** The same with every line that is no case named instead of thrown; a CSV whose columns cannot be read is still thrown. */
export function readCases(format: 'csv' | 'ndjson', text: string, inputs: readonly FieldSpec[], outputs: readonly FieldSpec[]): CasesOfFile {
  const read: CasesOfFile = { cases: [], refused: [] };
  const take = (line: number, make: () => TestCaseDraft): void => {
    try {
      const made = make();
      const [fault] = draftValidator.Check(made) ? [] : listFaults(draftValidator, made);
      if (fault) read.refused.push({ line, message: `Line ${line} is no case: at ${fault.path || 'its root'} ${fault.message}` });
      else read.cases.push(made);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      read.refused.push({ line, message: error.detail });
    }
  };
  if (format === 'ndjson') text.split('\n').forEach((line, index) => line.trim() === '' || take(index + 1, () => caseOfLine(line, index + 1)));
  else fromCsv(text, inputs, outputs).forEach((make, index) => take(index + 1, make));
  return read;
}

function caseOfLine(line: string, number: number): TestCaseDraft {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new ProblemError('validation-failed', `Line ${number} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new ProblemError('validation-failed', `Line ${number} must be an object: a case with "input" and "expected", or an input`);
  const object = value as Record<string, unknown>;
  if (Object.hasOwn(object, 'input') && Object.hasOwn(object, 'expected')) return { name: `Line ${number}`, ...object } as TestCaseDraft;
  return { name: `Line ${number}`, input: object, expected: {} };
}

function fromCsv(text: string, inputs: readonly FieldSpec[], outputs: readonly FieldSpec[]): (() => TestCaseDraft)[] {
  let records: Record<string, string>[];
  try {
    records = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true, delimiter: text.slice(0, text.indexOf('\n')).includes(';') ? ';' : ',' });
  } catch (error) {
    throw new ProblemError('validation-failed', `The file is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
  const fieldOf = (fields: readonly FieldSpec[], name: string) => fields.find((field) => field.name === name);
  const unknown = Object.keys(records[0] ?? {}).filter((column) => column !== 'name' && !fieldOf(inputs, column) && !(column.startsWith(expectedPrefix) && (outcomeParts.has(column.slice(expectedPrefix.length)) || fieldOf(outputs, column.slice(expectedPrefix.length)))));
  if (unknown.length > 0) throw new ProblemError('validation-failed', `The column "${unknown[0]}" is neither an input nor an expectation. Inputs: ${inputs.map(({ name }) => name).join(', ')}; expectations: ${outputs.map(({ name }) => expectedPrefix + name).join(', ')}, ${[...outcomeParts].map((part) => expectedPrefix + part).join(', ')}`);
  return records.map((record, index) => () => {
    const input: Record<string, unknown> = {};
    const expectedOutputs: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const [column, cell] of Object.entries(record)) {
      if (column === 'name' || cell === '') continue;
      if (!column.startsWith(expectedPrefix)) input[column] = valueOfCell(fieldOf(inputs, column)!, cell, index);
      else {
        const name = column.slice(expectedPrefix.length);
        const output = fieldOf(outputs, name);
        if (output) expectedOutputs[name] = valueOfCell(output, cell, index);
        else expected[name] = cell;
      }
    }
    return { name: record.name === undefined || record.name === '' ? `Row ${index + 1}` : record.name, input, expected: { ...(Object.keys(expectedOutputs).length > 0 ? { outputs: expectedOutputs } : {}), ...expected } };
  });
}

/** Value of a cell by its field: `null` is null, lists and objects are JSON. Rows count from 0. Throws validation-failed naming row and column. */
export function valueOfCell(field: FieldSpec, cell: string, row: number): unknown {
  const refuse = (what: string): never => {
    throw new ProblemError('validation-failed', `Row ${row + 1}, column "${field.name}": "${cell.slice(0, 100)}" is no ${what}`);
  };
  if (cell === 'null') return null;
  switch (field.type) {
    case 'number':
    case 'integer':
      return Number.isFinite(Number(cell)) ? Number(cell) : refuse('number');
    case 'boolean':
      return /^true$/i.test(cell) ? true : /^false$/i.test(cell) ? false : refuse('boolean: write true or false');
    case 'list':
    case 'object':
    case 'any':
      try {
        return JSON.parse(cell);
      } catch {
        return field.type === 'any' ? cell : refuse(`${field.type} in JSON`);
      }
    default:
      return cell;
  }
}
