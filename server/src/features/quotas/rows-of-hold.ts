import type { EndedHoldLine } from './offer-holds.js';

/** Line of the journal: the time of offers ended without a word of the customer. */
export interface HoldEntry {
  kind: 'hold';
  customerId: string;
  at: string;
  ended: EndedHoldLine[];
}

/** Line of the journal: a change of a customer's loyalty points that no offer caused. */
export interface PointsEntry {
  kind: 'points';
  changeId: string;
  customerId: string;
  at: string;
  /** Positive: earned. */
  points: number;
  reason: string;
  /** Balance that may be spent, after it. */
  available: number;
}

type Row = readonly [table: string, row: object];

/** Rows of offers that ended, whatever entry tells of them (a response, or the end of their time). */
export function rowsOfEndedHolds(customerId: string, at: string, ended: readonly EndedHoldLine[]): Row[] {
  const version = Date.parse(at);
  const time = new Date(version).toISOString();
  return ended.flatMap(({ decisionId, actionId, campaignId, how, points }): Row[] => [
    ['offer_ends', { decision_id: decisionId, action_id: actionId, customer_id: customerId, campaign_id: campaignId ?? '', how, points, at: time, version }],
    ...(how === 'confirmed' && points > 0 ? [['points_changes', { change_id: `${decisionId}/${actionId}`, customer_id: customerId, points: -points, reason: 'offer', at: time, version }] as const] : []),
  ]);
}

export const rowsOfHold = ({ customerId, at, ended }: HoldEntry): Row[] => rowsOfEndedHolds(customerId, at, ended);

export const rowsOfPoints = ({ changeId, customerId, at, points, reason }: PointsEntry): Row[] => [['points_changes', { change_id: changeId, customer_id: customerId, points, reason, at, version: Date.parse(at) }]];
