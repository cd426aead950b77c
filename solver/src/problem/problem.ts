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
  customers: Source;
  candidates: Source;
}

export type Objective =
  | { kind: 'maximise'; measure: string }
  | { kind: 'minimise'; measure: string }
  | { kind: 'ratio'; numerator: string; denominator: string };

export type Scalar = string | number | boolean;
export interface Action {
  id: string;
  attributes: Record<string, Scalar>;
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

export type Sense = 'atMost' | 'atLeast' | 'equal' | 'below';
/** quantity ⟨sense⟩ bound, or quantity − bound × shareOf ⟨sense⟩ 0. */
export interface Limit {
  id: string;
  quantity: Quantity;
  sense: Sense;
  bound: number;
  shareOf: Quantity | null;
  eachPeriod: boolean;
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
  | { id: string; kind: 'exclude'; groups: CandidateFilter[] }
  | { id: string; kind: 'notBefore'; action: CandidateFilter; after: CandidateFilter; days: number };

export type { Fault };
