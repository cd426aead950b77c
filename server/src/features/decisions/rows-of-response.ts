import type { ResponseEntry } from './journal-entries.js';
import type { TableRow } from './journal-rows.js';

export function rowsOfResponse({ response: { responseId, customerId, kind, amountMinor, decisionId, campaignId, at } }: ResponseEntry): TableRow[] {
  const time = new Date(at);
  return [['responses', { response_id: responseId, customer_id: customerId, campaign_id: campaignId ?? '', decision_id: decisionId ?? '', kind, amount_minor: amountMinor ?? 0, at: time.toISOString(), version: time.getTime() }]];
}
