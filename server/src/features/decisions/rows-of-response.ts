import { rowsOfEndedHolds } from '../quotas/api.js';
import type { ResponseEntry } from './customer-entries.js';
import type { TableRow } from './journal-rows.js';
import { rowOfPromise } from './rows-of-promise.js';

/** A correction replaces the row of the response that it corrects, so that nothing is counted twice. */
export function rowsOfResponse({ response, recordedAtMs, joined, replaced, promises = [], holds = [] }: ResponseEntry): TableRow[] {
  const { responseId, customerId, kind, amountMinor, decisionId, campaignId, actionId, channel, promiseDueOn, at } = response;
  const time = new Date(at);
  const row = {
    response_id: replaced ?? responseId, customer_id: customerId, campaign_id: campaignId ?? joined?.campaignId ?? '', decision_id: decisionId ?? joined?.decisionId ?? '', contact_id: joined?.contactId ?? '', kind, amount_minor: amountMinor ?? 0,
    action_id: actionId ?? joined?.actionId ?? '', channel: channel ?? joined?.channel ?? '', joined_by: joined?.rule ?? '', corrected_by: replaced === undefined ? '' : responseId, promise_due_on: promiseDueOn ?? null,
    at: time.toISOString(), recorded_at: new Date(recordedAtMs ?? time.getTime()).toISOString(), version: recordedAtMs ?? time.getTime(),
  };
  return [['responses', row], ...promises.map((promise) => rowOfPromise(customerId, recordedAtMs ?? time.getTime(), promise)), ...rowsOfEndedHolds(customerId, row.recorded_at, holds)];
}
