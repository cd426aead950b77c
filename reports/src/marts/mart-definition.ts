import type { MetricSource } from './metric-source.js';

/** How far a contact came, by the statuses that mean it. A customer counts once in each step that one of his contacts reached. */
export interface ContactStep {
  step: string;
  /** Empty for every contact, whatever its status. */
  statuses: readonly string[];
}

/** What a campaign's mart is made of. Two marts of equal definitions over the same facts are equal. */
export interface MartDefinition {
  campaignId: string;
  /** YYYY-MM-DD: first day of the campaign, first day after what counts, first day without complete facts. */
  startsOn: string;
  windowBefore: string;
  dataBefore: string;
  /** Keys of the assignments' dims, in the order of the campaign's facts. */
  dimensions: readonly string[];
  sources: readonly MetricSource[];
  /** Parameters that the sources' SQL uses beyond campaign_id, starts_on, window_before and data_before. */
  params?: Readonly<Record<string, unknown>>;
  contactSteps: readonly ContactStep[];
  /** Customers are counted by the days from their first contact to their first event of the metric, if it came after; under the outcome's name. */
  curves?: readonly { outcome: string; metric: string }[];
  /** A metric whose x and y are the buckets that a unit stood in then and stands in now, and z its balance: units are counted by where they moved. */
  moves?: string;
  /** Contacts of every campaign count, for the company's own control group. */
  anyCampaign?: boolean;
  /** Scores of this set, given before the assignment, become the units' score; null for none. */
  scoreSet: string | null;
}

/** What is settled when a build begins and stays until the next one. */
export interface MartLayout {
  /** Dimensions by which cells are kept all at once. The others are too fine: a filter by them reads the units. */
  rolledUp: readonly string[];
  /** First identifiers of slices of about equal size, without the first slice's. */
  bounds: readonly string[];
  /** Scores between which the bins of the grain `score` lie, ascending: bin k holds scores above the k-th (from 0 for those up to the first). */
  scoreBounds: readonly number[];
}

/** Upper bounds of what a unit's running totals come to, by metric: they say how wide a sum must be, and what is 0 everywhere. */
export interface MartReach {
  /** Terms that a sum has at most: units, or all their events. */
  terms: number;
  x: readonly bigint[];
  y: readonly bigint[];
  z: readonly bigint[];
}

const factTables = ['assignments', 'contacts', 'responses', 'invoices', 'payments', 'outcomes', 'deliveries', 'promises', 'customer_facts'] as const;

/** The fact tables whose changes change the mart, by the names in the sources' SQL. */
export function tablesOf({ sources }: Pick<MartDefinition, 'sources'>): string[] {
  const text = sources.map((source) => `${source.eventsSql} ${source.beforeSql ?? ''}`).join(' ');
  return factTables.filter((table) => table === 'assignments' || table === 'contacts' || new RegExp(`\\b${table}\\b`).test(text));
}

/** Parameters that every statement of the mart may name. */
export function martParams(definition: MartDefinition): Record<string, unknown> {
  const { campaignId, startsOn, windowBefore, dataBefore, dimensions, scoreSet, params } = definition;
  return {
    ...params,
    campaign_id: campaignId, starts_on: startsOn, window_before: windowBefore, data_before: dataBefore, dimension_names: dimensions, score_set: scoreSet ?? '',
  };
}
