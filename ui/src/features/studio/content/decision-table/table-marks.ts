import type { DecisionTableDocument, Fault } from '@arbiter/contracts';
import type { TableReview } from '@arbiter/engine/decision-table/review-table';
import { t } from '$lib/i18n/i18n.svelte.js';
import { worded } from '../../findings/worded.js';

export interface TableFaults {
  /** Messages by `rule/column`, columns counted as they stand on the screen. */
  cells: ReadonlyMap<string, string[]>;
  /** Messages by column, about its head. */
  columns: ReadonlyMap<number, string[]>;
  /** What concerns a rule as a whole, or the table. */
  rules: ReadonlyMap<number, string[]>;
  table: string[];
  count: number;
}

export const cellKey = (rule: number, column: number): string => `${rule}/${column}`;

/** Faults by the cells, heads and rules of the screen. The same fault, told by the server and in the page, stands once. */
export function placeFaults(table: DecisionTableDocument, faults: readonly Fault[]): TableFaults {
  const cells = new Map<string, string[]>();
  const columns = new Map<number, string[]>();
  const rules = new Map<number, string[]>();
  const own: string[] = [];
  const add = <K>(map: Map<K, string[]>, key: K, message: string): void => {
    const known = map.get(key) ?? [];
    if (!known.includes(message)) map.set(key, [...known, message]);
  };
  for (const { path, message } of worded(faults)) {
    const cell = /^\/rules\/(\d+)(?:\/(inputs|outputs)(?:\/(\d+))?)?/.exec(path);
    const head = /^\/(inputs|outputs)\/(\d+)/.exec(path);
    if (cell?.[3] !== undefined) add(cells, cellKey(Number(cell[1]), (cell[2] === 'outputs' ? table.inputs.length : 0) + Number(cell[3])), message);
    else if (cell) add(rules, Number(cell[1]), message);
    else if (head) add(columns, (head[1] === 'outputs' ? table.inputs.length : 0) + Number(head[2]), message);
    else if (!own.includes(message)) own.push(message);
  }
  return { cells, columns, rules, table: own, count: cells.size + columns.size + rules.size + own.length };
}

export type RowTone = 'bad' | 'warn';
export interface RowMark { tone: RowTone; text: string }

/** What the analysis says of single rules: those that hit together where that is forbidden, that nothing reaches, that are said twice. */
export function rowMarks(review: TableReview | null): ReadonlyMap<number, RowMark> {
  const marks = new Map<number, RowMark>();
  const add = (rule: number, tone: RowTone, text: string): void => {
    const known = marks.get(rule);
    marks.set(rule, known ? { tone: known.tone === 'bad' ? 'bad' : tone, text: `${known.text}\n${text}` } : { tone, text });
  };
  const { analysis } = review ?? {};
  if (!analysis) return marks;
  for (const { rules: [a, b], conflict } of analysis.overlaps) {
    if (conflict === 'no') continue;
    add(a, conflict === 'yes' ? 'bad' : 'warn', t('studioTable.markOverlap', { rule: b + 1 }));
    add(b, conflict === 'yes' ? 'bad' : 'warn', t('studioTable.markOverlap', { rule: a + 1 }));
  }
  for (const { rule, reason } of analysis.unreachable) add(rule, 'warn', t(reason === 'shadowed' ? 'studioTable.markShadowed' : 'studioTable.markNothing'));
  for (const [first, second] of analysis.duplicates) add(second, 'warn', t('studioTable.markDuplicate', { rule: first + 1 }));
  return marks;
}
