import { createHash, randomBytes } from 'node:crypto';
import type { MartDefinition, MartLayout, MartReach, Watermarks } from '@arbiter/reports/marts/index';
import type { Analytics } from '../../ports/analytics.js';

/** Days of the latest facts that a report is made of; null where there is none. */
export interface LatestFacts {
  lastAssignedAt: string | null;
  lastContactAt: string | null;
  lastResponseAt: string | null;
  lastInvoiceOn: string | null;
  lastPaymentOn: string | null;
}

/** What a generation remembers beside its rows. */
export interface GenerationState {
  /** What it was made of. */
  of: MartDefinition;
  layout: MartLayout;
  reach: MartReach;
  marks: Watermarks;
  latest: LatestFacts;
  /** Time of the last making of all units, ms. */
  fullMs: number;
}

/** A set of rollups that stands. */
export interface Generation {
  campaignId: string;
  generation: string;
  build: string;
  /** Hash of the definition. */
  definition: string;
  token: number;
  units: number;
  tookMs: number;
  /** The facts are in up to here, at least. ISO. */
  factsAt: string;
  publishedAt: string;
  state: GenerationState;
}

export function definitionHash(definition: MartDefinition): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 32);
}

let lastStamp = 0;

/** A name that is later in the alphabet than those of an earlier millisecond, and fit for a partition. */
export function newStamp(now: Date): string {
  lastStamp = Math.max(now.getTime(), lastStamp + 1);
  return `${lastStamp.toString(36).padStart(9, '0')}${randomBytes(5).toString('hex')}`;
}

export function stampTime(stamp: string): number {
  return Number.parseInt(stamp.slice(0, 9), 36);
}

const isStamp = /^[0-9a-z]{9}[0-9a-f]{10}$/;

interface GenerationRow {
  campaign_id: string;
  generation: string;
  build: string;
  definition: string;
  token: string;
  state: string;
  units: string;
  took_ms: string;
  facts_at: string;
  published_at: string;
}

const bigints = (list: readonly string[]): bigint[] => list.map((text) => BigInt(text));
const iso = (text: string): string => `${text.replace(' ', 'T')}Z`;

function fromRow(row: GenerationRow): Generation {
  const state = JSON.parse(row.state) as Omit<GenerationState, 'reach'> & { reach: { terms: number; x: string[]; y: string[]; z: string[] } };
  const { terms, x, y, z } = state.reach;
  return {
    campaignId: row.campaign_id, generation: row.generation, build: row.build, definition: row.definition, token: Number(row.token), units: Number(row.units), tookMs: Number(row.took_ms),
    factsAt: iso(row.facts_at), publishedAt: iso(row.published_at),
    state: { ...state, reach: { terms, x: bigints(x), y: bigints(y), z: bigints(z) } },
  };
}

/**
 * The generation that stands for a campaign, of the definition when one is given: that of the latest build, made from the latest facts. A process
 * that was slower than another and publishes what it read earlier does not come before it.
 */
export async function findGeneration(analytics: Analytics, campaignId: string, definition?: string): Promise<Generation | undefined> {
  const rows = await analytics.query<GenerationRow>(
    `SELECT campaign_id, generation, build, definition, toString(token) AS token, state, toString(units) AS units, toString(took_ms) AS took_ms, toString(facts_at) AS facts_at, toString(published_at) AS published_at
     FROM report_generations WHERE campaign_id = {campaignId:String}${definition === undefined ? '' : ' AND definition = {definition:String}'}
     ORDER BY build DESC, token DESC, published_at DESC LIMIT 1`,
    { campaignId, ...(definition === undefined ? {} : { definition }) },
  );
  return rows[0] && fromRow(rows[0]);
}

export async function publishGeneration(analytics: Analytics, generation: Generation): Promise<void> {
  const { state } = generation;
  await analytics.insert('report_generations', [{
    campaign_id: generation.campaignId, generation: generation.generation, build: generation.build, definition: generation.definition, token: generation.token, units: generation.units,
    took_ms: Math.round(generation.tookMs), facts_at: generation.factsAt, published_at: generation.publishedAt,
    state: JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  }]);
}

