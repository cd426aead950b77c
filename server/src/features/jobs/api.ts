import type { Job, JobKind } from '@arbiter/contracts';
import type { Transaction } from 'kysely';
import type { Container } from '../../container.js';
import type { Database } from '../../repository/tables.js';

/** What a handler is given. A job may be delivered again after a crash: handlers go on from what they find done. */
export interface JobContext {
  readonly jobId: string;
  /** What the job works on: the import, the run, the campaign. */
  readonly subjectId: string;
  /** 1 for the first time, 2 after one crash … */
  readonly attempt: number;
  /** Fires within a second of a request to cancel, and when this process shuts down. Handlers stop by throwing `signal.reason`. */
  readonly signal: AbortSignal;
  /** Fires within a second of a request to end with what there is. Handlers that have nothing to end early with do not look at it. */
  readonly endSignal: AbortSignal;
  /** Writes are throttled and the last one is never lost. `done` is a share from 0 to 1, `step` a code. */
  progress(done: number, step: string, details?: Record<string, unknown>): Promise<void>;
  readonly container: Container;
}

/** Resolves: succeeded. Throws: failed with the code of a ProblemError, or `internal`; cancelled when its signal asked for that. */
export type JobHandler = (context: JobContext) => Promise<void>;
export type JobHandlers = Partial<Record<JobKind, JobHandler>>;

export interface JobFilter {
  subjectId?: string;
  kind?: JobKind;
}

export interface JobService {
  /**
   * Makes a waiting job and has it delivered. What `write` stores (the run that names the job, say) is committed
   * together with the job's row, so neither can exist without the other.
   */
  create(kind: JobKind, subjectId: string, write?: (transaction: Transaction<Database>, jobId: string) => Promise<void>): Promise<Job>;
  find(id: string): Promise<Job | undefined>;
  /** Newest first, at most 200. */
  list(filter: JobFilter): Promise<Job[]>;
  /** Asks to stop: a waiting job ends at once, a running one within a second or so. Throws not-found, wrong-state when it has ended. */
  cancel(id: string): Promise<Job>;
  /** Asks a running job to end soon with what it has. Throws not-found, wrong-state when it is not running. */
  endEarly(id: string): Promise<Job>;
  /** Calls back with the present state and with each change, from any process. Returns the way to stop. */
  watch(id: string, listener: (job: Job) => void): () => void;
  /** Resolves with the ended job (whatever its end). Throws not-found, or the signal's reason. */
  waitFor(id: string, options?: { signal?: AbortSignal; onChange?: (job: Job) => void }): Promise<Job>;
  /** Takes deliveries in this process and revives what crashed elsewhere. */
  startWorking(container: Container, handlers: JobHandlers): Promise<void>;
  /** Stops taking deliveries, hands running jobs back, to be gone on with by the next process, and closes the queue. */
  stop(): Promise<void>;
}
