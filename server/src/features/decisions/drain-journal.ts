import { randomUUID } from 'node:crypto';
import { Gauge } from 'prom-client';
import type { Container } from '../../container.js';
import { hotKeys } from './hot-keys.js';
import { moveJournalBatch } from './move-journal-batch.js';

export { moveJournalBatch as drainOnce } from './move-journal-batch.js';

type Stores = Pick<Container, 'hotState' | 'analytics' | 'log' | 'metrics' | 'now' | 'config'>;

/** Small batches keep up with what comes and hold nothing up; one that lags takes larger ones, which cost ClickHouse less a row. */
const batch = { usual: 5_000, behind: 20_000 };
const pauseMs = 250;
/** After a batch worth its insert: fewer inserts leave ClickHouse fewer parts to merge. */
const pauseUnderLoadMs = 1_000;
const loadEntries = 100;
const longestPauseMs = 10_000;
/** One process moves the journal; another takes over when this one has not said for so long that it lives. */
const leaseMs = 5_000;

export interface JournalStatus {
  /** Entries that have not reached the analytical store. */
  waiting: number;
  /** Age of the oldest of them, seconds; null where nothing waits. */
  behindSeconds: number | null;
  /** Entries that may wait before further ones are refused. */
  limit: number;
  /** Since when writing fails in this process, ISO 8601; null when it works. */
  failingSince: string | null;
}

/**
 * Moves the journal to the analytical store, batch by batch, for as long as the process lives. Of several processes over one hot state one
 * does it at a time; should two overlap, the tables still have each row once.
 */
export class JournalDrain {
  private running: Promise<void> | undefined;
  private stopped = false;
  private wake: (() => void) | undefined;
  private failingSince: string | null = null;
  private leaseUntilMs = 0;
  private readonly me = randomUUID();

  constructor(private readonly stores: Stores) {
    const { registry } = stores.metrics;
    if (registry.getSingleMetric('arbiter_journal_waiting')) return;
    const gauge = (name: string, help: string, read: () => Promise<number>) =>
      new Gauge({
        name,
        help,
        registers: [registry],
        // With the hot state away the other measurements still have to be told.
        async collect() {
          this.set(await read().catch(() => Number.NaN));
        },
      });
    gauge('arbiter_journal_waiting', 'Journal entries that have not reached ClickHouse', () => stores.hotState.journalLength());
    gauge('arbiter_journal_behind_seconds', 'Age of the oldest journal entry that has not reached ClickHouse', async () => (await this.status()).behindSeconds ?? 0);
    gauge('arbiter_journal_limit', 'Journal entries that may wait before further ones are refused', () => Promise.resolve(stores.config.hotStateLimits.journalEntries));
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Ends after the batch under way, or moves what is left for so long. What is left then stays in the journal. */
  async stop({ withinMs = 0 }: { withinMs?: number } = {}): Promise<void> {
    const end = performance.now() + withinMs;
    this.stopped = true;
    this.wake?.();
    await this.running;
    if (this.running === undefined || this.failingSince !== null) return;
    try {
      while (performance.now() < end && (await this.hasLease()) && (await moveJournalBatch(this.stores, batch.usual)) > 0);
    } catch (error) {
      this.stores.log.warn({ err: error }, 'what is left in the journal stays there until the next start');
    }
    await this.giveLeaseBack();
  }

  async status(): Promise<JournalStatus> {
    const { hotState, now, config } = this.stores;
    const [waiting, oldestMs] = await Promise.all([hotState.journalLength(), hotState.oldestEntryMs()]);
    const behindSeconds = oldestMs === undefined ? null : Math.max(0, Math.round((now().getTime() - oldestMs) / 100) / 10);
    return { waiting, behindSeconds, limit: config.hotStateLimits.journalEntries, failingSince: this.failingSince };
  }

  private async loop(): Promise<void> {
    let pause = pauseMs;
    let most = batch.usual;
    while (!this.stopped) {
      try {
        const moved = (await this.hasLease()) ? await moveJournalBatch(this.stores, most) : 0;
        if (this.failingSince) this.stores.log.info({ failingSince: this.failingSince }, 'the journal reaches the analytical store again');
        this.failingSince = null;
        const more = moved >= most || (moved > 0 && (await this.stores.hotState.journalLength()) >= batch.usual);
        most = more ? batch.behind : batch.usual;
        pause = more ? 0 : moved >= loadEntries ? pauseUnderLoadMs : pauseMs;
      } catch (error) {
        if (!this.failingSince) this.stores.log.warn({ err: error }, 'the journal cannot be moved to the analytical store; decisions go on and it is tried again');
        this.failingSince ??= this.stores.now().toISOString();
        pause = Math.min(longestPauseMs, Math.max(1_000, pause * 2));
      }
      if (pause > 0 && !this.stopped) await this.sleep(pause);
    }
  }

  /** By compare and commit, so that of two who ask at once one gets it. Clocks that differ cost a batch done twice, which changes nothing. */
  private async hasLease(): Promise<boolean> {
    const { hotState } = this.stores;
    const nowMs = Date.now();
    if (this.leaseUntilMs - nowMs > leaseMs / 2) return true;
    const [held] = await hotState.getMany([hotKeys.drainLease]);
    const [owner, until] = held?.split(' ') ?? [];
    if (owner !== undefined && owner !== this.me && Number(until) > nowMs) return false;
    const result = await hotState.commit({ expect: [{ key: hotKeys.drainLease, value: held }], puts: [{ key: hotKeys.drainLease, value: `${this.me} ${nowMs + leaseMs}` }] });
    if (result.ok) this.leaseUntilMs = nowMs + leaseMs;
    return result.ok;
  }

  private async giveLeaseBack(): Promise<void> {
    const { hotState } = this.stores;
    const [held] = await hotState.getMany([hotKeys.drainLease]).catch(() => [undefined]);
    if (held?.startsWith(`${this.me} `)) await hotState.commit({ expect: [{ key: hotKeys.drainLease, value: held }], puts: [{ key: hotKeys.drainLease, value: undefined }] }).catch(() => undefined);
    this.leaseUntilMs = 0;
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