async function dropPartition(analytics: Analytics, table: string, partition: string): Promise<void> {
  if (isStamp.test(partition)) await analytics.command(`ALTER TABLE ${table} DROP PARTITION '${partition}'`);
}

const partitioned = ['report_cells', 'report_contact_cells', 'report_units', 'report_changes'] as const;

/** How long a generation stays after a later one took its place, for those who are reading it; and how long unfinished work may take. */
const keptMs = { superseded: 10 * 60_000, unfinished: 6 * 3_600_000 };

/**
 * Drops what nobody reads any more: generations that others took the place of, their builds, and what was left behind by work that was
 * killed. Of each campaign and definition the last one stays; of definitions that are not asked for any more, after a day.
 */
export async function retireGenerations(analytics: Analytics, now: Date): Promise<number> {
  const rows = await analytics.query<{ campaign_id: string; definition: string; generation: string; build: string; published: string; rank: string; newest: boolean }>(
    `SELECT campaign_id, definition, generation, build, toString(toUnixTimestamp64Milli(published_at)) AS published,
        toString(row_number() OVER (PARTITION BY campaign_id, definition ORDER BY build DESC, token DESC, published_at DESC)) AS rank,
        toBool(row_number() OVER (PARTITION BY campaign_id ORDER BY published_at DESC) = 1) AS newest
     FROM report_generations`,
  );
  const age = (row: { published: string }): number => now.getTime() - Number(row.published);
  const kept = rows.filter((row) => row.newest || (row.rank === '1' && age(row) < 86_400_000) || age(row) < keptMs.superseded);
  const standing = new Set(kept.flatMap((row) => [row.generation, row.build]));
  const told = new Set(rows.flatMap((row) => [row.generation, row.build]));
  const parts = await analytics.query<{ table: string; partition: string }>(
    "SELECT DISTINCT table, partition FROM system.parts WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)}",
    { tables: [...partitioned] },
  );
  let dropped = 0;
  for (const { table, partition } of parts) {
    if (!isStamp.test(partition) || standing.has(partition)) continue;
    // What was never published may be under way in this process or another.
    if (!told.has(partition) && now.getTime() - stampTime(partition) < keptMs.unfinished) continue;
    await dropPartition(analytics, table, partition);
    dropped += 1;
  }
  // A generation is published again each time that only others' facts came: all rows but the kept ones go, and not by ones.
  const gone = rows.filter((row) => !kept.includes(row)).map((row) => `${row.generation} ${row.published}`);
  if (gone.length > 0) await analytics.command("DELETE FROM report_generations WHERE concat(generation, ' ', toString(toUnixTimestamp64Milli(published_at))) IN {gone:Array(String)}", { gone }, { settings: { mutations_sync: 1, lightweight_deletes_sync: 2 } });
  return dropped;
}

export async function dropWork(analytics: Analytics, work: string): Promise<void> {
  await dropPartition(analytics, 'report_changes', work);
}

export async function dropUnpublished(analytics: Analytics, generation: string, build: string | null): Promise<void> {
  for (const table of ['report_cells', 'report_contact_cells']) await dropPartition(analytics, table, generation);
  if (build !== null) await dropPartition(analytics, 'report_units', build);
}

/** Forgets the rollups of a campaign, of all campaigns without one: after its facts were emptied. */
export async function dropMarts(analytics: Analytics, campaignId?: string): Promise<void> {
  if (campaignId === undefined) {
    for (const table of ['report_generations', ...partitioned]) await analytics.command(`TRUNCATE TABLE ${table}`);
    return;
  }
  const rows = await analytics.query<{ generation: string; build: string }>('SELECT DISTINCT generation, build FROM report_generations WHERE campaign_id = {campaignId:String}', { campaignId });
  if (rows.length === 0) return;
  await analytics.command('DELETE FROM report_generations WHERE campaign_id = {campaignId:String}', { campaignId }, { settings: { mutations_sync: 1, lightweight_deletes_sync: 2 } });
  for (const { generation, build } of rows) await dropUnpublished(analytics, generation, build);
}
