import type { DecisionEntry } from './journal-entries.js';
import type { TableRow } from './journal-rows.js';

export const rowsOfDecision = ({ decision, request, facts, costMinor, seen }: DecisionEntry): TableRow[] => rowsOfDecisionParts(decision, costMinor, JSON.stringify({ decision, request, facts, seen }));

/** @param body JSON text that has the decision, its request and what was seen */
export function rowsOfDecisionParts(decision: DecisionEntry['decision'], costMinor: number, body: string): TableRow[] {
  const version = Date.parse(decision.at);
  const { decisionId, customerId, action } = decision;
  const campaign = decision.campaignId ?? '';
  const row: TableRow = ['decisions', {
    decision_id: decisionId, at: decision.at, customer_id: customerId, campaign_id: campaign, outcome: decision.outcome, source: decision.source,
    action_id: action?.id ?? '', channel: action?.channel ?? '', arm: decision.arm ?? '', version_id: decision.version, body, version,
  }];
  if (!action) return [row];
  return [row, ['contacts', { contact_id: decisionId, customer_id: customerId, campaign_id: campaign, action_id: action.id, channel: action.channel, stage: action.stage, status: 'sent', cost_minor: Math.round(costMinor), decision_id: decisionId, at: action.at ?? decision.at, version }]];
}
