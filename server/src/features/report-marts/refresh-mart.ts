import {
  type MartDefinition, type MartLayout, type MartReach, type Watermarks,
  boundsOf, byBytes, cellRowsSql, collectChangesSql, collectGoneSql, combinationsSql, contactCellRowsSql, customersSampleSql, dimensionSizesSql, eventReachSql, latestFactsSql, martParams, rangeParams, reachSql,
  scoreBoundsSql, slicesOf, tablesOf, unitRowsSql, watermarksSql,
} from '@arbiter/reports/marts/index';
import type { Container } from '../../container.js';
import type { Analytics, QueryParams } from '../../ports/analytics.js';
import { type Generation, type LatestFacts, definitionHash, dropUnpublished, dropWork, findGeneration, newStamp, publishGeneration } from './mart-store.js';

export type MartContainer = Pick<Container, 'analytics' | 'now'>;

export interface RefreshOptions {
  signal?: AbortSignal | undefined;
  /** Share done, from 0 to 1, and what is being done. */
  onProgress?: ((done: number, step: RefreshStep) => void) | undefined;
  /** Makes all units anew, whatever changed. */
  rebuild?: boolean | undefined;
}

export type RefreshStep = 'looking' | 'units' | 'cells' | 'publishing';

/** Units in a slice: bounds the memory of a statement, and is a step of progress. */
const unitsInSlice = 100_000;
const slicesAtOnce = 2;
/** Of more changed units than this share all are made anew: their old rows would have to be merged away at each reading. */
const mostChanged = 0.3;
/** Combinations of arm, wave and dimensions that cells are kept for, and values of one dimension among them. */
const mostCombinations = 5_000;
const mostValues = 500;

const settings = { max_bytes_before_external_group_by: 1_250_000_000, max_bytes_before_external_sort: 1_250_000_000, min_insert_block_size_rows: 400_000, min_insert_block_size_bytes: 512 * 2 ** 20, max_insert_threads: 1, do_not_merge_across_partitions_select_final: 1 };

export async function readMarks(analytics: Analytics, tables: readonly string[]): Promise<Watermarks> {
  const rows = await analytics.query<{ table: string; block: number; mutation: number }>(watermarksSql, { tables });
  const found = new Map(rows.map(({ table, block, mutation }) => [table, { block, mutation }]));
  return Object.fromEntries(tables.map((table) => [table, found.get(table) ?? { block: 0, mutation: 0 }]));
}

export function sameMarks(a: Watermarks, b: Watermarks): boolean {
  return Object.keys({ ...a, ...b }).every((table) => a[table]?.block === b[table]?.block && a[table]?.mutation === b[table]?.mutation);
}

const tokenOf = (marks: Watermarks): number => Object.values(marks).reduce((sum, { block, mutation }) => sum + block + mutation, 1);

/** Facts that vanished as a whole, or whose rows were taken out in place, tell nobody whose they were. Assignments are compared one by one instead. */
function cannotTell(before: Watermarks, after: Watermarks): boolean {
  return Object.entries(after).some(([table, mark]) => {
    const old = before[table];
    return !old || mark.block < old.block || (table !== 'assignments' && mark.mutation !== old.mutation);
  });
}

/**
 * Makes the campaign's rollups anew from what changed since they were made, and returns those that stand then. What is not published stays unseen:
 * killed anywhere, the rollups before it stand whole, and the next refresh does the work again. Two processes at once both publish right ones.
 */
export async function refreshMart(container: MartContainer, definition: MartDefinition, options: RefreshOptions = {}): Promise<Generation> {
  const { analytics, now } = container;
  const startedAt = performance.now();
  const hash = definitionHash(definition);
  const current = await findGeneration(analytics, definition.campaignId, hash);
  // Read before anything else: what comes while this works is newer than these marks, and the next refresh takes it.
  const factsAt = now().toISOString();
  const marks = await readMarks(analytics, tablesOf(definition));
  if (current && !options.rebuild && sameMarks(current.state.marks, marks)) return current;
  options.onProgress?.(0, 'looking');
  const work = new Refresh(container, definition, { ...options, marks, factsAt, hash, startedAt });
  if (current && !options.rebuild && !cannotTell(current.state.marks, marks)) {
    const done = await work.bringForward(current);
    if (done) return done;
  }
  return work.makeAnew(current ?? (await findGeneration(analytics, definition.campaignId)));
}

interface Circumstances extends RefreshOptions {
  marks: Watermarks;
  factsAt: string;
  hash: string;
  startedAt: number;
}

class Refresh {
  readonly #analytics: Analytics;
  readonly #token: number;
  readonly #params: Record<string, unknown>;

