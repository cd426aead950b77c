import { Run } from '@arbiter/contracts/run';
import { Type, type Static } from 'typebox';
import type { Analytics } from '../../ports/analytics.js';

export const RunComparison = Type.Object({
  a: Run,
  b: Run,
  changed: Type.Object(
    { same: Type.Integer(), moved: Type.Integer(), added: Type.Integer(), dropped: Type.Integer() },
    { description: 'Customers: with the same actions in the same weeks, with others, with actions in b only, in a only' },
  ),
  byAction: Type.Array(Type.Object({ actionId: Type.String(), channel: Type.String(), countA: Type.Integer(), countB: Type.Integer(), valueMinorA: Type.Number(), valueMinorB: Type.Number(), costMinorA: Type.Number(), costMinorB: Type.Number() })),
});
export type RunComparison = Static<typeof RunComparison>;

/** What differs between the plans of two runs. A run without a plan counts as one in which nobody gets anything. */
export async function comparePlans(analytics: Analytics, a: string, b: string): Promise<Omit<RunComparison, 'a' | 'b'>> {
  const params = { a, b };
  const [[changed], actions] = await Promise.all([
    analytics.query<Record<'same' | 'moved' | 'added' | 'dropped', string>>(
      `SELECT countIf(inA = inB) AS same, countIf(inA != inB AND notEmpty(inA) AND notEmpty(inB)) AS moved, countIf(empty(inA) AND notEmpty(inB)) AS added, countIf(notEmpty(inA) AND empty(inB)) AS dropped
       FROM (SELECT arraySort(groupArrayIf((period, toString(action_id)), run_id = {a:String})) AS inA, arraySort(groupArrayIf((period, toString(action_id)), run_id = {b:String})) AS inB
             FROM plan_rows FINAL WHERE run_id IN ({a:String}, {b:String}) GROUP BY customer_id)`,
      params,
    ),
    analytics.query<{ actionId: string; channel: string; countA: string; countB: string; valueMinorA: number; valueMinorB: number; costMinorA: number; costMinorB: number }>(
      `SELECT toString(action_id) AS actionId, toString(any(plan_rows.channel)) AS channel, countIf(run_id = {a:String}) AS countA, countIf(run_id = {b:String}) AS countB,
              sumIf(value_minor, run_id = {a:String}) AS valueMinorA, sumIf(value_minor, run_id = {b:String}) AS valueMinorB,
              sumIf(cost_minor, run_id = {a:String}) AS costMinorA, sumIf(cost_minor, run_id = {b:String}) AS costMinorB
       FROM plan_rows FINAL WHERE run_id IN ({a:String}, {b:String}) GROUP BY actionId ORDER BY actionId`,
      params,
    ),
  ]);
  return {
    changed: { same: Number(changed?.same ?? 0), moved: Number(changed?.moved ?? 0), added: Number(changed?.added ?? 0), dropped: Number(changed?.dropped ?? 0) },
    byAction: actions.map((row) => ({ ...row, countA: Number(row.countA), countB: Number(row.countB) })),
  };
}
