import type { Container } from '../../container.js';
import { livePublicationsOf } from '../publications/api.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'analytics' | 'now' | 'log'>;
const everyMs = 2_000;

/** Writes what this process counted to the analytical store. Throws where that is away; nothing is lost by it. */
export const writeCounts = (stores: Stores): Promise<void> => livePublicationsOf(stores).sums.flush((rows) => stores.analytics.insert('strategy_call_counts', rows));

/** Does so every two seconds and once more at the end: other processes see the counts with that delay, and a process that is killed takes them along. */
export class CountKeeper {
  private timer: NodeJS.Timeout | undefined;
  private isFailing = false;

  constructor(private readonly stores: Stores) {}

  start(): void {
    this.timer = setInterval(() => void this.write(), everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    try {
      await writeCounts(this.stores);
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.stores.log.warn({ err: error }, 'counts of calls could not be written; they are kept and written later');
      this.isFailing = true;
    }
  }
}
