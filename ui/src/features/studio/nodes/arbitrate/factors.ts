export interface Eligibility { condition: string; reason: string }

/** What ranks a candidate; those left out count as 1. */
export interface Factors { propensity: string; context?: string; value: string; lever?: string; eligibility?: Eligibility[] }

export const factorNames = ['propensity', 'context', 'value', 'lever'] as const;
