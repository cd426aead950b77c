import { Gauge } from 'prom-client';
import type { Container } from '../../container.js';
import { hotKeys } from './hot-keys.js';
import { rowsOfLine } from './journal-rows.js';

type Stores = Pick<Container, 'hotState' | 'analytics' | 'log' | 'metrics' | 'now'>;

const batchSize = 5_000;
const pageSize = 250;
/** Characters of a batch, about. */
const batchLength = 32 * 2 ** 20;
const pauseMs = 250;
const longestPauseMs = 10_000;

export interface JournalStatus {
  /** Entries that have not reached the analytical store. */
  waiting: number;
  /** Since when writing fails, ISO 8601; null when it works. */
  failingSince: string | null;
}

/**
 * Moves the journal to the analytical store, batch by batch, for as long as the process lives. A batch that was written but not yet
 * forgotten when the process died is written once more: the tables replace rows by key, and the batch keeps its limits and its token.
 */
export class JournalDrain {
  private running: Promise<void> | undefined;
  private stopped = false;
  private wake: (() => void) | undefined;
  private failingSince: string | null = null;

  constructor(private readonly stores: Stores) {
    const { hotState, metrics } = stores;
    if (metrics.registry.getSingleMetric('arbiter_journal_waiting')) return;
    new Gauge({
      name: 'arbiter_journal_waiting',
      help: 'Journal entries that have not reached ClickHouse',
      registers: [metrics.registry],
      async collect() {
        this.set(await hotState.journalLength());
      },
    });
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Ends after the batch under way. What is left stays in the journal. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.running;
  }

  async status(): Promise<JournalStatus> {
    return { waiting: await this.stores.hotState.journalLength(), failingSince: this.failingSince };
  }

  private async loop(): Promise<void> {
    let pause = pauseMs;
    while (!this.stopped) {
      try {
        const moved = await drainOnce(this.stores);
        if (this.failingSince) this.stores.log.info({ failingSince: this.failingSince }, 'the journal reaches the analytical store again');
        this.failingSince = null;
        pause = moved >= pageSize ? 0 : pauseMs;
      } catch (error) {
        if (!this.failingSince) this.stores.log.warn({ err: error }, 'the journal cannot be moved to the analytical store; decisions go on and it is tried again');
        this.failingSince ??= this.stores.now().toISOString();
        pause = Math.min(longestPauseMs, Math.max(1_000, pause * 2));
      }
      if (pause > 0 && !this.stopped) await this.sleep(pause);
    }
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

/** Moves the oldest batch; how many entries it had. */
export async function drainOnce({ hotState, analytics }: Pick<Stores, 'hotState' | 'analytics'>, most = batchSize): Promise<number> {
  const entries = await readBatch(hotState, most);
  const first = entries[0]?.sequence;
  if (first === undefined) return 0;
  // A batch begun before keeps its end, so that the same token stands for the same rows.
  const [begun] = await hotState.getMany([hotKeys.drainUpTo]);
  const end = begun !== undefined && Number(begun) >= first ? Number(begun) : entries.at(-1)!.sequence;
  if (begun !== String(end)) await hotState.putMany([[hotKeys.drainUpTo, String(end)]]);
  const batch = entries.filter(({ sequence }) => sequence <= end);
  const rows = new Map<string, object[]>();
  for (const { entry } of batch) {
    for (const [table, row] of rowsOfLine(entry)) {
      const list = rows.get(table);
      if (list) list.push(row);
      else rows.set(table, [row]);
    }
  }
  for (const [table, list] of rows) await analytics.insert(table, list, { deduplicationToken: `journal:${table}:${first}-${batch.at(-1)!.sequence}` });
  await hotState.trimJournal(batch.at(-1)!.sequence);
  return batch.length;
}

/** The oldest entries, page by page, until there are enough of them or of their text: inputs of strategies may be large. */
async function readBatch(hotState: Stores['hotState'], most: number): Promise<{ sequence: number; entry: string }[]> {
  const entries: { sequence: number; entry: string }[] = [];
  for (let length = 0; entries.length < most && length < batchLength; ) {
    const asked = Math.min(pageSize, most - entries.length);
    const page = await hotState.readJournal(entries.at(-1)?.sequence ?? 0, asked);
    for (const one of page) {
      length += one.entry.length;
      entries.push(one);
    }
    if (page.length < asked) break;
  }
  return entries;
}
