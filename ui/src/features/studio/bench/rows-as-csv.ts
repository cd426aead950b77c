import type { StrategyResult } from '@arbiter/engine/strategy/compiled-strategy';

/** An evaluated row as files of results show it. */
export interface ResultRow {
  name: string;
  input: Readonly<Record<string, unknown>>;
  result: StrategyResult;
  /** Places that differ from what was expected. */
  differences?: readonly { path: string; expected: unknown; actual: unknown }[];
}

/** A value as a cell. Texts that a spreadsheet would take for a formula are kept from being one. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly unknown[]): string => cells.map(csvCell).join(',');
const answerCells = (result: StrategyResult, outputs: readonly string[]): unknown[] =>
  result.ok ? [result.answer.outcome.decision, result.answer.outcome.action, result.answer.outcome.channel, result.answer.outcome.reasonCodes.join(' '), null, ...outputs.map((name) => result.answer.outputs[name])] : [null, null, null, null, `${result.failure.code}: ${result.failure.message}`, ...outputs.map(() => null)];
const answerNames = ['decision', 'action', 'channel', 'reason_codes', 'failure'];

/** Results as CSV: inputs, then the answer, then what differs. */
export function resultsAsCsv(rows: readonly ResultRow[], inputs: readonly string[], outputs: readonly string[]): string {
  const header = line(['name', ...inputs, ...answerNames, ...outputs, 'differences']);
  return `${[header, ...rows.map(({ name, input, result, differences = [] }) => line([name, ...inputs.map((one) => input[one]), ...answerCells(result, outputs), differences.map(({ path, expected, actual }) => `${path}: ${JSON.stringify(expected)} → ${JSON.stringify(actual)}`).join('; ')]))].join('\n')}\n`;
}

/** Rows of which two versions answer differently, as CSV. */
export function comparisonAsCsv(rows: readonly { row: number; input: Readonly<Record<string, unknown>>; left: StrategyResult; right: StrategyResult; parted: { path: string } | null }[], inputs: readonly string[], outputs: readonly string[], sides: readonly [string, string]): string {
  const header = line(['row', ...inputs, ...sides.flatMap((side) => [...answerNames, ...outputs].map((name) => `${side}: ${name}`)), 'ways part at']);
  return `${[header, ...rows.map(({ row, input, left, right, parted }) => line([row + 1, ...inputs.map((one) => input[one]), ...answerCells(left, outputs), ...answerCells(right, outputs), parted?.path]))].join('\n')}\n`;
}
