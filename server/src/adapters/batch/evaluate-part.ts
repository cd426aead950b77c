import { Readable } from 'node:stream';
import type { CompiledStrategy, EvaluationContext, EvaluationFailure, StrategyResult } from '@arbiter/engine/strategy/compiled-strategy';
import type { Analytics } from '../../ports/analytics.js';
import type { BatchPart, BatchPartResult } from '../../ports/batch-runner.js';
import type { NativeBlock, NativeColumn } from './native-columns.js';
import { NativeReader } from './native-reader.js';
import { writeNativeBlock } from './native-writer.js';
import { AnswerColumns, inputRows } from './part-columns.js';

/** Evaluations that wait at the same time: enough for their calls to cross to Python or a model by the hundred. */
const waitingAtOnce = 2_000;

/**
 * Reads the rows of a part block by block, evaluates the strategy on each, and writes answers and rejects block by block:
 * however large the part, no more than a few blocks are in memory.
 */
export async function evaluatePart(
  analytics: Pick<Analytics, 'stream' | 'insertBytes'>,
  compiled: CompiledStrategy,
  part: BatchPart,
  context: EvaluationContext,
  signal?: AbortSignal,
): Promise<BatchPartResult> {
  const result: BatchPartResult = { rows: 0, answered: 0, rejected: 0 };
  const stream = await analytics.stream(part.select, 'Native', undefined, { settings: { max_block_size: 16_384, max_threads: 1 }, ...(signal ? { signal } : {}) });
  const reader = new NativeReader();
  const rowsOf = inputRows(part.inputs);
  const answers = (async function* () {
    const rejects = new RejectRows();
    for await (const chunk of stream) {
      for (const block of reader.push(chunk as Buffer)) yield* evaluated(block, rejects);
      signal?.throwIfAborted();
    }
    for (const block of reader.end()) yield* evaluated(block, rejects);
  })();

  async function* evaluated(block: NativeBlock, rejects: RejectRows): AsyncGenerator<Buffer> {
    const columns = new AnswerColumns(part.outputs);
    const valuesOf = (column: string): ArrayLike<unknown> => block.columns.find(({ name }) => name === column)!.values;
    const rowNumbers = valuesOf('row_number') as ArrayLike<number>;
    const rowKeys = valuesOf('row_key') as ArrayLike<string>;
    const inputOf = rowsOf(block.columns);
    const take = (row: number, input: unknown, outcome: StrategyResult): void => {
      if (outcome.ok) columns.add(rowNumbers[row]!, rowKeys[row]!, outcome.answer);
      else rejects.add(rowNumbers[row]!, rowKeys[row]!, input, outcome.failure);
    };
    if (compiled.waits) {
      for (let start = 0; start < block.rows; start += waitingAtOnce) {
        const given = Array.from({ length: Math.min(waitingAtOnce, block.rows - start) }, (_, offset) => inputOf(start + offset));
        const outcomes = await Promise.all(given.map((input) => compiled.evaluateAsync(input, context)));
        outcomes.forEach((outcome, offset) => take(start + offset, given[offset], outcome));
        signal?.throwIfAborted();
      }
    } else {
      for (let row = 0; row < block.rows; row += 1) {
        const input = inputOf(row);
        take(row, input, compiled.evaluate(input, context));
      }
    }
    result.rows += block.rows;
    result.answered += columns.rows;
    result.rejected += rejects.rows;
    if (rejects.rows > 0) await analytics.insertBytes(part.rejectsTable, 'Native', Readable.from([rejects.takeBlock()]));
    if (columns.rows > 0) yield writeNativeBlock(columns.rows, columns.columns());
  }

  // One insert of many blocks; the rows of an attempt that broke off are dropped before the part is done again.
  const first = await answers.next();
  if (!first.done) {
    const all = (async function* () {
      yield first.value;
      yield* answers;
    })();
    await analytics.insertBytes(part.answersTable, 'Native', Readable.from(all), signal);
  }
  return result;
}

class RejectRows {
  #rowNumbers: number[] = [];
  #rowKeys: string[] = [];
  #codes: string[] = [];
  #messages: string[] = [];
  #nodes: string[] = [];
  #inputs: string[] = [];

  get rows(): number {
    return this.#rowNumbers.length;
  }

  add(rowNumber: number, rowKey: string, input: unknown, failure: EvaluationFailure): void {
    const fault = failure.faults?.[0];
    this.#rowNumbers.push(rowNumber);
    this.#rowKeys.push(rowKey);
    this.#codes.push(failure.code);
    this.#messages.push(fault ? `${fault.path}: ${fault.message}` : failure.message);
    this.#nodes.push(failure.nodeId ?? '');
    this.#inputs.push(JSON.stringify(input));
  }

  takeBlock(): Buffer {
    const column = (name: string, values: string[]): NativeColumn => ({ name, type: { kind: 'string' }, values });
    const block = writeNativeBlock(this.rows, [
      { name: 'row_number', type: { kind: 'uint64' }, values: this.#rowNumbers },
      column('row_key', this.#rowKeys),
      column('code', this.#codes),
      column('message', this.#messages),
      column('node_id', this.#nodes),
      column('input', this.#inputs),
    ]);
    this.#rowNumbers = [];
    this.#rowKeys = [];
    this.#codes = [];
    this.#messages = [];
    this.#nodes = [];
    this.#inputs = [];
    return block;
  }
}
