import type { ReportFilter } from '@arbiter/contracts/reporting/explore';
import { Type } from 'typebox';
import type { TableMaker, ViewStores } from '../asked-view.js';
import type { ViewInput } from '../view.js';
import { chosen, decisionRows, only } from './recorded-decisions.js';

/** What the second column of counts is: another version, revision of the publication or arm in the same period, or the same in the period before. */
export const comparisons = ['none', 'previous-period', 'version', 'revision', 'arm'] as const;
export type Comparison = (typeof comparisons)[number];

export const strategyParams = Type.Object(
  {
    strategy: Type.String({ maxLength: 128, default: '', description: 'The strategy; left out: the one with the most decisions' }),
    version: Type.Integer({ minimum: 0, default: 0, description: 'Its version; 0: the one with the most decisions' }),
    compare: Type.Enum(comparisons, { default: 'none' }),
    with: Type.String({ maxLength: 64, default: '', description: 'The version, revision or arm compared with; left out: the one with the next most decisions, the revision before' }),
  },
  { additionalProperties: false },
);

/** One side of a comparison: which decisions, and what they are called. */
export interface Side {
  filters: readonly ReportFilter[];
  period: ViewInput['period'];
  version: number;
  ru: string;
  en: string;
}
export interface ChosenStrategy {
  strategyId: string;
  side: Side;
  other: Side | null;
}

interface Found { strategy_id: string; strategy_version: number; revision: number; arm: string; decisions: string }

/** Which strategy and version a view speaks of, and what it is held against: by parameters, then filters, then what was decided most. Null where nothing was. */
export async function chooseStrategy({ period, filters, params }: ViewInput, table: TableMaker, stores: ViewStores): Promise<ChosenStrategy | null> {
  const { strategy, version, compare, with: against } = params as { strategy?: string; version?: number; compare?: Comparison; with?: string };
  const wished = [...filters, ...(strategy ? [only('strategy', strategy)] : [])];
  const rows = decisionRows({ period, filters: wished }, table);
  const found = await stores.query<Found>(
    `SELECT d.strategy_id, d.strategy_version, d.revision, d.arm, count() AS decisions FROM strategy_decisions AS d FINAL WHERE ${rows.where} GROUP BY d.strategy_id, d.strategy_version, d.revision, d.arm ORDER BY decisions DESC LIMIT 10000`,
    rows.params,
  );
  const byStrategy = summed(found, (row) => row.strategy_id);
  const strategyId = [...byStrategy].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
  if (strategyId === undefined) return null;
  const own = found.filter((row) => row.strategy_id === strategyId);
  const versions = [...summed(own, (row) => String(row.strategy_version))].sort(([a, m], [b, n]) => n - m || Number(b) - Number(a)).map(([one]) => Number(one));
  const taken = version || Number(chosen(filters, 'version')) || versions[0]!;
  const base = [...filters, only('strategy', strategyId)];
  const of = (more: ReportFilter[], at: number, ru: string, en: string, days = period): Side => ({ filters: [...base, ...more], period: days, version: at, ru, en });
  const side = of([only('version', taken)], taken, `версия ${taken}`, `version ${taken}`);
  const plain = { strategyId, side, other: null };
  switch (compare) {
    case 'previous-period': {
      if (period === null) return plain;
      const before = { from: shift(period.from, period.from, period.before), before: period.from };
      return { strategyId, side: { ...side, ru: 'период', en: 'period' }, other: { ...side, period: before, ru: 'период до', en: 'period before' } };
    }
    case 'version': {
      const other = Number(against) || versions.find((one) => one !== taken);
      return other === undefined ? plain : { strategyId, side, other: of([only('version', other)], other, `версия ${other}`, `version ${other}`) };
    }
    case 'revision': {
      const revisions = [...new Set(own.map((row) => row.revision))].sort((a, b) => b - a);
      const [now] = revisions;
      const other = Number(against) || revisions[1];
      if (now === undefined || other === undefined) return plain;
      const versionOf = (revision: number): number => own.find((row) => row.revision === revision)?.strategy_version ?? taken;
      return { strategyId, side: of([only('revision', now)], versionOf(now), `редакция ${now}`, `revision ${now}`), other: of([only('revision', other)], versionOf(other), `редакция ${other}`, `revision ${other}`) };
    }
    case 'arm': {
      const arms = [...summed(own, (row) => row.arm)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([arm]) => arm);
      const [first] = arms;
      const other = against || arms[1];
      if (first === undefined || other === undefined) return plain;
      const versionOf = (arm: string): number => own.find((row) => row.arm === arm)?.strategy_version ?? taken;
      return { strategyId, side: of([only('arm', first)], versionOf(first), first, first), other: of([only('arm', other)], versionOf(other), other, other) };
    }
    default:
      return plain;
  }
}

function summed(rows: readonly Found[], key: (row: Found) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + Number(row.decisions));
  return sums;
}

/** `day` moved back by the length of the span. */
function shift(day: string, from: string, before: string): string {
  return new Date(Date.parse(day) - (Date.parse(before) - Date.parse(from))).toISOString().slice(0, 10);
}

export const nothingDecided = (table: TableMaker): void => table.note('За период нет записанных решений опубликованных стратегий', 'No decisions of published strategies were recorded in the period');
