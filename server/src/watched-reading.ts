import type { Logger } from 'pino';
import { coalesced } from './coalesced.js';
import type { HotState } from './ports/hot-state.js';

export interface WatchedReadingOptions {
  hotState: Pick<HotState, 'subscribe'>;
  log: Pick<Logger, 'warn'>;
  /** Messages under it say that there is something to read anew. */
  topic: string;
  /** What is read, for the log: "the configuration". */
  what: string;
  read: () => Promise<void>;
}

/** A message of another process may be lost; what is watched is read this often besides. */
const refreshIntervalMs = 2_000;

/** Keeps a copy in this process's memory up to date: read at the start, at each message of its topic, and every two seconds. */
export class WatchedReading {
  private readonly reading: ReturnType<typeof coalesced>;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => Promise<void>) | undefined;
  private starting: Promise<void> | undefined;
  private users = 0;

  constructor(private readonly options: WatchedReadingOptions) {
    this.reading = coalesced(options.read);
  }

  start(): Promise<void> {
    this.users += 1;
    return (this.starting ??= (async () => {
      const { hotState, log, topic, what } = this.options;
      const quietly = () => void this.refresh().catch((error: unknown) => log.warn({ err: error }, `${what} could not be refreshed`));
      this.unsubscribe = await hotState.subscribe(topic, quietly);
      await this.refresh();
      this.timer = setInterval(quietly, refreshIntervalMs);
      this.timer.unref();
    })());
  }

  /** Ends with the last of those who started it; may be started again. */
  async stop(): Promise<void> {
    this.users -= 1;
    if (this.users > 0) return;
    clearInterval(this.timer);
    await this.unsubscribe?.();
    await this.reading.running()?.catch(() => undefined);
    this.starting = undefined;
  }

  /** Reads anew; a call during another makes that one read once more. */
  refresh(): Promise<void> {
    return this.reading.run();
  }
}
