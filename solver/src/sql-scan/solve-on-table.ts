import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import { loadGlpk } from '../exact/glpk.js';
import { planCrowd } from '../finish/near-search.js';
import { lowerToStep } from '../model/decimal-step.js';
import type { Fault, Problem } from '../problem/problem.js';
import { relativeGap, type SolveOptions } from '../result.js';
import type { Prices } from '../scan/net-value.js';
import type { SearchContext } from '../search-context.js';
import { solveModel } from '../solve-model.js';
import { modelOfTies } from './near-tie-model.js';
import { type NearTie, printCustomersSql, readNearTies } from './print-near-ties.js';
import { type PlanTables, printChangesSql, printCreatePlanSql, printDropSql, printPlanSql } from './print-plan.js';
import { prepareTable, type PreparedTable, type TableSources } from './prepare-table.js';
import { SqlCrowd } from './sql-crowd.js';
import { SqlDual } from './sql-dual.js';
import type { Ask } from './sql-text.js';
import { tablePrices } from './table-prices.js';
import { type TableLimit, type TableVerification, verifyOnTable } from './verify-on-table.js';

export type TableSolveOptions = Pick<SolveOptions, 'now' | 'gap' | 'timeLimitMs' | 'seed' | 'onProgress' | 'shouldStop'> & {
  /** Name of the plan's table, `database.table` or `table`: customer, action, period, option. It must not exist; tables beside it are dropped at the end. */
  plan: string;
  /** Tables of at most so many candidates are read whole and solved in memory; 20,000 when left out. */
  readWhole?: number;
  /** Peak of memory, for the document. */
  memoryPeakMb?: () => number;
};

export type TableOutcome = { ok: true; solution: SolutionDocument; faults: Fault[]; passes: number; queries: number } | { ok: false; errors: Fault[] };

/** What a search over a table found: a plan as changes of the best choices at some prices. */
interface TablePlan {
  prices: Prices;
  changes: { customer: string; option: number }[];
}
interface TableAnswer {
  plan: TablePlan | null;
  bound: number;
  infeasible: boolean;
  lambda: Float64Array;
  passes: number;
  method: string[];
}

/**
 * Solves a problem whose customers and candidates stand in tables of ClickHouse, however large: the database makes the scan's table,
 * runs every pass as one SELECT, gives a sample and the near ties, writes the plan and adds it up again for the check. What stands in
 * memory here is the sample, the near ties and K numbers. Blocks its thread between queries, and `ask` blocks it during them.
 */
export async function solveOnTable(problem: Problem, sources: TableSources, askOnce: Ask, options: TableSolveOptions): Promise<TableOutcome> {
  const glpk = await loadGlpk();
  const { now } = options;
  const started = now();
  let queries = 0;
  const ask: Ask = (query) => {
    queries++;
    return askOnce(query);
  };
  const tables: PlanTables & { scan: string } = { plan: options.plan, changed: `${options.plan}_changed`, scan: `${options.plan}_scan` };
  let kept = false;
  try {
    const built = prepareTable(problem, sources, tables.scan, ask);
    if (!built.ok) return built;
    const { prepared } = built;
    const readMs = now() - started;
    const context = contextOf(problem, glpk, options, started);
    const answer = prepared.facts.candidates <= (options.readWhole ?? 20_000) ? solveWhole(prepared, context, ask) : scanTable(prepared, context, ask);
    let verification: TableVerification | null = null;
    let solvedMs = now();
    if (answer.plan) {
      for (const query of printCreatePlanSql(tables)) ask(query);
      for (const query of printChangesSql(tables, answer.plan.changes)) ask(query);
      ask(printPlanSql(prepared.table, answer.plan.prices, tables, { actions: problem.actions.map(({ id }) => id), periods: problem.periods }));
      solvedMs = now();
      verification = verifyOnTable(problem, sources, tables.plan, ask);
      kept = verification.ok;
    }
    const timing = { readMs, solveMs: solvedMs - started - readMs, verifyMs: now() - solvedMs };
    const method = [...answer.method, `${answer.passes} passes and ${queries} queries in all`];
    return { ok: true, solution: documentOf(problem, prepared, answer, verification, context, { timing, method, plan: tables.plan, memoryPeakMb: options.memoryPeakMb?.() ?? 0 }), faults: verification?.faults ?? [], passes: answer.passes, queries };
  } finally {
    for (const name of [tables.scan, tables.changed, ...(kept ? [] : [tables.plan])]) askOnce(printDropSql(name));
  }
}

function contextOf(problem: Problem, glpk: SearchContext['glpk'], options: TableSolveOptions, started: number): SearchContext {
  const sign = problem.objective.kind === 'minimise' ? -1 : 1;
  return {
    glpk,
    now: options.now,
    deadline: started + (options.timeLimitMs ?? 60_000),
    cancelled: () => options.shouldStop?.() ?? false,
    gap: options.gap ?? 1e-4,
    method: 'auto',
    patient: false,
    seed: options.seed ?? 1,
    report: (phase, bound, gain) =>
      options.onProgress?.({
        phase,
        bound: Number.isFinite(bound) ? sign * bound : null,
        objective: gain === null ? null : sign * gain,
        gap: gain === null || !Number.isFinite(bound) ? null : relativeGap(bound, gain),
        elapsedMs: options.now() - started,
      }),
  };
}

