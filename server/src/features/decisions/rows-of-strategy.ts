import type { StrategyEntry } from './journal-entries.js';
import type { TableRow } from './journal-rows.js';

export function rowsOfStrategy({ decisionId, nowMs, timeZone, endpoint, environment, publicationId, revision, strategyId, version, contentHash, arm, caller, input, answer, failure, trace, durationUs, path = '', customerId = '' }: StrategyEntry): TableRow[] {
  const outcome = answer?.outcome;
  return [['strategy_decisions', {
    decision_id: decisionId, at: new Date(nowMs).toISOString(), endpoint, environment, publication_id: publicationId, revision, strategy_id: strategyId, strategy_version: version, content_hash: contentHash, arm, caller,
    ok: answer !== null, failure: failure ? JSON.stringify(failure) : '', decision: outcome?.decision === undefined || outcome.decision === null ? '' : typeof outcome.decision === 'string' ? outcome.decision : JSON.stringify(outcome.decision),
    action: outcome?.action ?? '', channel: outcome?.channel ?? '', reason_codes: outcome?.reasonCodes ?? [], input: input === undefined ? '' : JSON.stringify(input), answer: answer ? JSON.stringify(answer) : '',
    trace: trace ? JSON.stringify(trace) : '', time_zone: timeZone, duration_us: durationUs, path, customer_id: customerId, version: nowMs,
  }]];
}
