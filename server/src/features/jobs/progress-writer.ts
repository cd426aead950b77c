import type { Progress } from './jobs.repository.js';

/** Lets a handler report as often as it likes: at most one write per interval, and always the newest. */
export class ProgressWriter {
  /** What was written last. */
  written: Progress | undefined;
  private newest: Progress | undefined;
  private writing: Promise<void> | undefined;
  private lastAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly write: (progress: Progress) => Promise<void>, private readonly intervalMs: number) {}

  /** What has been reported and not yet been written. */
  get unwritten(): Progress | undefined {
    return this.newest;
  }

  async report(progress: Progress): Promise<void> {
    this.newest = progress;
    if (this.writing !== undefined || this.timer !== undefined) return;
    const waitMs = this.lastAt + this.intervalMs - performance.now();
    if (waitMs <= 0) return this.flush();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      // A failed write is made up for by the next one, and by the end of the job.
      this.flush().catch(() => undefined);
    }, waitMs);
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writing?.catch(() => undefined);
  }

  private async flush(): Promise<void> {
    const progress = this.newest;
    if (progress === undefined) return;
    this.newest = undefined;
    this.lastAt = performance.now();
    this.writing = this.write(progress);
    try {
      await this.writing;
      this.written = progress;
    } catch (error) {
      this.newest ??= progress;
      throw error;
    } finally {
      this.writing = undefined;
    }
  }
}
