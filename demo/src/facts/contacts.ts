import { actions } from '../company.js';
import { at, pick, uniform } from '../random-sql.js';
import { monthlyInvoices, oldDebts } from './invoices.js';

const softActions = actions.filter((action) => action.stage === 'soft' && action.channel !== 'km');
const hardActions = actions.filter((action) => action.stage === 'hard' && action.channel !== 'km');
const softShares = [0.4, 0.2, 0.4];
const hardShares = [0.4, 0.45, 0.03, 0.12];

interface Occasion {
  /** Subquery with customer_id, in_target, due_on, contact_day. */
  from: string;
  where: string;
  suffix: string;
  actions: typeof actions;
  shares: number[];
}

function contactsOf(occasion: Occasion): string {
  const identity = ['invoice_id'];
  const index = 'action_index';
  return `INSERT INTO contacts (contact_id, customer_id, campaign_id, action_id, channel, stage, status, cost_minor, at, version)
     SELECT contact_id, customer_id, if(in_campaign, {campaign:String}, '') AS campaign_id, action_id, channel, stage, status, cost_minor, at, {version:UInt64}
     FROM (
        SELECT concat(invoice_id, '-${occasion.suffix}') AS contact_id, customer_id, in_target,
            ${pick(occasion.shares, uniform(`action-${occasion.suffix}`, ...identity))} AS action_index,
            ${at(occasion.actions.map((action) => action.id), index)} AS action_id,
            ${at(occasion.actions.map((action) => action.channel), index)} AS channel,
            ${at(occasion.actions.map((action) => action.stage), index)} AS stage,
            ${at(occasion.actions.map((action) => action.costMinor), index)} AS cost_minor,
            ${at(['delivered', 'right-party', 'not-reached'], pick([0.5, 0.3, 0.2], uniform(`status-${occasion.suffix}`, ...identity)))} AS status,
            toDateTime64(contact_day, 3, 'UTC') + toIntervalMinute(6 * 60 + toUInt16(9 * 60 * ${uniform(`time-${occasion.suffix}`, ...identity)})) AS at,
            contact_day >= {campaign_from:Date32} AND contact_day < {campaign_before:Date32} AS in_campaign
        FROM ${occasion.from}
        WHERE ${occasion.where} AND contact_day < {until:Date32})
     WHERE NOT in_campaign OR in_target`;
}

/** Contacts of 18 months. In the weeks of the finished campaign its control group gets none. */
export function contactStatements(peopleSql: string): string[] {
  const lateInvoices = (days: number) => `(SELECT *, due_on + toIntervalDay(${days}) AS contact_day FROM ${monthlyInvoices(peopleSql)})`;
  const debts = `(SELECT *, greatest(due_on + toIntervalDay(14), if(debt = 1, {campaign_from:Date32} + toIntervalDay(7), due_on + toIntervalDay(14))) AS contact_day FROM ${oldDebts(peopleSql)})`;
  return [
    contactsOf({ from: lateInvoices(2), where: `days_late > 2 AND ${uniform('soft', 'invoice_id')} < 0.55`, suffix: 'S', actions: softActions, shares: softShares }),
    contactsOf({ from: lateInvoices(19), where: `days_late > 19 AND ${uniform('hard', 'invoice_id')} < 0.6`, suffix: 'H', actions: hardActions, shares: hardShares }),
    contactsOf({ from: debts, where: `${uniform('old', 'invoice_id')} < 0.8`, suffix: 'S', actions: softActions, shares: softShares }),
  ];
}