/** A small table, read whole and solved in memory. */
function solveWhole({ table, scan, facts }: PreparedTable, context: SearchContext, ask: Ask): TableAnswer {
  const customers = facts.customers === 0 ? [] : readNearTies(table, ask(printCustomersSql(table, null)));
  const model = modelOfTies(table, scan, customers);
  const answer = solveModel(model, null, context);
  const size = table.cells * table.options;
  const prices = { base: new Float64Array(size), own: Array.from({ length: table.own }, () => new Float64Array(size)) };
  return {
    plan: answer.plan ? { prices, changes: changesOf(customers, answer.plan.held, model.option, true) } : null,
    bound: answer.bound,
    infeasible: answer.infeasible,
    lambda: answer.lambda,
    passes: 0,
    method: ['table read whole', ...answer.method],
  };
}

function scanTable({ table, scan, facts }: PreparedTable, context: SearchContext, ask: Ask): TableAnswer {
  const dual = new SqlDual(table, facts, scan, ask);
  const method = new Set(['scan in ClickHouse']);
  const point = tablePrices(dual, table, facts, scan, ask, context);
  if (dual.provesInfeasible(point)) return { plan: null, bound: -Infinity, infeasible: true, lambda: point.lambda, passes: dual.passes, method: [...method] };
  const crowd = new SqlCrowd(dual, table, scan, ask);
  const answer = planCrowd(crowd, point, context, { rounds: 5, lower: (bound) => lowerToStep(bound, facts.gainStep), method: (name) => method.add(name) });
  const { best } = answer;
  const source = best ? crowd.sourceOf(best.from) : null;
  return {
    plan: best && source ? { prices: source.pass.prices, changes: changesOf(source.ties, best.plan.held, best.plan.model.option, false) } : null,
    bound: best ? Math.max(answer.bound, best.gain) : answer.bound,
    infeasible: false,
    lambda: answer.point.lambda,
    passes: dual.passes,
    method: [...method],
  };
}

function changesOf(ties: readonly NearTie[], held: Int32Array, option: Uint16Array, all: boolean): TablePlan['changes'] {
  return ties.flatMap((tie, i) => {
    const chosen = held[i]! < 0 ? -1 : option[held[i]!]!;
    return all || chosen !== tie.best ? [{ customer: tie.customer, option: chosen }] : [];
  });
}

function documentOf(
  problem: Problem,
  prepared: PreparedTable,
  answer: TableAnswer,
  verification: TableVerification | null,
  context: SearchContext,
  details: { timing: SolutionDocument['timing']; method: string[]; plan: string; memoryPeakMb: number },
): SolutionDocument {
  const sign = problem.objective.kind === 'minimise' ? -1 : 1;
  const value = verification?.objective ?? null;
  const proved = Number.isFinite(answer.bound) && !answer.infeasible;
  const bound = !proved ? null : value !== null && Math.abs(sign * answer.bound - value) <= 1e-12 * Math.abs(value) ? value : sign * answer.bound;
  const gap = value !== null && bound !== null ? relativeGap(bound, value) : null;
  const status = answer.infeasible ? 'infeasible' : gap !== null && gap <= 5e-7 ? 'optimal' : gap !== null && gap <= context.gap ? 'within-gap' : context.cancelled() ? 'cancelled' : 'time-limit';
  return {
    format: 'arbiter-solution/1',
    status,
    verified: verification?.ok ?? false,
    objective: value,
    bound,
    gap,
    assigned: verification?.assigned ?? 0,
    customers: prepared.customers,
    limits: verification ? verification.limits.map((one, k) => limitUse(problem, one, (sign * answer.lambda[k]!) / prepared.scan.rows[k]!.scale)) : [],
    eligibility: problem.eligibility.map(({ id }, r) => ({ id, removed: prepared.removed[r]! })),
    byAction: verification?.byAction ?? [],
    greedy: null,
    ...(verification?.ok ? { assignments: { table: details.plan } } : {}),
    timing: details.timing,
    memoryPeakMb: details.memoryPeakMb,
    method: details.method.join(', '),
  };
}

function limitUse(problem: Problem, { limit, period, quantity, denominator }: TableLimit, price: number): SolutionDocument['limits'][number] {
  const used = denominator ? (denominator.value === 0 ? 0 : quantity.value / denominator.value) : quantity.value;
  const slack = limit.sense === 'atLeast' ? used - limit.bound : limit.sense === 'equal' ? -Math.abs(used - limit.bound) : limit.bound - used;
  return { id: limit.id, ...(period >= 0 ? { period: problem.periods[period]! } : {}), used, limit: limit.bound, slack: slack === 0 ? 0 : slack, price: price === 0 ? 0 : price };
}
