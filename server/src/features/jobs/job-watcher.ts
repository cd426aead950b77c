import type { Job } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';
import { findJobs, toJob } from './jobs.repository.js';

type Listener = (job: Job) => void;

const pollIntervalMs = 400;

/** Follows rows of jobs, whichever process changes them: one query for all that are watched here, a few times a second. */
export class JobWatcher {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly told = new WeakMap<Listener, string>();
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;

  constructor(private readonly database: Kysely<Database>, private readonly warn: (error: unknown) => void) {}

  watch(id: string, listener: Listener): () => void {
    const entry: Listener = (job) => listener(job);
    const ofJob = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, ofJob);
    ofJob.add(entry);
    this.timer ??= setInterval(() => this.look(), pollIntervalMs);
    this.look();
    return () => {
      ofJob.delete(entry);
      if (ofJob.size === 0 && this.listeners.get(id) === ofJob) this.listeners.delete(id);
      if (this.listeners.size === 0) this.stop();
    };
  }

  /** Looks at once; called when this process has changed a job itself. */
  look(): void {
    if (this.listeners.size === 0) return;
    this.polling ??= this.poll()
      .catch(this.warn)
      .finally(() => {
        this.polling = undefined;
      });
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async poll(): Promise<void> {
    for (const row of await findJobs(this.database, [...this.listeners.keys()])) {
      const job = toJob(row);
      const text = JSON.stringify(job);
      for (const listener of [...(this.listeners.get(job.id) ?? [])]) {
        if (this.told.get(listener) === text) continue;
        this.told.set(listener, text);
        listener(job);
      }
    }
  }
}
