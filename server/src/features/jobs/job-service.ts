import { randomUUID } from 'node:crypto';
import type { Job, JobKind } from '@arbiter/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { JobQueue } from '../../ports/job-queue.js';
import type { Database } from '../../repository/tables.js';
import type { JobFilter, JobHandlers, JobService } from './api.js';
import { JobRunner } from './job-runner.js';
import { JobWatcher } from './job-watcher.js';
import { findJob, insertJob, listJobs, listWaiting, requestCancel, requestEarlyEnd, reviveCrashed, toJob } from './jobs.repository.js';

export interface JobServiceOptions {
  repository: Kysely<Database>;
  jobQueue: JobQueue;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  now: () => Date;
  /** Jobs done at once by this process. */
  concurrency: number;
  /** No other process can be working on the jobs (embedded stores): what is found running at start has crashed. */
  alone: boolean;
  /** Sign of life, and how soon a request to cancel is seen. */
  beatIntervalMs?: number;
  /** Without a sign of life for this long a job is taken to have crashed. */
  silenceMs?: number;
  sweepIntervalMs?: number;
  progressIntervalMs?: number;
  /** How often a job may be begun before it is given up. */
  mostAttempts?: number;
}

const ended = (job: Job) => job.state !== 'waiting' && job.state !== 'running';

/** Jobs whose rows own their state; the queue only tells a worker which row to look at. */
export function createJobService(options: JobServiceOptions): JobService {
  return new RepositoryJobService(options);
}

class RepositoryJobService implements JobService {
  private readonly workerId = randomUUID();
  private readonly watcher: JobWatcher;
  private runner: JobRunner | undefined;
  private sweepTimer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;

  constructor(private readonly options: JobServiceOptions) {
    this.watcher = new JobWatcher(options.repository, (error) => options.log.warn({ err: error }, 'The state of watched jobs could not be read'));
  }

  async create(kind: JobKind, subjectId: string, write?: (transaction: Transaction<Database>, jobId: string) => Promise<void>): Promise<Job> {
    const { repository, now } = this.options;
    const id = randomUUID();
    const row = await repository.transaction().execute(async (transaction) => {
      const inserted = await insertJob(transaction, { id, kind, subjectId, now: now() });
      await write?.(transaction, id);
      return inserted;
    });
    // A queue that is away loses nothing: the next sweep finds the waiting row.
    await this.enqueue(row).catch((error: unknown) => this.options.log.warn({ err: error, jobId: id }, 'The job could not be put into the queue and waits for the next sweep'));
    return toJob(row);
  }

  async find(id: string): Promise<Job | undefined> {
    const row = await findJob(this.options.repository, id);
    return row === undefined ? undefined : toJob(row);
  }

  async list(filter: JobFilter): Promise<Job[]> {
    return (await listJobs(this.options.repository, filter)).map(toJob);
  }

  async cancel(id: string): Promise<Job> {
    const row = await requestCancel(this.options.repository, id, this.options.now());
    if (row === undefined) {
      const job = await this.required(id);
      throw new ProblemError('wrong-state', `Job ${id} has ended already (${job.state}): only a waiting or running job can be cancelled`);
    }
    this.runner?.abort(id);
    this.watcher.look();
    return toJob(row);
  }

  async endEarly(id: string): Promise<Job> {
    const row = await requestEarlyEnd(this.options.repository, id);
    if (row === undefined) {
      const job = await this.required(id);
      throw new ProblemError('wrong-state', `Job ${id} is not running (${job.state}): only a running job can end early with what it has`);
    }
    this.runner?.endEarly(id);
    return toJob(row);
  }

  watch(id: string, listener: (job: Job) => void): () => void {
    return this.watcher.watch(id, listener);
  }

  async waitFor(id: string, { signal, onChange }: { signal?: AbortSignal; onChange?: (job: Job) => void } = {}): Promise<Job> {
    signal?.throwIfAborted();
    await this.required(id);
    return new Promise((resolve, reject) => {
      const abort = () => {
        stop();
        reject(signal!.reason as Error);
      };
      const stop = this.watcher.watch(id, (job) => {
        onChange?.(job);
        if (!ended(job)) return;
        stop();
        signal?.removeEventListener('abort', abort);
        resolve(job);
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  async startWorking(container: Container, handlers: JobHandlers): Promise<void> {
    const { repository, jobQueue, concurrency, beatIntervalMs = 500, sweepIntervalMs = 10_000, progressIntervalMs = 300 } = this.options;
    const runner = new JobRunner(repository, container, handlers, { workerId: this.workerId, beatIntervalMs, progressIntervalMs, changed: () => this.watcher.look() });
    this.runner = runner;
    runner.start();
    await this.sweep(true);
    await jobQueue.work((jobId) => runner.deliver(jobId), concurrency);
    this.sweepTimer = setInterval(() => {
      this.sweeping ??= this.sweep(false)
        .catch((error: unknown) => this.options.log.warn({ err: error }, 'Crashed jobs could not be looked for'))
        .finally(() => {
          this.sweeping = undefined;
        });
    }, sweepIntervalMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.sweepTimer);
    this.watcher.stop();
    await this.sweeping;
    this.runner?.stop();
    // The queue waits for the deliveries that run.
    await this.options.jobQueue.close();
    this.runner?.end();
  }

  /** Lets crashed jobs wait again, and delivers what waits without a delivery (lost with a queue, or with a crash between two writes). */
  private async sweep(first: boolean): Promise<void> {
    const { repository, now, alone, silenceMs = 30_000, mostAttempts = 3 } = this.options;
    const at = now();
    const everyone = new Date(at.getTime() + 1);
    const silentSince = first && alone ? everyone : new Date(at.getTime() - silenceMs);
    await reviveCrashed(repository, { silentSince, workerId: this.workerId, mostAttempts, now: at });
    for (const row of await listWaiting(repository, everyone)) await this.enqueue(row);
  }

  /** The mark is when the job began to wait: however often the sweep finds it, it is delivered once. */
  private enqueue(row: { id: string; heartbeat_at: Date | null }): Promise<void> {
    return this.options.jobQueue.enqueue(row.id, String(row.heartbeat_at?.getTime() ?? 0));
  }

  private async required(id: string): Promise<Job> {
    const job = await this.find(id);
    if (job === undefined) throw new ProblemError('not-found', `There is no job ${JSON.stringify(id)}: list them with GET /v1/jobs`);
    return job;
  }
}
