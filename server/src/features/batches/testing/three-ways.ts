import { Readable } from 'node:stream';
import type { StrategyDocument } from '@arbiter/contracts';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import { printStrategySql } from '@arbiter/engine/strategy/sql/print-strategy-sql';
import { generatedFlatInput, generatedFlatStrategy } from '@arbiter/engine/strategy/testing/generated-flat-strategy';
import type { StrategyResult } from '@arbiter/engine/strategy/compiled-strategy';
import { evaluatePart } from '../../../adapters/batch/evaluate-part.js';
import type { NativeColumn } from '../../../adapters/batch/native-columns.js';
import { NativeReader } from '../../../adapters/batch/native-reader.js';
import { writeNativeBlock } from '../../../adapters/batch/native-writer.js';
import { nativeTypeOf } from '../../../adapters/batch/part-columns.js';
import type { Analytics } from '../../../ports/analytics.js';
import type { BatchPart } from '../../../ports/batch-runner.js';
import { leavesTheCalendar } from '../sql-part.js';

/** Whole numbers below a bound, always the same for a seed (mulberry32). */
export function drawFrom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

type Row = Record<string, unknown>;
const context = { nowMs: 1_700_000_000_000, timeZone: 'UTC', clock: () => 0 };
const nothing = { find: () => undefined };
const shown = (value: unknown): unknown => (typeof value === 'number' ? (value === 0 ? 0 : value) : value instanceof Array ? value.map(shown) : (value ?? null));

/** What an online answer is in the tables of a batch. */
function rowOf(document: StrategyDocument, result: StrategyResult): Row {
  if (!result.ok) return { reject_code: result.failure.code, reject_node: result.failure.nodeId ?? '' };
  const { outputs, outcome } = result.answer;
  return {
    ...Object.fromEntries(document.dataModel.outputs.map(({ name }) => [`out_${name}`, shown(outputs[name])])),
    decision: outcome.decision ?? null, action: outcome.action, channel: outcome.channel, reason_codes: outcome.reasonCodes,
  };
}

async function readNative(stream: AsyncIterable<Buffer>): Promise<Row[]> {
  const reader = new NativeReader();
  const blocks = [];
  for await (const chunk of stream) blocks.push(...reader.push(chunk));
  blocks.push(...reader.end());
  return blocks.flatMap(({ rows, columns }) => Array.from({ length: rows }, (_, row) => Object.fromEntries(columns.map(({ name, values }) => [name, shown(values[row])]))));
}

const only = (row: Row, names: readonly string[]): Row => Object.fromEntries(names.map((name) => [name, row[name]]));

export interface ThreeWays {
  /** Seeds whose strategy has an SQL form, and those of them that ClickHouse handed back because a date left its calendar. */
  pushable: number;
  handedBack: number;
  answered: number;
  rejected: number;
  /** Why SQL was refused, by message. */
  refusals: Map<string, number>;
  differences: string[];
}

