/** Where the ledger is in the hot state. */
export const ledgerKeys = {
  /** Counter: what was given in a period of a quota, with what is set aside. */
  quota: (quotaId: string, period: string) => `quota:${quotaId}:${period}`,
  /** Counter: of it, what is set aside for plans and for offers that stand. */
  held: (quotaId: string, period: string) => `quota-held:${quotaId}:${period}`,
  /** The quota of a counter. */
  quotaOf: (key: string): string | undefined => (key.startsWith('quota:') ? key.slice('quota:'.length, key.indexOf(':', 'quota:'.length)) : undefined),
  /** The counter of what is set aside that belongs to a quota's counter. */
  heldBeside: (key: string): string | undefined => (key.startsWith('quota:') ? `quota-held:${key.slice('quota:'.length)}` : undefined),
  /** What the plan of a campaign has set aside, by week. */
  plan: (campaignId: string) => `plan-set-aside:${campaignId}`,
  /** Counter: how much of a share that a plan has set aside was given or came back. */
  planUsed: (campaignId: string, setAsideId: string, week: number, share: string) => `${ledgerKeys.plansUsed(campaignId)}${setAsideId}:${week}:${share}`,
  plansUsed: (campaignId: string) => `plan-used:${campaignId}:`,
} as const;
