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
  if (!Number.isFinite(unitsOfTarget) || unitsOfTarget < 0) return notKnown('bad-input');
  if (!(unitsOfTarget > 0)) return notKnown('empty-arm');
  const total = estimate * unitsOfTarget;
  if (!Number.isFinite(total)) return notKnown('bad-input');
  if (!isKnown(interval)) return { total, interval };
  return { total, interval: finiteOrUndefined({ low: interval.low * unitsOfTarget, high: interval.high * unitsOfTarget }) };
}

export interface CampaignMoney {
  incrementalMinor: number;
  costMinor: number;
  /** Extra margin less cost. */
  profitMinor: number;
  /** The interval of the extra margin less the cost, which is known; unknown when the former is. */
  profitInterval: Result<Interval>;
  /** Profit per unit of cost (ROI); unknown without cost. */
  returnOnCost: Result<{ value: number }>;
  returnInterval: Result<Interval>;
  /** Cost per extra response; unknown while the interval of extra responses is not wholly above 0. */
  costPerIncremental: Result<{ value: number }>;
  /** From the limits of the extra responses: more responses, less cost each. */
  costPerIncrementalInterval: Result<Interval>;
}

export interface CampaignMoneyInput {
  /** Extra margin in minor units over the whole target arm. */
  incrementalMinor: number;
  incrementalInterval?: Result<Interval>;
  /** Contacts and incentives together, minor units. */
  costMinor: number;
  incrementalResponses: number;
  incrementalResponsesInterval: Result<Interval>;
}

/** Profit, return on cost and cost per extra response (F10), with the intervals that the effect's own gives. */
export function campaignMoney(input: CampaignMoneyInput): Result<CampaignMoney> {
  const { incrementalMinor, costMinor, incrementalResponses, incrementalResponsesInterval: responses } = input;
  if (![incrementalMinor, costMinor, incrementalResponses].every(Number.isFinite) || costMinor < 0) return notKnown('bad-input');
  const margin = input.incrementalInterval ?? notKnown('no-data');
  const profitMinor = incrementalMinor - costMinor;
  if (!Number.isFinite(profitMinor)) return notKnown('bad-input');
  const profitInterval = isKnown(margin) ? finiteOrUndefined({ low: margin.low - costMinor, high: margin.high - costMinor }) : margin;
  return {
    incrementalMinor,
    costMinor,
    profitMinor,
    profitInterval,
    returnOnCost: costMinor > 0 ? finiteOrUndefined({ value: profitMinor / costMinor }) : notKnown('no-cost'),
    returnInterval: perCost(profitInterval, costMinor),
    costPerIncremental: costPerIncremental(costMinor, incrementalResponses, responses),
    costPerIncrementalInterval: costPerIncrementalInterval(costMinor, responses),
  };
}

function perCost(interval: Result<Interval>, costMinor: number): Result<Interval> {
  if (!(costMinor > 0)) return notKnown('no-cost');
  return isKnown(interval) ? finiteOrUndefined({ low: interval.low / costMinor, high: interval.high / costMinor }) : interval;
}

function costPerIncremental(costMinor: number, responses: number, interval: Result<Interval>): Result<{ value: number }> {
  if (!isKnown(interval)) return interval;
  if (!(interval.low > 0) || !(responses > 0)) return notKnown('interval-contains-zero');
  return finiteOrUndefined({ value: costMinor / responses });
}

function costPerIncrementalInterval(costMinor: number, interval: Result<Interval>): Result<Interval> {
  if (!isKnown(interval)) return interval;
  if (!(interval.low > 0)) return notKnown('interval-contains-zero');
  return finiteOrUndefined({ low: costMinor / interval.high, high: costMinor / interval.low });
}
