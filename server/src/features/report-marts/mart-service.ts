import { tablesOf, type MartDefinition } from '@arbiter/reports/marts/index';
import type { Container } from '../../container.js';
import { definitionHash, findGeneration, type Generation } from './mart-store.js';
import type { Mart } from './read-marts.js';
import { readMarks, refreshMart, sameMarks, type RefreshStep } from './refresh-mart.js';

export interface MartProgress {
  /** Share done, from 0 to 1. */
  done: number;
  step: RefreshStep;
}

export interface FreshOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: MartProgress) => void) | undefined;
  /** How long to wait for rollups of the newest facts when older ones stand, ms. */
  patienceMs?: number | undefined;
  /** Makes all units anew. */
  rebuild?: boolean | undefined;
}

export interface FreshMart extends Mart {
  /** False: facts came since, or the days moved on; newer rollups are being made. The definition is then the one of what stands. */
  fresh: boolean;
}

type MartsContainer = Pick<Container, 'analytics' | 'now' | 'log' | 'metrics'>;

interface Running {
  work: Promise<Generation>;
  controller: AbortController;
  listeners: Set<(progress: MartProgress) => void>;
  /** Callers who wait, and the background: with none left the work is stopped. */
  waiting: number;
  rebuild: boolean;
}

const usualPatienceMs = 1_500;

/** Whether rollups of the one answer questions that are asked of the other, for other days. */
function sameShape(a: MartDefinition, b: MartDefinition): boolean {
  const shape = (definition: MartDefinition): string => JSON.stringify([definition.startsOn, definition.dimensions, definition.contactSteps, definition.sources.map(({ metric, onlyMatched, scaleX, scaleY, beforeSql }) => [metric, onlyMatched, scaleX, scaleY, beforeSql === null])]);
  return shape(a) === shape(b);
}

/** Keeps rollups fresh: one refresh of a definition at a time in this process, shared by all who wait for it. */
export class MartService {
  readonly #running = new Map<string, Running>();
  readonly #asked = new Map<string, { definition: MartDefinition; at: number }>();

  constructor(private readonly container: MartsContainer) {}

  /**
   * Rollups of the definition. Those of the present facts, if they stand or come within the patience; else the ones before, while the newer are being
   * made; where there are none, the caller waits, with progress. When every caller has gone away, what is being made for them is stopped.
   */
  async fresh(definition: MartDefinition, options: FreshOptions = {}): Promise<FreshMart> {
    const { analytics } = this.container;
    const hash = definitionHash(definition);
    this.#asked.set(definition.campaignId, { definition, at: Date.now() });
    const [current, marks] = await Promise.all([findGeneration(analytics, definition.campaignId, hash), readMarks(analytics, tablesOf(definition))]);
    if (current && !options.rebuild && sameMarks(current.state.marks, marks)) return { definition, generation: current, fresh: true };
    const running = this.#start(hash, definition, options.rebuild ?? false);
    const before = options.rebuild ? undefined : (current ?? (await this.#standIn(definition)));
    if (!before) return { definition, generation: await this.#waitFor(running, options), fresh: true };
    const inTime = await within(running.work, options.patienceMs ?? usualPatienceMs, options.signal);
    return inTime ? { definition, generation: inTime, fresh: true } : { definition: before.state.of, generation: before, fresh: false };
  }

  /** Makes the newest rollups, for the background. */
  async refresh(definition: MartDefinition, signal: AbortSignal): Promise<Generation> {
    return this.#waitFor(this.#start(definitionHash(definition), definition, false), { signal });
  }

  /** Rollups that a report of the campaign was last made of: the definition, to make them anew by hand. */
  async lastDefinition(campaignId: string): Promise<MartDefinition | undefined> {
    return this.#asked.get(campaignId)?.definition ?? (await findGeneration(this.container.analytics, campaignId))?.state.of;
  }

  /** What was asked for lately, by campaign. */
  asked(sinceMs: number): MartDefinition[] {
    return [...this.#asked.values()].filter(({ at }) => at >= sinceMs).map(({ definition }) => definition);
  }

  async #standIn(definition: MartDefinition): Promise<Generation | undefined> {
    const last = await findGeneration(this.container.analytics, definition.campaignId);
    return last && sameShape(last.state.of, definition) ? last : undefined;
  }

  #start(hash: string, definition: MartDefinition, rebuild: boolean): Running {
    const already = this.#running.get(hash);
    if (already && (already.rebuild || !rebuild)) return already;
    const controller = new AbortController();
    const listeners = new Set<(progress: MartProgress) => void>();
    const before = already?.work.catch(() => undefined) ?? Promise.resolve();
    const { metrics, log } = this.container;
    const work = before.then(() => refreshMart(this.container, definition, { signal: controller.signal, rebuild, onProgress: (done, step) => listeners.forEach((listener) => listener({ done, step })) }));
    const running: Running = { work, controller, listeners, waiting: 0, rebuild };
    this.#running.set(hash, running);
    work.then(
      (generation) => metrics.martSeconds.observe(generation.tookMs / 1000),
      (error: unknown) => {
        if (!controller.signal.aborted) log.warn({ component: 'report-marts', campaignId: definition.campaignId, err: error }, 'Rollups of a report could not be made');
      },
    ).finally(() => {
      if (this.#running.get(hash) === running) this.#running.delete(hash);
    }).catch(() => undefined);
    return running;
  }

  async #waitFor(running: Running, { signal, onProgress }: FreshOptions): Promise<Generation> {
    if (onProgress) running.listeners.add(onProgress);
    running.waiting += 1;
    let left: (() => void) | undefined;
    try {
      if (!signal) return await running.work;
      signal.throwIfAborted();
      const aborted = new Promise<never>((_, reject) => {
        left = () => reject(signal.reason as Error);
        signal.addEventListener('abort', left, { once: true });
      });
      return await Promise.race([running.work, aborted]);
    } finally {
      if (left) signal?.removeEventListener('abort', left);
      if (onProgress) running.listeners.delete(onProgress);
      running.waiting -= 1;
      if (running.waiting === 0 && signal?.aborted) running.controller.abort(signal.reason);
    }
  }
}

/** The work's value if it comes in time; its failure is left to the log, for there is something to show. */
async function within<T>(work: Promise<T>, ms: number, signal: AbortSignal | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
    signal?.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    return await Promise.race([work.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

const services = new WeakMap<object, MartService>();

/** The service of a container: one for each analytical store that is open. */
export function martServiceOf(container: MartsContainer): MartService {
  const known = services.get(container.analytics);
  if (known) return known;
  const made = new MartService(container);
  services.set(container.analytics, made);
  return made;
}
