import type { Kysely } from 'kysely';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import type { JobHandlers } from './api.js';
import { type AttemptEnd, type JobRow, beat, claimJob, endAttempt, writeProgress } from './jobs.repository.js';
import { ProgressWriter } from './progress-writer.js';

/** Why a running handler is told to stop; handlers throw it on. */
export class JobStopped extends Error {
  override name = 'JobStopped';

  constructor(readonly why: 'cancelled' | 'shutdown' | 'lost') {
    super({ cancelled: 'The job was cancelled', shutdown: 'This process shuts down; the job goes on in the next', lost: 'The job was given to another process' }[why]);
  }
}

export interface RunnerOptions {
  workerId: string;
  beatIntervalMs: number;
  progressIntervalMs: number;
  /** Called after each write to a job's row by this process. */
  changed(): void;
}

/** Does claimed jobs in this process and keeps their rows alive. */
export class JobRunner {
  private readonly running = new Map<string, { stop: AbortController; end: AbortController }>();
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly database: Kysely<Database>, private readonly container: Container, private readonly handlers: JobHandlers, private readonly options: RunnerOptions) {}

  start(): void {
    this.timer = setInterval(() => {
      this.beating ??= this.beat()
        .catch((error: unknown) => this.container.log.warn({ err: error }, 'The sign of life of the running jobs could not be written'))
        .finally(() => {
          this.beating = undefined;
        });
    }, this.options.beatIntervalMs);
  }

  /** One delivery. Rejects only when the repository cannot be reached, so that the delivery is made again. */
  async deliver(jobId: string): Promise<void> {
    if (this.stopping) return;
    const row = await claimJob(this.database, jobId, this.options.workerId, this.container.now());
    if (row === undefined) return;
    this.options.changed();
    const controller = new AbortController();
    const early = new AbortController();
    this.running.set(jobId, { stop: controller, end: early });
    if (this.stopping) controller.abort(new JobStopped('shutdown'));
    const progress = new ProgressWriter(async (newest) => {
      await writeProgress(this.database, jobId, this.options.workerId, newest);
      this.options.changed();
    }, this.options.progressIntervalMs);
    try {
      const end = await this.attempt(row, controller.signal, early.signal, progress);
      await progress.close();
      const unwritten = end.state === 'succeeded' ? { ...(progress.unwritten ?? progress.written ?? { step: 'done' }), done: 1 } : progress.unwritten;
      await endAttempt(this.database, { id: jobId, workerId: this.options.workerId, end, now: this.container.now(), ...(unwritten === undefined ? {} : { progress: unwritten }) });
    } finally {
      await progress.close();
      this.running.delete(jobId);
      this.options.changed();
    }
  }

  /** Tells the running handlers to stop; their deliveries end by themselves. Keeps the rows alive until `end`. */
  stop(): void {
    this.stopping = true;
    for (const { stop } of this.running.values()) stop.abort(new JobStopped('shutdown'));
  }

  end(): void {
    clearInterval(this.timer);
  }

  /** Reads now whether a running job is to be cancelled, rather than at the next beat. */
  abort(jobId: string): void {
    this.running.get(jobId)?.stop.abort(new JobStopped('cancelled'));
  }

  /** Tells now, rather than at the next beat, that a running job is to end with what it has. */
  endEarly(jobId: string): void {
    this.running.get(jobId)?.end.abort();
  }

  private async attempt(row: JobRow, signal: AbortSignal, endSignal: AbortSignal, progress: ProgressWriter): Promise<AttemptEnd> {
    const { log } = this.container;
    const about = { jobId: row.id, kind: row.kind, subjectId: row.subject_id, attempt: row.attempt };
    const handler = this.handlers[row.kind];
    if (handler === undefined) {
      return { state: 'failed', error: { code: 'internal', detail: `No code for jobs of the kind ${JSON.stringify(row.kind)} is registered: this process may be older than the one that made the job` } };
    }
    log.info(about, 'Job begins');
    try {
      await handler({
        jobId: row.id,
        subjectId: row.subject_id,
        attempt: row.attempt,
        signal,
        endSignal,
        container: this.container,
        progress: async (done, step, details) => {
          // A handler that only reports progress learns here that it is to stop.
          signal.throwIfAborted();
          await progress.report({ done: Number.isFinite(done) ? Math.min(1, Math.max(0, done)) : 0, step, ...(details === undefined ? {} : { details }) });
        },
      });
      log.info(about, 'Job done');
      return { state: 'succeeded' };
    } catch (error) {
      const { reason } = signal as { reason: unknown };
      if (signal.aborted && reason instanceof JobStopped) {
        log.info({ ...about, why: reason.why }, 'Job stopped');
        return { state: reason.why === 'cancelled' ? 'cancelled' : 'waiting' };
      }
      if (error instanceof ProblemError && error.status < 500) {
        log.info({ ...about, code: error.code }, 'Job failed');
        return { state: 'failed', error: { code: error.code, detail: error.detail } };
      }
      log.error({ ...about, err: error }, 'Job failed');
      const code = error instanceof ProblemError ? error.code : 'internal';
      return { state: 'failed', error: { code, detail: error instanceof Error ? error.message : String(error) } };
    }
  }

  private async beat(): Promise<void> {
    if (this.running.size === 0) return;
    const before = [...this.running];
    const alive = new Map((await beat(this.database, this.options.workerId, this.container.now())).map((row) => [row.id, row]));
    for (const [jobId, { stop, end }] of before) {
      const row = alive.get(jobId);
      // The row may have ended between: then the handler has, too, and nobody listens.
      if (row === undefined) stop.abort(new JobStopped('lost'));
      else if (row.cancel_requested) stop.abort(new JobStopped('cancelled'));
      else if (row.end_requested) end.abort();
    }
  }
}
