import type { Fault } from '@arbiter/contracts/problems';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { CurvePoint, CurveWish, Instance } from '@arbiter/solver';
import type { OptimiserProgress, ProblemHead, RowCounts, SearchLimits, StoredRows } from '../../ports/optimiser.js';
import type { ClickHouseEndpoint } from '../clickhouse/clickhouse-analytics.js';

/** What the thread is given. An instance's arrays are transferred, not copied. */
export interface SolverTask {
  problem: ProblemHead;
  rows: { kind: 'instance'; instance: Instance } | { kind: 'stored'; stored: StoredRows; endpoint: ClickHouseEndpoint; database: string };
  /** Present where not a plan is wanted but the curve of a limit. */
  curve?: { limitId: string; wish: CurveWish };
  /** Threads in all. */
  threads: number;
  /** One word: not zero asks the search to end with the best plan so far. */
  stop: SharedArrayBuffer;
}

/** What the thread says. After `read` it waits for `SearchLimits`. */
export type SolverMessage =
  | { kind: 'reading'; customers: number }
  | ({ kind: 'read'; readMs: number } & RowCounts)
  | ({ kind: 'progress' } & OptimiserProgress)
  | { kind: 'point'; solved: number }
  | { kind: 'curve'; points: CurvePoint[] }
  | { kind: 'answer'; instance: Instance; chosen: Uint32Array | null; solution: SolutionDocument; faults: Fault[] }
  | { kind: 'unreadable'; errors: Fault[] };
/** What the thread is told. */
export type SolverOrder = SearchLimits;
