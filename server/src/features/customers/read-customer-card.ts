import type { Attribute } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { listAttributes } from '../datasets/api.js';

type Stores = Pick<Container, 'analytics' | 'repository' | 'now'>;

export interface CustomerCard {
  /** Null when only history is known of the customer. */
  profile: { customerId: string; attributes: Record<string, string | number | boolean | string[] | null> } | null;
  contacts: { contactId: string; campaignId: string; actionId: string; channel: string; stage: string; status: string; at: string }[];
  responses: { responseId: string; campaignId: string; decisionId: string; kind: string; amountMinor: number; at: string }[];
  decisions: { decisionId: string; campaignId: string; outcome: string; source: string; actionId: string; channel: string; arm: string; at: string }[];
  balances: { invoicedMinor: number; paidMinor: number; overdueMinor: number };
}

const most = 200;

/** What is known of one customer, the newest 200 of each kind. Throws not-found when nothing is. */
export async function readCustomerCard({ analytics, repository, now }: Stores, customerId: string): Promise<CustomerCard> {
  const params = { id: customerId, today: now().toISOString().slice(0, 10) };
  const at = 'toUnixTimestamp64Milli(at) AS time';
  const [attributes, profiles, contacts, responses, decisions, balances] = await Promise.all([
    listAttributes(repository),
    analytics.query<Record<string, unknown>>('SELECT * EXCEPT version FROM customers FINAL WHERE customer_id = {id:String}', params),
    analytics.query<{ contact_id: string; campaign_id: string; action_id: string; channel: string; stage: string; status: string; time: string }>(`SELECT contact_id, campaign_id, action_id, channel, stage, status, ${at} FROM contacts FINAL WHERE customer_id = {id:String} ORDER BY at DESC, contact_id LIMIT ${most}`, params),
    analytics.query<{ response_id: string; campaign_id: string; decision_id: string; kind: string; amount_minor: string; time: string }>(`SELECT response_id, campaign_id, decision_id, kind, amount_minor, ${at} FROM responses FINAL WHERE customer_id = {id:String} ORDER BY at DESC, response_id LIMIT ${most}`, params),
    analytics.query<{ decision_id: string; campaign_id: string; outcome: string; source: string; action_id: string; channel: string; arm: string; time: string }>(`SELECT decision_id, campaign_id, outcome, source, action_id, channel, arm, ${at} FROM decisions FINAL WHERE customer_id = {id:String} ORDER BY decision_id DESC LIMIT ${most}`, params),
    analytics.query<{ invoiced: string; paid: string; overdue: string }>(
      `SELECT toInt64(sum(amount_minor)) AS invoiced, toInt64(sum(settled_minor)) AS paid, toInt64(sumIf(greatest(amount_minor - settled_minor, 0), due_on < {today:Date32})) AS overdue
       FROM (SELECT invoice_id, amount_minor, due_on FROM invoices FINAL WHERE customer_id = {id:String}) AS owed
       LEFT JOIN (SELECT invoice_id, sum(amount_minor) AS settled_minor FROM payments FINAL WHERE customer_id = {id:String} GROUP BY invoice_id) AS settled USING (invoice_id)`, params),
  ]);
  const profile = profiles[0];
  if (!profile && contacts.length + responses.length + decisions.length === 0) throw new ProblemError('not-found', `There is no customer ${JSON.stringify(customerId)}`);
  const [sums] = balances;
  return {
    profile: profile ? { customerId, attributes: Object.fromEntries(attributes.filter(({ name }) => name !== 'customer_id' && name in profile).map((attribute) => [attribute.name, shown(profile[attribute.name], attribute)])) } : null,
    contacts: contacts.map((row) => ({ contactId: row.contact_id, campaignId: row.campaign_id, actionId: row.action_id, channel: row.channel, stage: row.stage, status: row.status, at: new Date(Number(row.time)).toISOString() })),
    responses: responses.map((row) => ({ responseId: row.response_id, campaignId: row.campaign_id, decisionId: row.decision_id, kind: row.kind, amountMinor: Number(row.amount_minor), at: new Date(Number(row.time)).toISOString() })),
    decisions: decisions.map((row) => ({ decisionId: row.decision_id, campaignId: row.campaign_id, outcome: row.outcome, source: row.source, actionId: row.action_id, channel: row.channel, arm: row.arm, at: new Date(Number(row.time)).toISOString() })),
    balances: { invoicedMinor: Number(sums?.invoiced ?? 0), paidMinor: Number(sums?.paid ?? 0), overdueMinor: Number(sums?.overdue ?? 0) },
  };
}

/** Money stays in minor units. */
function shown(value: unknown, { type }: Attribute): string | number | boolean | string[] | null {
  if (value === null || value === undefined || value === '') return null;
  return type === 'number' || type === 'money' ? Number(value) : (value as string | boolean | string[]);
}