/** Evaluates generated strategies over generated rows online, as a thread does it, and inside ClickHouse, and compares row by row. */
export async function compareThreeWays(analytics: Analytics, seeds: Iterable<number>, rowsEach: number, table = 'three_ways_rows'): Promise<ThreeWays> {
  const found: ThreeWays = { pushable: 0, handedBack: 0, answered: 0, rejected: 0, refusals: new Map(), differences: [] };
  for (const seed of seeds) {
    const draw = drawFrom(seed);
    const document = generatedFlatStrategy(draw);
    const compiled = compileStrategy(document, nothing);
    if (!compiled.ok) {
      found.differences.push(`seed ${seed}: the generated strategy is refused: ${compiled.error.slice(0, 2).map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
      continue;
    }
    const inputs = Array.from({ length: rowsEach }, () => generatedFlatInput(draw));
    const { dataModel } = document;
    await analytics.command(`CREATE OR REPLACE TABLE ${table} (row_number UInt64, row_key String, ${dataModel.inputs.map((field) => `in_${field.name} ${columnTypes[field.name] ?? 'Nullable(String)'}`).join(', ')}) ENGINE = Memory`);
    const columns: NativeColumn[] = [
      { name: 'row_number', type: { kind: 'uint64' }, values: inputs.map((_, row) => row) },
      { name: 'row_key', type: { kind: 'string' }, values: inputs.map(() => '') },
      ...dataModel.inputs.map((field) => ({ name: `in_${field.name}`, type: nativeTypeOf(field), values: inputs.map((input) => input[field.name]) })),
    ];
    await analytics.insertBytes(table, 'Native', Readable.from([writeNativeBlock(inputs.length, columns)]));

    const online = inputs.map((input) => rowOf(document, compiled.value.evaluate(input, context)));
    for (const row of online) {
      if (row.reject_code === undefined) found.answered += 1;
      else found.rejected += 1;
    }
    const differ = (way: string, row: number, other: Row | undefined, sql = ''): number =>
      found.differences.push(`seed ${seed}, ${way}, row ${row}\n  online ${JSON.stringify(online[row])}\n  ${way} ${JSON.stringify(other)}\n  input ${JSON.stringify(inputs[row], (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value))}\n  ${JSON.stringify(document)}${sql}`);
    const compare = (way: string, rows: ReadonlyMap<number, Row>): void => {
      const first = online.findIndex((row, index) => JSON.stringify(only(rows.get(index) ?? {}, Object.keys(row))) !== JSON.stringify(row));
      if (first >= 0 || rows.size !== online.length) differ(way, Math.max(first, 0), rows.get(first));
    };

    compare('threads', await inThread(analytics, document, compiled.value, table));
    const printed = printStrategySql(document, nothing, { from: table, keep: ['row_number'], column: (name) => `in_${name}` });
    if (!printed.ok) {
      const why = printed.error[0]!.message.replace(/"[^"]*"/g, '…').slice(0, 100);
      found.refusals.set(why, (found.refusals.get(why) ?? 0) + 1);
      continue;
    }
    found.pushable += 1;
    try {
      const rows = await readNative(await analytics.stream(printed.value.select, 'Native') as AsyncIterable<Buffer>);
      compare('SQL', new Map(rows.map(({ row_number, ...row }) => [row_number as number, row.reject_code === '' ? { ...row, reject_code: undefined, reject_node: undefined } : row])));
    } catch (error) {
      if (leavesTheCalendar(error)) found.handedBack += 1;
      else found.differences.push(`seed ${seed}: ClickHouse refuses: ${error instanceof Error ? error.message.slice(0, 1500) : String(error)}\n${JSON.stringify(document)}`);
    }
  }
  return found;
}

const columnTypes: Record<string, string> = { a: 'Nullable(Float64)', b: 'Nullable(Float64)', i: 'Nullable(Float64)', k: 'Nullable(Bool)', l: 'Nullable(Bool)', ns: 'Array(Nullable(Float64))', ss: 'Array(Nullable(String))' };

/** A part as a thread does it; what it writes is read back rather than stored. */
async function inThread(analytics: Analytics, document: StrategyDocument, compiled: Parameters<typeof evaluatePart>[1], table: string): Promise<Map<number, Row>> {
  const rows = new Map<number, Row>();
  const { inputs, outputs } = document.dataModel;
  const part: BatchPart = { strategy: { hash: '', document, dependencies: [] }, select: `SELECT * FROM ${table}`, inputs, outputs, answersTable: 'answers', rejectsTable: 'rejects', nowMs: context.nowMs, timeZone: 'UTC' };
  const taker: Pick<Analytics, 'stream' | 'insertBytes'> = {
    stream: (...given) => analytics.stream(...given),
    insertBytes: async (into, _, bytes) => {
      for (const { row_number: at, ...row } of await readNative(bytes as AsyncIterable<Buffer>)) rows.set(at as number, into === 'rejects' ? { reject_code: row.code, reject_node: row.node_id } : row);
    },
  };
  await evaluatePart(taker, compiled, part, context);
  return rows;
}
