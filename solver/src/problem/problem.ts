import type { Fault } from '@arbiter/contracts/problems';

/** A problem document after its checks: every default written out, every shorthand expanded. Holds no customers or candidates. */
export interface Problem {
  objective: Objective;
  /** Most actions for one customer, in all and in one period; `Infinity` where there is no such cap. */
  contacts: { max: number; perPeriod: number };
  actions: Action[];
  /** Names in order of time; empty when the problem has no periods. */
  periods: string[];
  /** First day of each period, counted from the first day of the first one; null when the names are no calendar periods. */
  periodStartDays: number[] | null;
  limits: Limit[];
  eligibility: EligibilityRule[];
  sequence: SequenceRule[];
  /** Numeric customer attributes that grow by a day a day. */
  ageing: string[];
  households: HouseholdRule[];
  agents: Agent[];
  /** First day of the plan, in days since 1970-01-01: `start`, or the first period's; null where neither is known. */
  startDay: number | null;
  history: Source;
  fixed: Source;
  previous: Previous | null;
  customers: Source;
  candidates: Source;
}

export type Objective = ({ kind: 'maximise'; measure: string } | { kind: 'minimise'; measure: string } | { kind: 'ratio'; numerator: string; denominator: string }) & { then?: SecondGoal };

/** Among the plans that keep `keeping` of the best first objective (null: what the gap asked allows), the one best in this. */
export interface SecondGoal {
  kind: 'maximise' | 'minimise';
  measure: string;
  keeping: number | null;
}

export type Scalar = string | number | boolean;
export interface Action {
  id: string;
  attributes: Record<string, Scalar>;
  /** What an agent must have to carry it out; absent where the document has no agents. `effort` is among the attributes. */
  skills?: string[];
}

/** Who carries actions out. */
export interface Agent {
  id: string;
  /** Most effort in each period (one number without periods). */
  capacity: number[];
  skills: string[];
  attributes: Record<string, Scalar>;
}

/** Customers with the same value of `by` share a cap on what matches `where`; those without a value are alone. */
export interface HouseholdRule {
  id: string;
  by: string;
  where: CandidateFilter;
  /** Infinity without such a cap. */
  max: number;
  perPeriod: number;
}

/** The plan that stands, from which the new one should not stray. */
export interface Previous {
  assignments: Source;
  /** What a change costs, in units of the objective; 0 when it is free. */
  changeCost: number;
  /** Infinity without such a cap. */
  mostChanges: number;
  /** Least share of the previous assignments that stand in the new plan. */
  keep: number;
}

/** Where rows come from: written in the document (`columns` is also what rows become), a file that the caller reads, or not given. */
export type Source = { kind: 'columns'; columns: Record<string, readonly unknown[]> } | { kind: 'file'; file: string } | { kind: 'none' };

/** `attribute` in `values`. */
export interface Membership {
  attribute: string;
  values: Scalar[];
}

/** A filter on candidates: all action memberships (with the reserved names `action` and `period`) and all customer memberships hold. */
export interface CandidateFilter {
  action: Membership[];
  customer: Membership[];
}

/** A test of one attribute of a customer; a missing value never satisfies it. */
export type CustomerTest =
  | ({ kind: 'membership' } & Membership)
  | { kind: 'comparison'; attribute: string; atLeast: number; atMost: number; above: number; below: number };

/** A weighted sum of measures; the measure `count` is 1 for every candidate. */
export interface Term {
  measure: string;
  weight: number;
}
export interface Quantity {
  terms: Term[];
  where: CandidateFilter;
}

/** What a limit holds for each of: a group for every combination of the values that occur. */
export type Each = { kind: 'period' } | { kind: 'agent' } | { kind: 'customer' | 'action'; attribute: string };
/** Bounds by group, map in map in the order of `each`; "*" is any other group, a group without a bound has no limit. */
export type BoundTree = number | { readonly [group: string]: BoundTree };

export type Sense = 'atMost' | 'atLeast' | 'equal' | 'below';
/** quantity ⟨sense⟩ bound, or quantity − bound × shareOf ⟨sense⟩ 0. */
export interface Limit {
  id: string;
  quantity: Quantity;
  sense: Sense;
  /** The bound of every group that `bounds` does not name. */
  bound: number;
  shareOf: Quantity | null;
  /** The limit holds for each of these on its own; absent or empty for one limit over everything. */
  each?: readonly Each[];
  /** Where groups have bounds of their own; `bound` then counts for nothing. */
  bounds?: BoundTree;
  /** Price of a unit of violation, in units of the objective; absent where the limit must hold. */
  softPrice?: number;
  /** Only with `atLeast`: the quantity may also be zero. */
  orZero: boolean;
  /** Cost of a relative change of the bound where limits collide; 1 when left out, Infinity for a bound that is never moved. */
  importance?: number;
}

export interface EligibilityRule {
  id: string;
  /** `forbid` removes what matches, `allowOnly` what does not. */
  kind: 'forbid' | 'allowOnly';
  filter: CandidateFilter;
  for: CustomerTest[];
  /** null when the rule knows no exception. */
  unless: CustomerTest[] | null;
}

export type SequenceRule =
  /** `withinDays`: Infinity where the groups exclude each other at any distance. */
  | { id: string; kind: 'exclude'; groups: CandidateFilter[]; withinDays: number }
  | { id: string; kind: 'notBefore'; action: CandidateFilter; after: CandidateFilter; days: number }
  | { id: string; kind: 'onlyAfter'; action: CandidateFilter; after: CandidateFilter; days: number }
  /** At most `max` of these within any `days` days. */
  | { id: string; kind: 'maxContacts'; where: CandidateFilter; max: number; days: number };

export type { Fault };
