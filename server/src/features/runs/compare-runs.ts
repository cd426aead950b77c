import type { ComparedCustomers, RunComparison } from '@arbiter/contracts/run-comparison';
import type { Analytics, QueryParams } from '../../ports/analytics.js';

/** One row for each customer with an action in either plan. The first action is the earliest, of one week the first by id. */
const byCustomer = `
  SELECT customer_id, toString(any(plan_rows.segment)) AS segment,
         arraySort(groupArrayIf((period, toString(action_id)), run_id = {a:String})) AS inA, arraySort(groupArrayIf((period, toString(action_id)), run_id = {b:String})) AS inB,
         if(empty(inA), '', inA[1].2) AS actionA, if(empty(inB), '', inB[1].2) AS actionB,
         sumIf(value_minor, run_id = {a:String}) AS valueMinorA, sumIf(value_minor, run_id = {b:String}) AS valueMinorB
  FROM plan_rows FINAL WHERE run_id IN ({a:String}, {b:String}) AND run_id != '' GROUP BY customer_id`;
const changes = ['same', 'moved', 'added', 'dropped'] as const;
const countChanges = 'countIf(inA = inB) AS same, countIf(inA != inB AND notEmpty(inA) AND notEmpty(inB)) AS moved, countIf(empty(inA) AND notEmpty(inB)) AS added, countIf(notEmpty(inA) AND empty(inB)) AS dropped';
const mostCells = 2_500;
const mostSegments = 1_000;

type Changes = RunComparison['changed'];
const changesOf = (row: Partial<Record<keyof Changes, string>> | undefined): Changes => Object.fromEntries(changes.map((name) => [name, Number(row?.[name] ?? 0)])) as Changes;
const actionOrNone = (action: string): string | null => (action === '' ? null : action);

/** What differs between the plans of two runs, by their ids; an empty id is a plan in which nobody gets anything. */
export async function comparePlans(analytics: Analytics, a: string, b: string): Promise<Omit<RunComparison, 'a' | 'b'>> {
  const params = { a, b };
  const values = 'sum(valueMinorA) AS valueA, sum(valueMinorB) AS valueB';
  const [segments, actions, moves] = await Promise.all([
    analytics.query<Record<keyof Changes, string> & { segment: string; valueA: number; valueB: number; whole: number }>(
      `SELECT segment, ${countChanges}, ${values}, grouping(segment) AS whole FROM (${byCustomer}) GROUP BY GROUPING SETS ((segment), ()) ORDER BY whole DESC, count() DESC, segment LIMIT ${mostSegments + 1}`,
      params,
    ),
    analytics.query<{ actionId: string; channel: string; countA: string; countB: string; valueMinorA: number; valueMinorB: number; costMinorA: number; costMinorB: number }>(
      `SELECT toString(action_id) AS actionId, toString(any(plan_rows.channel)) AS channel, countIf(run_id = {a:String}) AS countA, countIf(run_id = {b:String}) AS countB,
              sumIf(value_minor, run_id = {a:String}) AS valueMinorA, sumIf(value_minor, run_id = {b:String}) AS valueMinorB,
              sumIf(cost_minor, run_id = {a:String}) AS costMinorA, sumIf(cost_minor, run_id = {b:String}) AS costMinorB
       FROM plan_rows FINAL WHERE run_id IN ({a:String}, {b:String}) AND run_id != '' GROUP BY actionId ORDER BY actionId`,
      params,
    ),
    analytics.query<{ actionA: string; actionB: string; customers: string; valueA: number; valueB: number }>(
      `SELECT actionA, actionB, count() AS customers, ${values} FROM (${byCustomer}) GROUP BY actionA, actionB ORDER BY customers DESC, actionA, actionB LIMIT ${mostCells}`,
      params,
    ),
  ]);
  const isWhole = (row: { whole: number }): boolean => Number(row.whole) === 1;
  return {
    changed: changesOf(segments.find(isWhole)),
    byAction: actions.map((row) => ({ ...row, countA: Number(row.countA), countB: Number(row.countB) })),
    moves: moves.map((row) => ({ actionA: actionOrNone(row.actionA), actionB: actionOrNone(row.actionB), customers: Number(row.customers), valueMinorA: row.valueA, valueMinorB: row.valueB })),
    bySegment: segments.filter((row) => !isWhole(row)).map((row) => ({ segment: row.segment, ...changesOf(row), valueMinorA: row.valueA, valueMinorB: row.valueB })),
  };
}

export interface ComparedFilter {
  /** Empty for customers who get nothing; any action when left out. */
  actionA?: string;
  actionB?: string;
  segment?: string;
  offset: number;
  limit: number;
}

/** A page of customers by their first action in each plan: the largest differences of value come first. */
export async function comparedCustomers(analytics: Analytics, a: string, b: string, { offset, limit, ...filter }: ComparedFilter): Promise<ComparedCustomers> {
  const tests = (['actionA', 'actionB', 'segment'] as const).filter((name) => filter[name] !== undefined);
  const where = tests.length > 0 ? `WHERE ${tests.map((name) => `${name} = {${name}:String}`).join(' AND ')}` : '';
  const params: QueryParams = { a, b, ...Object.fromEntries(tests.map((name) => [name, filter[name]!])) };
  const [[count], rows] = await Promise.all([
    analytics.query<{ total: string }>(`SELECT count() AS total FROM (${byCustomer}) ${where}`, params),
    analytics.query<{ customerId: string; segment: string; actionA: string; weekA: number; actionB: string; weekB: number; valueMinorA: number; valueMinorB: number }>(
      `SELECT customer_id AS customerId, segment, actionA, if(empty(inA), 0, inA[1].1) AS weekA, actionB, if(empty(inB), 0, inB[1].1) AS weekB, valueMinorA, valueMinorB
       FROM (${byCustomer}) ${where} ORDER BY abs(valueMinorB - valueMinorA) DESC, customerId LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
      { ...params, limit, offset },
    ),
  ]);
  return {
    rows: rows.map(({ actionA, actionB, weekA, weekB, ...row }) => ({ ...row, actionA: actionOrNone(actionA), weekA: actionA === '' ? null : weekA, actionB: actionOrNone(actionB), weekB: actionB === '' ? null : weekB })),
    total: Number(count?.total ?? 0),
  };
}
