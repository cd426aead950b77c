/** Line of the journal: what was set aside for a plan (positive units), or came back from it (negative). */
export interface QuotaMovesEntry {
  kind: 'quota-moves';
  /** The same moves have the same identifier. */
  id: string;
  at: string;
  campaignId: string;
  moves: QuotaMove[];
}

export interface QuotaMove {
  /** A quota of the company, or an account of the campaign by its constraint. */
  account: 'quota' | 'campaign';
  id: string;
  /** Empty for an account of the campaign. */
  period: string;
  week: number;
  units: number;
}

/** One row for each account that something was moved in. */
export function rowsOfQuotaMoves({ id, at, campaignId, moves }: QuotaMovesEntry): (readonly [table: string, row: object])[] {
  const version = Date.parse(at);
  return moves.map(({ account, id: accountId, period, week, units }) => ['quota_moves', { move_id: `${id}/${account}/${accountId}/${period}/${week}`, at, campaign_id: campaignId, account, account_id: accountId, period, week, units, version }]);
}
