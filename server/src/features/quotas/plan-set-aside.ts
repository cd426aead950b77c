/** What the plan of a campaign has set aside, as it was at the launch. It does not change; counters say how much of it was used. */
export interface PlanSetAside {
  /** Each time that a plan is set aside has counters of its own, also of the same run once more. */
  id: string;
  runId: string;
  weeks: WeekSetAside[];
}

export interface WeekSetAside {
  week: number;
  /** The week is over at this instant. */
  endsMs: number;
  quotas: {
    quotaId: string;
    /** Actions that it was set aside for. */
    actions: string[];
    shares: { period: string; endMs: number | null; size: number }[];
  }[];
  /** Accounts of the whole campaign; accounts of a week end with it. */
  accounts: { constraintId: string; counter: string; size: number }[];
}

/** Names of shares under `ledgerKeys.planUsed`. */
export const quotaShareName = (quotaId: string, period: string): string => `quota:${quotaId}:${period}`;
export const accountShareName = (constraintId: string): string => `account:${constraintId}`;
