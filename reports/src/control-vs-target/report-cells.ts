import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ContactRow } from '../marts/contact-cells-sql.js';
import { addSums, noSums } from '../marts/cell-rows.js';
import type { CellRow, UnitSums } from '../marts/unit-sums.js';

/** Cells of target units by what they were given first, within one stratum of the customers. */
export interface StratumCells {
  stratum: string;
  cells: CellRow[];
}

/** Contacts by how far they came; customers are different ones. */
export interface StepContacts {
  step: string;
  rows: ContactRow[];
}

/** Answers within so many days after the first contact, counted by whole days. */
export interface ContactCurveRow {
  arm: string;
  outcome: 'response' | 'payment';
  /** -1: all customers with a contact, in `customers`. */
  days: number;
  customers: number;
}

export interface TransitionRow {
  arm: string;
  from: number;
  to: number;
  customers: number;
  balanceMinor: number;
}

/** Everything that the store said: exact sums by cell, and the few answers that no sum of cells gives. Lists that were not asked for are empty. */
export interface ReportCells {
  /** Sums of every source over all units, by arm; the metric '' counts units. */
  total: CellRow[];
  /** The same by value of the dimension that the report is cut by. */
  segments: CellRow[];
  cumulative: CellRow[];
  day: CellRow[];
  week: CellRow[];
  sinceAssignment: CellRow[];
  score: CellRow[];
  /** Score above which each bin lies, from the first; bins count from 0. */
  scoreBounds: number[];
  waves: CellRow[];
  /** Totals by stratum of all units, and of target units by first channel and first action within each stratum. */
  strata: CellRow[];
  firstChannels: StratumCells[];
  firstActions: StratumCells[];
  /** By arm, for each step. */
  reach: StepContacts[];
  channels: ContactRow[];
  channelsDelivered: ContactRow[];
  /** The whole campaign by action and week, whatever the filters. */
  actions: ContactRow[];
  contactCurve: ContactCurveRow[];
  transitions: TransitionRow[];
  freshness: DataFreshness | null;
}

export interface DataFreshness {
  lastAssignedAt: string | null;
  lastContactAt: string | null;
  lastResponseAt: string | null;
  lastInvoiceOn: string | null;
  lastPaymentOn: string | null;
}

export const noReportCells: ReportCells = {
  total: [], segments: [], cumulative: [], day: [], week: [], sinceAssignment: [], score: [], scoreBounds: [], waves: [], strata: [], firstChannels: [], firstActions: [],
  reach: [], channels: [], channelsDelivered: [], actions: [], contactCurve: [], transitions: [], freshness: null,
};

/** Arms by role: every target arm is compared with all control arms together. */
export interface ReportArms {
  targets: string[];
  controls: ReadonlySet<string>;
}

export function armsOf(facts: Pick<CampaignFacts, 'arms'>): ReportArms {
  return {
    targets: facts.arms.filter((arm) => arm.role === 'target').map((arm) => arm.id),
    controls: new Set(facts.arms.filter((arm) => arm.role === 'control').map((arm) => arm.id)),
  };
}

/** Sums of a metric over some arms, in one segment or in all of them. */
export function sumsOf(cells: readonly CellRow[], metric: string, arms: ReadonlySet<string>, segment: string | null = null): UnitSums {
  let sums = noSums;
  for (const cell of cells) if (cell.metric === metric && arms.has(cell.arm) && (segment === null || cell.segment === segment)) sums = addSums(sums, cell.sums);
  return sums;
}

/** Units of some arms: those of the row that counts them, whatever the metric. */
export function unitsIn(cells: readonly CellRow[], arms: ReadonlySet<string>, segment: string | null = null): number {
  return Number(sumsOf(cells, '', arms, segment).n);
}

/** Values of the cut, the largest first, so that what is cut off is the smallest. */
export function segmentsBySize(cells: readonly CellRow[]): string[] {
  const sizes = new Map<string, bigint>();
  for (const { metric, segment, sums } of cells) if (metric === '') sizes.set(segment, (sizes.get(segment) ?? 0n) + sums.n);
  return [...sizes].sort((a, b) => (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : a[0] < b[0] ? -1 : 1)).map(([segment]) => segment);
}
