import type { ActionFilter, CampaignDraft } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { QueryParams } from '../../ports/analytics.js';
import type { SqlFragment } from '../audience/api.js';
import { neverContacted } from './useful-weeks.js';

export interface Query {
  sql: string;
  params: QueryParams;
}

/** How many the audience's condition holds for, how many of them are the control group, and how many of the rest gave no consent. */
export function countQuery(audience: SqlFragment, control: SqlFragment): Query {
  return {
    sql: `SELECT count() AS audience, countIf(is_control) AS control, countIf(NOT is_control AND NOT consent) AS withoutConsent
          FROM (SELECT consent, (${control.sql}) AS is_control FROM customers FINAL WHERE ${audience.sql})`,
    params: { ...audience.params, ...control.params },
  };
}

/** About how many scores there are of these actions: rows that were replaced count as well. */
export function scoreCountQuery(draft: CampaignDraft, actions: readonly Action[]): Query {
  return {
    sql: 'SELECT count() AS scores FROM candidates WHERE score_set = {scoreSet:String} AND action_id IN {actions:Array(String)}',
    params: { scoreSet: draft.scoreSet, actions: actions.map((action) => action.id) },
  };
}

/** Target customers with consent by id: id, the text attributes asked for, and which of the channels they refused. */
export function customersQuery(audience: SqlFragment, control: SqlFragment, attributes: readonly string[], channels: readonly string[]): Query {
  const columns = attributes.map((name) => `ifNull(toString(\`${name}\`), '')`);
  return {
    sql: `SELECT ${['customer_id', ...columns, 'arrayMap(channel -> toUInt16(indexOf({channels:Array(String)}, channel)), arrayMap(channel -> toString(channel), refused_channels))'].join(', ')}
          FROM customers FINAL WHERE (${audience.sql}) AND NOT (${control.sql}) AND consent ORDER BY customer_id`,
    params: { ...audience.params, ...control.params, channels: [...channels] },
  };
}

/** Scores of the audience by customer: id, places of the actions in the list, values, own costs (NaN where the action's own cost holds). */
export function scoresQuery(audience: SqlFragment, draft: CampaignDraft, actions: readonly Action[]): Query {
  return {
    sql: `SELECT customer_id, groupArray(toUInt16(indexOf({actions:Array(String)}, toString(action_id)) - 1)), groupArray(value_minor), groupArray(ifNull(cost_minor, nan))
          FROM candidates FINAL
          WHERE score_set = {scoreSet:String} AND action_id IN {actions:Array(String)} AND isFinite(value_minor)
            AND customer_id IN (SELECT customer_id FROM customers FINAL WHERE (${audience.sql}) AND consent)
          GROUP BY customer_id ORDER BY customer_id`,
    params: { ...audience.params, scoreSet: draft.scoreSet, actions: actions.map((action) => action.id) },
  };
}

/** What another run planned by customer: places of the actions in the list, one-based (0 is an action that is none of them), and weeks. */
export function previousQuery(runId: string, actions: readonly Action[]): Query {
  return {
    sql: `SELECT customer_id, groupArray(toUInt16(indexOf({actions:Array(String)}, toString(action_id)))), groupArray(toInt32(period))
          FROM plan_rows FINAL WHERE run_id = {runId:String} GROUP BY customer_id ORDER BY customer_id`,
    params: { runId, actions: actions.map((action) => action.id) },
  };
}

/** Days from the last contact that matches each filter to the campaign's first day, by customer. */
export function contactsQuery(after: readonly ActionFilter[], startsOn: string): Query {
  const params: QueryParams = { startsOn };
  const conditions = after.map((filter, index) => {
    const parts = ([['action', 'action_id'], ['channel', 'channel'], ['stage', 'stage']] as const).flatMap(([key, column]) => {
      const values = filter[key];
      if (!values || values.length === 0) return [];
      params[`${key}_${index}`] = [...values];
      return [`${column} IN {${key}_${index}:Array(String)}`];
    });
    return parts.length > 0 ? parts.join(' AND ') : 'true';
  });
  const days = conditions.map((condition) => `if(countIf(${condition}) = 0, toInt32(${neverContacted}), toInt32(dateDiff('day', toDate32(maxIf(at, ${condition}), 'UTC'), {startsOn:Date32})))`);
  return {
    sql: `SELECT customer_id, ${days.join(', ')} FROM contacts FINAL WHERE ${conditions.map((condition) => `(${condition})`).join(' OR ')} GROUP BY customer_id ORDER BY customer_id`,
    params,
  };
}