  constructor(
    private readonly container: MartContainer,
    private readonly definition: MartDefinition,
    private readonly at: Circumstances,
  ) {
    this.#analytics = container.analytics;
    this.#token = tokenOf(at.marks);
    this.#params = martParams(definition);
  }

  async #run(sql: string, params: QueryParams = {}): Promise<void> {
    this.at.signal?.throwIfAborted();
    await this.#analytics.command(sql, { ...this.#params, ...params }, { settings, ...(this.at.signal ? { signal: this.at.signal } : {}) });
  }

  async #ask<Row>(sql: string, params: QueryParams = {}): Promise<Row[]> {
    this.at.signal?.throwIfAborted();
    return this.#analytics.query<Row>(sql, { ...this.#params, ...params }, { settings, ...(this.at.signal ? { signal: this.at.signal } : {}) });
  }

  async #slices(bounds: readonly string[], each: (params: Record<string, string>) => Promise<void>, from: number, to: number): Promise<void> {
    const slices = slicesOf(bounds);
    let next = 0;
    let done = 0;
    let failed = false;
    // One slice's statement does not keep all processors busy.
    const lane = async (): Promise<void> => {
      while (next < slices.length && !failed) {
        const slice = slices[next++]!;
        await each(rangeParams(slice)).catch((error: unknown) => {
          failed = true;
          throw error;
        });
        done += 1;
        this.at.onProgress?.(from + ((to - from) * done) / slices.length, 'units');
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: slicesAtOnce }, lane));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure) throw failure.reason;
  }

  /** Makes the changed units anew. Undefined where so many changed that all are better made. */
  async bringForward(current: Generation): Promise<Generation | undefined> {
    const { layout, marks: before, reach, fullMs, latest } = current.state;
    const work = newStamp(this.container.now());
    const { build } = current;
    try {
      await this.#run(collectChangesSql(before), { work, build });
      if (before['assignments']?.mutation !== this.at.marks['assignments']?.mutation) await this.#run(collectGoneSql, { work, build });
      const [counted] = await this.#ask<{ changed: string; ids: string[] }>('SELECT count() AS changed, arraySort(groupArraySample(10000, 1)(customer_id)) AS ids FROM (SELECT DISTINCT customer_id FROM report_changes WHERE work = {work:String})', { work });
      const changed = Number(counted?.changed ?? 0);
      const newest = await this.#latestFacts(before, latest);
      if (changed === 0) return await this.#publish({ ...current, state: { ...current.state, latest: newest } }, current.units);
      if (changed > mostChanged * current.units && changed > 1_000) return undefined;
      this.at.onProgress?.(0.1, 'units');
      const statement = unitRowsSql(this.definition, layout, 'changed');
      await this.#slices(boundsOf(counted?.ids ?? [], changed, unitsInSlice), (slice) => this.#run(statement, { ...slice, work, build, token: this.#token, score_build: build }), 0.1, 0.6);
      const now = await this.#reach(build, this.#token);
      const wider: MartReach = { terms: reach.terms + now.terms, x: widest(reach.x, now.x), y: widest(reach.y, now.y), z: widest(reach.z, now.z) };
      return await this.#writeCells(build, { of: this.definition, layout, reach: wider, marks: this.at.marks, latest: newest, fullMs });
    } finally {
      await dropWork(this.#analytics, work).catch(() => undefined);
    }
  }

  async makeAnew(previous: Generation | undefined): Promise<Generation> {
    const build = newStamp(this.container.now());
    let published = false;
    try {
      const [sample] = await this.#ask<{ units: string; ids: string[] }>(customersSampleSql, { every: await this.#sampling() });
      const units = Number(sample?.units ?? 0);
      const layout: MartLayout = { rolledUp: await this.#rolledUp(), bounds: boundsOf((sample?.ids ?? []).sort(byBytes), units, unitsInSlice), scoreBounds: [] };
      this.at.onProgress?.(0.02, 'units');
      const statement = unitRowsSql(this.definition, layout, 'assigned');
      await this.#slices(layout.bounds, (slice) => this.#run(statement, { ...slice, build, token: this.#token, score_build: previous?.build ?? '' }), 0.02, 0.7);
      if (this.definition.scoreSet !== null) {
        const [scores] = await this.#ask<{ bounds: number[] }>(scoreBoundsSql, { build, every: Math.max(1, Math.floor(units / 500_000)) });
        layout.scoreBounds = (scores?.bounds ?? []).filter((bound) => Number.isFinite(bound));
      }
      const reach = await this.#reach(build, 0);
      const done = await this.#writeCells(build, { of: this.definition, layout, reach, marks: this.at.marks, latest: await this.#latestFacts({}, null), fullMs: Math.round(performance.now() - this.at.startedAt) });
      published = true;
      return done;
    } finally {
      if (!published) await dropUnpublished(this.#analytics, '', build).catch(() => undefined);
    }
  }

  /** One customer in so many is enough of a sample to cut slices by. */
  async #sampling(): Promise<number> {
    const [row] = await this.#ask<{ units: string }>('SELECT count() AS units FROM assignments WHERE campaign_id = {campaign_id:String}');
    return Math.max(1, Math.floor(Number(row?.units ?? 0) / 20_000));
  }

  /** The dimensions, from the first on, of which cells can be kept all at once. */
  async #rolledUp(): Promise<string[]> {
    const { dimensions } = this.definition;
    if (dimensions.length === 0) return [];
    const [row] = await this.#ask<{ sizes: string[] }>(dimensionSizesSql);
    const chosen: string[] = [];
    for (const [index, dimension] of dimensions.entries()) {
      if (Number(row?.sizes[index] ?? 0) > mostValues) continue;
      const [counted] = await this.#ask<{ combinations: string }>(combinationsSql([...chosen, dimension], dimensions));
      if (Number(counted?.combinations ?? 0) <= mostCombinations) chosen.push(dimension);
    }
    return chosen;
  }

  async #reach(build: string, token: number): Promise<MartReach> {
    const [row] = await this.#ask<{ x: string[]; y: string[]; z: string[]; events: number; units: string }>(reachSql, { build, token });
    const events = await this.#ask<{ place: number; x: string; y: string }>(eventReachSql, { build, token });
    const longest = BigInt(row?.events ?? 0);
    const most = (totals: readonly string[] | undefined, axis: 'x' | 'y'): bigint[] => this.definition.sources.map((_, index) => {
      const total = BigInt(totals?.[index] ?? 0);
      const running = BigInt(events.find(({ place }) => place === index + 1)?.[axis] ?? 0) * longest;
      return running > total ? running : total;
    });
    return { terms: Number(row?.units ?? 0) * (Number(longest) + 1), x: most(row?.x, 'x'), y: most(row?.y, 'y'), z: this.definition.sources.map((_, index) => BigInt(row?.z[index] ?? 0)) };
  }

  async #latestFacts(since: Watermarks, before: LatestFacts | null): Promise<LatestFacts> {
    const today = this.container.now().toISOString().slice(0, 10);
    const [row] = await this.#ask<LatestFacts>(latestFactsSql(since, today));
    const none: LatestFacts = { lastAssignedAt: null, lastContactAt: null, lastResponseAt: null, lastInvoiceOn: null, lastPaymentOn: null };
    const later = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b > a) ? b : a);
    const names = Object.keys(none) as (keyof LatestFacts)[];
    return Object.fromEntries(names.map((name) => [name, later(before?.[name] ?? null, row?.[name] ?? null)])) as unknown as LatestFacts;
  }

  async #writeCells(build: string, state: Generation['state']): Promise<Generation> {
    const generation = newStamp(this.container.now());
    let published = false;
    try {
      const statements = [...cellRowsSql(this.definition, state.layout, state.reach), ...contactCellRowsSql(this.definition)];
      for (const [index, statement] of statements.entries()) {
        this.at.onProgress?.(0.7 + (0.28 * index) / statements.length, 'cells');
        await this.#run(statement, { build, generation });
      }
      const [counted] = await this.#ask<{ units: string }>("SELECT sum(n) AS units FROM report_cells WHERE generation = {generation:String} AND grain = 'total' AND cut = '' AND metric = ''", { generation });
      this.at.onProgress?.(0.99, 'publishing');
      const done = await this.#publish({ campaignId: this.definition.campaignId, generation, build, state }, Number(counted?.units ?? 0));
      published = true;
      return done;
    } finally {
      if (!published) await dropUnpublished(this.#analytics, generation, null).catch(() => undefined);
    }
  }

  async #publish(of: Pick<Generation, 'campaignId' | 'generation' | 'build' | 'state'>, units: number): Promise<Generation> {
    const done: Generation = {
      campaignId: of.campaignId, generation: of.generation, build: of.build, definition: this.at.hash, token: this.#token, units,
      tookMs: Math.round(performance.now() - this.at.startedAt), factsAt: this.at.factsAt, publishedAt: this.container.now().toISOString(), state: { ...of.state, marks: this.at.marks },
    };
    await publishGeneration(this.#analytics, done);
    return done;
  }
}

const widest = (a: readonly bigint[], b: readonly bigint[]): bigint[] => a.map((value, index) => (value > (b[index] ?? 0n) ? value : (b[index] ?? 0n)));
