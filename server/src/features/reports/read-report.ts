import type { ReportModel, ReportSource } from '@arbiter/contracts/report-model';
import { buildReport, collectRawCells, noReportCells, type ReportScope } from '@arbiter/reports/control-vs-target/index';
import type { Container } from '../../container.js';
import { type FreshMart, freshMart } from '../report-marts/api.js';
import { askByTurns } from './ask-by-turns.js';
import { beingBuilt } from './being-built.js';
import { campaignScope, martDefinition, type ReportedCampaign, type ReportWish } from './campaign-scope.js';
import { readMartCells } from './mart-cells.js';
import { noteProgress } from './report-progress.js';

export type { ReportWish } from './campaign-scope.js';

/** A report of no more customers than this is made of the facts while its rollups are not there yet. */
const fewUnits = 50_000;
/** How long a report waits for rollups that are made for the first time, ms. */
const patienceMs = 4_000;

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Name under which the caller asks how far the report is. */
  ask?: string | undefined;
}

/** The control-vs-target report of a launched, finished or imported campaign. */
export async function readReport(container: Container, campaignId: string, wish: ReportWish, signal?: AbortSignal, ask?: string): Promise<ReportModel> {
  return reportOf(container, await campaignScope(container, campaignId, wish), { signal, ask });
}

/** The report from rollups; from the facts, or with nothing but its progress, while they are made for the first time. */
export async function reportOf(container: Container, campaign: ReportedCampaign, options: ReadOptions = {}): Promise<ReportModel> {
  const progress = noteProgress(options.ask);
  try {
    const mart = await standingMart(container, campaign, options.signal, progress.note);
    if ('done' in mart) return await withoutMart(container, campaign, mart.done, options.signal);
    return await fromMart(container, campaign, mart, options.signal, progress.note);
  } finally {
    progress.end();
  }
}

const models = new Map<string, ReportModel>();
const mostModels = 100;

async function fromMart({ analytics, now }: Container, { scope, constraints, plan, scoreSet }: ReportedCampaign, mart: FreshMart, signal: AbortSignal | undefined, note: (done: number) => void): Promise<ReportModel> {
  const { generation, definition } = mart;
  // What stands may speak of an earlier day than the newest fact.
  const standing: ReportScope = { ...scope, dataBefore: definition.dataBefore };
  const source: ReportSource = { kind: 'rollups', builtAt: generation.publishedAt, lagMs: mart.fresh ? 0 : Math.max(0, now().getTime() - Date.parse(generation.factsAt)), progress: null };
  // A generation never changes, so neither does what was made of it; customers as they are now do.
  const key = scope.customers ? null : JSON.stringify([generation.generation, standing.dimension, standing.filters, constraints, plan?.cells.length ?? null]);
  const known = key === null ? undefined : models.get(key);
  if (known) return { ...known, source };
  const cells = await readMartCells(analytics, askByTurns(analytics, signal), mart, standing, { signal, onProgress: note });
  const model = buildReport({ scope: standing, cells, constraints, plan, score: scoreSet, source });
  if (key !== null) {
    models.set(key, model);
    for (const oldest of models.keys()) {
      if (models.size <= mostModels) break;
      models.delete(oldest);
    }
  }
  return model;
}

/** A small campaign's report comes from the facts; a large one's says how far its rollups are. */
async function withoutMart({ analytics }: Container, { scope, constraints, plan, scoreSet }: ReportedCampaign, done: number, signal: AbortSignal | undefined): Promise<ReportModel> {
  const [size] = await analytics.query<{ units: number }>('SELECT toFloat64(count()) AS units FROM assignments WHERE campaign_id = {campaignId:String}', { campaignId: scope.campaignId }, signal ? { signal } : {});
  const small = (size?.units ?? 0) <= fewUnits;
  const cells = small ? await collectRawCells(askByTurns(analytics, signal), scope) : noReportCells;
  const model = buildReport({ scope, cells, constraints, plan, score: scoreSet, source: { kind: small ? 'facts' : 'rollups', builtAt: null, lagMs: null, progress: done } });
  return small ? model : beingBuilt(model);
}

/** The rollups, or how far they are when they do not come in time. They are made to the end, whoever still waits. */
async function standingMart(container: Container, { scope, scoreSet }: ReportedCampaign, signal: AbortSignal | undefined, note: (done: number) => void): Promise<FreshMart | { done: number }> {
  let far = 0;
  const mart = freshMart(container, martDefinition(scope, scoreSet), {
    onProgress: ({ done }) => {
      far = done;
      note(done);
    },
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
    signal?.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    const made = await Promise.race([mart, late]);
    signal?.throwIfAborted();
    if (made) return made;
    // Its failure is in the log and shows in the next report.
    mart.catch(() => undefined);
    return { done: far };
  } finally {
    clearTimeout(timer);
  }
}
