import { tablesOf } from '@arbiter/reports/marts/index';
import type { Container } from '../../container.js';
import { martServiceOf } from './mart-service.js';
import { definitionHash, findGeneration, retireGenerations } from './mart-store.js';
import { readMarks, sameMarks } from './refresh-mart.js';

/** How often it looks whether facts came, ms; what a refresh cost is waited for this many times over before the next one of the same campaign. */
const lookEveryMs = 15_000;
const restForWork = 10;
/** Campaigns whose report nobody asked for longer than this are left alone: the next who asks has them refreshed. */
const askedWithinMs = 3 * 86_400_000;
const retireEveryMs = 10 * 60_000;

/**
 * Keeps the rollups of reports that are looked at in step with their facts. The more a refresh costs the rarer it is, so that it takes at most
 * about a tenth of the store's time.
 */
export class MartRefresher {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  readonly #stop = new AbortController();
  readonly #notBefore = new Map<string, number>();
  #retiredAt = 0;

  constructor(private readonly container: Container) {}

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#looking ??= this.look().catch((error: unknown) => {
        if (!this.#stop.signal.aborted) this.container.log.warn({ component: 'report-marts', err: error }, 'Rollups of reports could not be looked after');
      }).finally(() => {
        this.#looking = undefined;
      });
    }, lookEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stop.abort(new Error('the process shuts down'));
    await this.#looking?.catch(() => undefined);
  }

  /** Refreshes what is due, one campaign after the other, and drops what nobody reads any more. */
  async look(): Promise<void> {
    const { analytics, metrics, now } = this.container;
    const service = martServiceOf(this.container);
    let oldestMs: number | undefined;
    for (const definition of service.asked(Date.now() - askedWithinMs)) {
      this.#stop.signal.throwIfAborted();
      const current = await findGeneration(analytics, definition.campaignId, definitionHash(definition));
      if (!current || sameMarks(current.state.marks, await readMarks(analytics, tablesOf(definition)))) continue;
      const factsAt = Date.parse(current.factsAt);
      if (Date.now() < (this.#notBefore.get(definition.campaignId) ?? 0)) {
        oldestMs = Math.min(oldestMs ?? factsAt, factsAt);
        continue;
      }
      const startedAt = performance.now();
      try {
        await service.refresh(definition, this.#stop.signal);
      } finally {
        this.#notBefore.set(definition.campaignId, Date.now() + restForWork * (performance.now() - startedAt));
      }
    }
    metrics.martLagSeconds.set(oldestMs === undefined ? 0 : Math.max(0, (now().getTime() - oldestMs) / 1000));
    if (Date.now() - this.#retiredAt > retireEveryMs) {
      this.#retiredAt = Date.now();
      await retireGenerations(analytics, now());
    }
  }
}
