import { Type, type Static } from 'typebox';
import type { Analytics } from '../../ports/analytics.js';

/** A named delivery of a model's scores and how much is in it. */
export const ScoreSet = Type.Object({
  scoreSet: Type.String(),
  candidates: Type.Integer({ description: 'Customer and action pairs with a score' }),
  customers: Type.Integer(),
  actions: Type.Integer({ description: 'Number of different actions' }),
  actionIds: Type.Array(Type.String()),
});
export type ScoreSet = Static<typeof ScoreSet>;

export async function listScoreSets(analytics: Analytics): Promise<ScoreSet[]> {
  const rows = await analytics.query<{ scoreSet: string; candidates: string; customers: string; actionIds: string[] }>(
    `SELECT score_set AS scoreSet, sum(rows) AS candidates, count() AS customers, arraySort(groupUniqArrayArray(own)) AS actionIds
     FROM (SELECT score_set, customer_id, count() AS rows, groupUniqArray(toString(action_id)) AS own FROM candidates FINAL GROUP BY score_set, customer_id)
     GROUP BY score_set ORDER BY score_set`,
    {},
    // The table is in this order, so that a group is done when its last row has passed and memory stays small.
    { settings: { optimize_aggregation_in_order: 1 } },
  );
  return rows.map((row) => ({ scoreSet: row.scoreSet, candidates: Number(row.candidates), customers: Number(row.customers), actions: row.actionIds.length, actionIds: row.actionIds }));
}

/** Actions that the score set has scores for; empty when there is no such set. */
export async function scoredActions(analytics: Analytics, scoreSet: string): Promise<Set<string>> {
  const rows = await analytics.query<{ action: string }>('SELECT DISTINCT toString(action_id) AS action FROM candidates WHERE score_set = {scoreSet:String}', { scoreSet });
  return new Set(rows.map((row) => row.action));
}
