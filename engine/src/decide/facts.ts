import type { CustomerInCampaign } from './customer-in-campaign.js';
import type { DecisionQuestion } from './decide.js';
import type { LaunchedCampaign } from './launched-campaign.js';

/**
 * Facts for a rule set: the customer's attributes by name (money in major units, as in conditions; null when missing),
 * `context` and each `context.<name>` of the request (null when the request does not carry it), `request.channel`,
 * `campaign.week` (zero-based) and `campaign.contacts` (contacts made in it).
 */
export function factsFor(campaign: LaunchedCampaign, customer: CustomerInCampaign, wanted: readonly string[], question: Pick<DecisionQuestion, 'context' | 'channel' | 'atMs'>, week: number): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  const context = question.context ?? {};
  for (const name of wanted) {
    const type = campaign.attributeTypes.get(name);
    if (type !== undefined) {
      const value = customer.attributes[name] ?? null;
      facts[name] = type === 'money' && typeof value === 'number' ? value / 100 : type === 'instant' && typeof value === 'number' ? new Date(value).toISOString() : value === '' ? null : value;
    } else if (name === 'context') facts[name] = context;
    else if (name === 'request.channel') facts[name] = question.channel ?? null;
    else if (name === 'campaign.week') facts[name] = week;
    else if (name === 'campaign.contacts') facts[name] = customer.contacts.length;
    else if (name.startsWith('context.')) {
      const key = name.slice('context.'.length);
      facts[name] = Object.hasOwn(context, key) ? (context[key] ?? null) : null;
    }
  }
  return facts;
}
