import { finiteOrUndefined, type Interval, isKnown, notKnown, type Result } from './result.js';

export interface ScaledEffect {
  total: number;
  interval: Result<Interval>;
}

/**
 * An effect per unit scaled to the target arm (F10): extra responses, extra money. The control arm's own units are not
 * counted, since nothing was done to them.
 */
export function scaleToArm(estimate: number, interval: Result<Interval>, unitsOfTarget: number): Result<ScaledEffect> {
  if (!(unitsOfTarget > 0)) return notKnown('empty-arm');
  const total = estimate * unitsOfTarget;
  if (!Number.isFinite(total)) return notKnown('bad-input');
  if (!isKnown(interval)) return { total, interval };
  return { total, interval: finiteOrUndefined({ low: interval.low * unitsOfTarget, high: interval.high * unitsOfTarget }) };
}

export interface CampaignMoney {
  incrementalMinor: number;
  costMinor: number;
  profitMinor: number;
  /** Profit per unit of cost; unknown without cost. */
  returnOnCost: Result<{ value: number }>;
  /** Cost per extra response; unknown while no extra response is within the interval. */
  costPerIncremental: Result<{ value: number }>;
}

export interface CampaignMoneyInput {
  /** Extra margin in minor units over the whole target arm. */
  incrementalMinor: number;
  /** Contacts and incentives together, minor units. */
  costMinor: number;
  incrementalResponses: number;
  incrementalResponsesInterval: Result<Interval>;
}

/** Profit, return on cost and cost per extra response (F10). */
export function campaignMoney(input: CampaignMoneyInput): Result<CampaignMoney> {
  const { incrementalMinor, costMinor, incrementalResponses, incrementalResponsesInterval: interval } = input;
  if (![incrementalMinor, costMinor, incrementalResponses].every(Number.isFinite) || costMinor < 0) return notKnown('bad-input');
  const profitMinor = incrementalMinor - costMinor;
  return {
    incrementalMinor,
    costMinor,
    profitMinor,
    returnOnCost: costMinor > 0 ? finiteOrUndefined({ value: profitMinor / costMinor }) : notKnown('no-cost'),
    costPerIncremental: costPerIncremental(costMinor, incrementalResponses, interval),
  };
}

function costPerIncremental(costMinor: number, responses: number, interval: Result<Interval>): Result<{ value: number }> {
  if (!isKnown(interval)) return interval;
  if (interval.low <= 0) return notKnown('interval-contains-zero');
  return finiteOrUndefined({ value: costMinor / responses });
}
