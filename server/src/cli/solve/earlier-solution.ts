import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import { comparePlans, customerId, type Instance, type LimitPrice, type PlanEntry, type Problem } from '@arbiter/solver';
import { cellAt, columnLength, idOf } from '@arbiter/solver/problem/columns';
import { UsageError } from '../command.js';
import { openTable } from './open-table.js';
import type { PlanColumns } from './plan-columns.js';

/** Prices of limits from the solution of a neighbouring problem, to begin a search with. */
export function readPrices(file: string, problem: Problem): LimitPrice[] {
  const { prices, limits } = readSolution(file);
  if (prices?.length) return prices;
  const sign = problem.objective.kind === 'minimise' ? -1 : 1;
  const known = (limits ?? []).flatMap(({ id, period, group, price }) => (price === 0 ? [] : [{ id, ...(period === undefined ? {} : { period }), ...(group === undefined ? {} : { group }), price: sign * price }]));
  if (known.length === 0) throw new UsageError(`${file} has no prices of limits to begin with: give a solution that arbiter solve wrote with --out, or leave --warm out`);
  return known;
}

/** What differs between a plan and the one in a file: a solution document, or rows of customer and action (and period) as CSV or Parquet. */
export async function compareWith(file: string, problem: Problem, instance: Instance, plan: PlanColumns): Promise<NonNullable<SolutionDocument['comparison']>> {
  const other = await readPlan(file);
  const place = new Map<string, number>();
  for (let i = 0; i < instance.customers.count; i++) place.set(customerId(instance, i), i);
  const actions = new Map(problem.actions.map((action, a) => [action.id, a]));
  const periods = Math.max(1, problem.periods.length);
  const worthOf = ({ customer, action, period }: PlanEntry): number => {
    const i = place.get(customer);
    const a = actions.get(action);
    if (i === undefined || a === undefined) return 0;
    const option = a * periods + (period === undefined ? 0 : problem.periods.indexOf(period));
    for (let e = instance.offsets[i]!; e < instance.offsets[i + 1]!; e++) if (instance.option[e] === option) return instance.value[e]!;
    return 0;
  };
  function* own(): Generator<PlanEntry> {
    for (let row = 0; row < plan.rows; row++) yield { customer: customerId(instance, plan.customer[row]!), action: problem.actions[plan.action[row]!]!.id, period: plan.period ? problem.periods[plan.period[row]!] : undefined };
  }
  const { groups: _, ...compared } = comparePlans(other, own(), { worthOf });
  return { with: file, ...compared };
}

async function readPlan(file: string): Promise<PlanEntry[]> {
  if (!/\.json$/i.test(file)) return readRows(file);
  const { assignments } = readSolution(file);
  if (Array.isArray(assignments)) return assignments;
  if (assignments && 'file' in assignments) return readRows(resolve(dirname(resolve(file)), assignments.file));
  throw new UsageError(`${file} has no assignments to compare with: write the solution with --out, or give the plan itself as .csv or .parquet`);
}

async function readRows(file: string): Promise<PlanEntry[]> {
  const table = await openTable(file);
  try {
    for (const name of ['customer', 'action']) if (!table.names.includes(name)) throw new UsageError(`${file} has no column "${name}"; a plan has customer, action and, where there are any, period`);
    const rows: PlanEntry[] = [];
    for await (const part of table.parts(() => 'text')) {
      const { customer, action, period } = part;
      for (let row = 0; row < columnLength(customer!); row++) {
        const [who, what, when] = [idOf(cellAt(customer!, row)), idOf(cellAt(action!, row)), period ? idOf(cellAt(period, row)) : null];
        if (who === null || what === null) throw new UsageError(`${file}, row ${rows.length + 1}: customer and action must not be empty`);
        rows.push({ customer: who, action: what, ...(when === null ? {} : { period: when }) });
      }
    }
    return rows;
  } finally {
    table.close();
  }
}

function readSolution(file: string): Partial<SolutionDocument> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof document === 'object' && document !== null && 'format' in document && document.format === 'arbiter-solution/1') return document as Partial<SolutionDocument>;
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${file} is no solution document: it must have "format": "arbiter-solution/1"`);
}
