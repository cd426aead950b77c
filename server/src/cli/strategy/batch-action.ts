import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { pipeline, type Readable, type Writable } from 'node:stream';
import type { FieldSpec } from '@arbiter/contracts';
import type { CompiledStrategy, EvaluationFailure, StrategyAnswer } from '@arbiter/engine/strategy/compiled-strategy';
import { parse } from 'csv-parse';
import { valueOfCell } from '../../features/strategy-tests/api.js';
import { ProblemError } from '../../http/problem-error.js';
import { UsageError, type CommandContext } from '../command.js';
import { evaluationContext, exit, openStrategyFile } from './local-actions.js';

type Row = { input: Record<string, unknown> } | { fault: string };
const text = ({ options }: CommandContext, name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
const formatOf = (file: string): 'csv' | 'ndjson' => {
  if (/\.csv$/i.test(file)) return 'csv';
  if (/\.(ndjson|jsonl)$/i.test(file)) return 'ndjson';
  throw new UsageError(`The name of ${file} must end in .csv, .ndjson or .jsonl`);
};

/** Throws UsageError where there is no such file. */
async function openFile(file: string): Promise<Readable> {
  const handle = await open(file).catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  return handle.createReadStream();
}

/** Rows of a CSV file by its header; columns that are no inputs are left out. */
async function* rowsOfCsv(file: string, inputs: readonly FieldSpec[]): AsyncGenerator<Row> {
  const fields = new Map(inputs.map((field) => [field.name, field]));
  const records = parse({ bom: true, skip_empty_lines: true, relax_column_count: true });
  pipeline(await openFile(file), records, () => undefined);
  let header: string[] | undefined;
  let number = 0;
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      if (!header) {
        header = record.map((name) => name.trim());
        const twice = header.find((name, index) => header!.indexOf(name) !== index);
        if (twice !== undefined) throw new UsageError(`${file} has two columns "${twice}": rename one of them`);
        if (!header.some((name) => fields.has(name))) throw new UsageError(`${file} has no column for an input of the strategy, which are ${[...fields.keys()].join(', ')}`);
        continue;
      }
      if (record.length !== header.length) yield { fault: `the row has ${record.length} cells, the header ${header.length}` };
      else yield rowOfCells(header, record, fields, number);
      number += 1;
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be read as CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function rowOfCells(header: readonly string[], record: readonly string[], fields: ReadonlyMap<string, FieldSpec>, number: number): Row {
  const input: Record<string, unknown> = {};
  for (const [index, name] of header.entries()) {
    const field = fields.get(name);
    const cell = record[index]!;
    if (!field || cell === '') continue;
    try {
      input[name] = valueOfCell(field, cell.trim(), number);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { fault: error.detail };
    }
  }
  return { input };
}

async function* rowsOfLines(file: string): AsyncGenerator<Row> {
  for await (const line of createInterface({ input: await openFile(file), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    try {
      const value = JSON.parse(line) as unknown;
      yield value !== null && typeof value === 'object' && !Array.isArray(value) ? { input: value as Record<string, unknown> } : { fault: 'the line is no JSON object' };
    } catch (error) {
      yield { fault: `the line is no JSON: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
}

const cell = (value: unknown): string => {
  const written = value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\n\r]/.test(written) ? `"${written.replace(/"/g, '""')}"` : written;
};

/** Lines of answers in the format of the file. */
function answerLines(file: string, { document }: CompiledStrategy): { header: string; line(row: number, answer: StrategyAnswer): string } {
  if (formatOf(file) === 'ndjson') return { header: '', line: (row, answer) => JSON.stringify({ row, ...answer }) };
  const names = document.dataModel.outputs.map(({ name }) => name);
  const parts = ['decision', 'action', 'channel', 'terms', 'reasonCodes'] as const;
  return {
    header: `${['row', ...names.map((name) => `output.${name}`), ...parts].map(cell).join(',')}\n`,
    line: (row, { outputs, outcome }) => [row, ...names.map((name) => outputs[name]), ...parts.map((part) => outcome[part])].map(cell).join(','),
  };
}

async function write(stream: Writable, chunk: string): Promise<void> {
  if (!stream.write(chunk)) await once(stream, 'drain');
}

/** Evaluates the strategy on every row of a file, row by row, so that files of any size take little memory. */
export async function batchAction(context: CommandContext, file: string): Promise<number> {
  const [from, to] = [text(context, 'input'), text(context, 'output')];
  if (from === undefined || to === undefined) throw new UsageError('Give the rows with --input FILE and the answers with --output FILE');
  const rejectsFile = text(context, 'rejects') ?? `${to}.rejects.ndjson`;
  if (new Set([from, to, rejectsFile]).size < 3) throw new UsageError('The files of --input, --output and --rejects must be different ones');
  const format = formatOf(from);
  const strategy = (await openStrategyFile(context, file))?.compiled;
  if (!strategy) return exit.wrongDocument;
  const evaluation = { ...evaluationContext(context), unknownInputs: 'ignore' as const };
  const lines = answerLines(to, strategy);
  const [answers, rejects] = [createWriteStream(to), createWriteStream(rejectsFile)];
  const failures = Promise.all([finished(answers), finished(rejects)]);
  failures.catch(() => undefined);
  let [number, answered, rejected] = [0, 0, 0];
  const refuse = async (row: number, failure: Pick<EvaluationFailure, 'code' | 'message'> & Partial<EvaluationFailure>): Promise<void> => {
    rejected += 1;
    await write(rejects, `${JSON.stringify({ row, ...failure })}\n`);
  };
  try {
    await write(answers, lines.header);
    for await (const row of format === 'csv' ? rowsOfCsv(from, strategy.document.dataModel.inputs) : rowsOfLines(from)) {
      number += 1;
      if ('fault' in row) {
        await refuse(number, { code: 'input-unreadable', message: row.fault });
        continue;
      }
      const result = strategy.waits ? await strategy.evaluateAsync(row.input, evaluation) : strategy.evaluate(row.input, evaluation);
      if (!result.ok) await refuse(number, result.failure);
      else {
        answered += 1;
        await write(answers, `${lines.line(number, result.answer)}\n`);
      }
    }
  } finally {
    answers.end();
    rejects.end();
    await failures;
  }
  context.print(context.say({ ru: `Строк: ${number}, ответов: ${answered}, отказов: ${rejected}${rejected > 0 ? ` (${rejectsFile})` : ''}`, en: `${number} rows, ${answered} answers, ${rejected} rejects${rejected > 0 ? ` (${rejectsFile})` : ''}` }));
  return rejected > 0 ? exit.noAnswer : exit.fine;
}
