import { actions, segmentsOfDebtors } from '../company.js';
import { plantedEffect } from '../planted-effect.js';
import { at, uniform } from '../random-sql.js';

/** Arms of the finished campaign among who was a customer when it began, with the attributes as they stood, and what customers answered in its weeks. */
export function campaignStatements(peopleSql: string): string[] {
  const { control, target } = plantedEffect.responseRate;
  return [
    `INSERT INTO assignments (campaign_id, customer_id, arm, stratum, dims, assigned_at, version)
     SELECT {campaign:String}, customer_id, if(in_target, 'target', 'control'), segment, map('segment', segment, 'kind', kind, 'region', region), toDateTime64({campaign_from:Date32}, 3, 'UTC'), {version:UInt64}
     FROM ${peopleSql}
     WHERE opened_on < {campaign_from:Date32}`,
    `INSERT INTO responses (response_id, customer_id, campaign_id, kind, amount_minor, at, version)
     SELECT concat(customer_id, '-R'), customer_id, {campaign:String}, if(${uniform('promise', 'i')} < 0.3, 'promise', 'payment') AS kind, if(kind = 'payment', toInt64(round(bill)), 0),
        toDateTime64({campaign_from:Date32} + toIntervalDay(toUInt16(83 * ${uniform('response-day', 'i')})), 3, 'UTC') + toIntervalMinute(toUInt16(1439 * ${uniform('response-time', 'i')})), {version:UInt64}
     FROM ${peopleSql}
     WHERE opened_on < {campaign_from:Date32} AND ${uniform('response', 'i')} < if(in_target, ${target}, ${control})`,
  ];
}

/** Scores of every action that makes sense for a customer who owes now: probability, and expected money brought. */
export function candidateStatements(peopleSql: string): string[] {
  const rows = actions.map((action) => {
    const propensity = at(segmentsOfDebtors.map((segment) => segment.propensity[action.stage as 'pre' | 'soft' | 'hard']), 'segment_index');
    const fits = action.stage === 'pre' ? 'overdue_days <= 15' : action.stage === 'hard' ? 'overdue_days > 15' : 'overdue_days > 2';
    const served = action.channel === 'km' ? "kind != 'household'" : '1';
    return `SELECT customer_id, '${action.id}' AS action_id,
        least(0.97, ${propensity} * ${action.effect} * (0.5 + ${uniform(`score-${action.id}`, 'i')})) AS probability,
        overdue FROM who_owes WHERE ${fits} AND ${served}`;
  });
  return [
    `INSERT INTO candidates (score_set, customer_id, action_id, probability, value_minor, cost_minor, version)
     WITH who_owes AS (SELECT i, customer_id, kind, segment_index, owed.overdue AS overdue, owed.overdue_days AS overdue_days
        FROM ${peopleSql} AS who INNER JOIN (SELECT customer_id, overdue, overdue_days FROM customers FINAL WHERE overdue > 0 AND customer_id BETWEEN {first_id:String} AND {last_id:String}) AS owed USING (customer_id))
     SELECT 'demo', customer_id, action_id, probability, round(overdue * probability), NULL, {version:UInt64} FROM (${rows.join('\n UNION ALL ')})`,
  ];
}
