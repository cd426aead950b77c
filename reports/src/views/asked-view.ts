import type { Title } from '@arbiter/contracts/identifiers';
import type { StrategyDocument } from '@arbiter/contracts/strategy/strategy-document';
import { isKnown, type Result, type Undefined } from '../stats/result.js';
import type { ReportCell, ReportColumn, ViewDefinition, ViewInput, ViewTable } from './view.js';

/** What a view may ask the stores for. A view states what it wants; who calls it does the asking. */
export interface ViewStores {
  query<Row>(sql: string, params?: Record<string, unknown>): Promise<Row[]>;
  /** A registered version of a strategy, or null where there is none any more. */
  strategy(id: string, version: number): Promise<{ name: string; document: StrategyDocument } | null>;
  /** How the running process and its stores are at this moment. */
  live(): Promise<LiveState>;
}

/** A histogram as Prometheus keeps it: how many observations were at most so many seconds. */
export interface SecondsHistogram {
  count: number;
  buckets: readonly { atMostSeconds: number; count: number }[];
}

export interface LiveState {
  nowMs: number;
  startedMs: number;
  journal: { waiting: number; behindSeconds: number | null; limit: number; failingSince: string | null } | null;
  timers: readonly { kind: string; waiting: number; earliestMs: number | null }[];
  components: readonly { name: string; engine: string; ok: boolean; latencyMs: number; error?: string }[];
  /** Times to answer of this process since it started. */
  decisionSeconds: SecondsHistogram;
  strategySeconds: SecondsHistogram;
  httpSeconds: SecondsHistogram;
}

/** A view that is made of questions to the stores and arithmetic, and nothing else. */
export interface AskedView {
  definition: ViewDefinition;
  make(input: ViewInput, stores: ViewStores): Promise<ViewTable>;
}

type More = Partial<Omit<ReportColumn, 'id' | 'title' | 'role'>>;
export const dimension = (id: string, ru: string, en: string, more: More = {}): ReportColumn => ({ id, title: { ru, en }, role: 'dimension', type: 'text', ...more });
export const measure = (id: string, ru: string, en: string, unit: NonNullable<ReportColumn['unit']>, more: More = {}): ReportColumn => ({ id, title: { ru, en }, role: 'measure', type: 'number', unit, ...more });

/** A cell, or why there is none. */
export type CellOrReason = ReportCell | Undefined;

/** Gathers rows by column name; what cannot be known becomes null with its reason. Keeps the questions that were asked. */
export class TableMaker {
  readonly #rows: ReportCell[][] = [];
  readonly #unknown: ViewTable['unknown'] = [];
  readonly #notes: Title[] = [];
  readonly #queries: ViewTable['queries'] = [];

  constructor(readonly columns: ReportColumn[]) {}

  /** The stores as they are, with every question kept for the reader who wants to see the SQL. */
  watch(stores: ViewStores): ViewStores {
    return {
      ...stores,
      query: <Row>(sql: string, params: Record<string, unknown> = {}) => {
        this.#queries.push({ sql, params });
        return stores.query<Row>(sql, params);
      },
    };
  }

  row(cells: Readonly<Record<string, CellOrReason | undefined>>): void {
    this.#rows.push(
      this.columns.map(({ id }) => {
        const cell = cells[id];
        if (cell === null || cell === undefined) return null;
        if (typeof cell !== 'object') {
          if (typeof cell !== 'number' || Number.isFinite(cell)) return cell;
          this.#unknown.push({ row: this.#rows.length, column: id, reason: 'bad-input' });
          return null;
        }
        this.#unknown.push({ row: this.#rows.length, column: id, reason: cell.reason });
        return null;
      }),
    );
  }

  note(ru: string, en: string): void {
    this.#notes.push({ ru, en });
  }

  get length(): number {
    return this.#rows.length;
  }

  table(): ViewTable {
    return { columns: this.columns, rows: this.#rows, unknown: this.#unknown, notes: this.#notes, queries: this.#queries };
  }
}

/** One number of a result, or its reason. */
export function cellOf<T extends object>(result: Result<T>, pick: (known: T) => number): number | Undefined {
  return isKnown(result) ? pick(result) : (result as Undefined);
}

export const ratio = (numerator: number, denominator: number): number | Undefined => (denominator === 0 ? { undefined: true, reason: 'denominator-zero' } : numerator / denominator);

export const notKnownCell = (reason: Undefined['reason']): Undefined => ({ undefined: true, reason });
