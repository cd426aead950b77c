import type { QueueOptions, WorkerOptions } from 'bullmq';
import type { JobQueue } from '../../ports/job-queue.js';

export interface Delivery {
  jobId: string;
}

/** As much of BullMQ's Queue as is used here, whatever it stands on. */
interface Deliveries {
  add(name: string, data: Delivery, options: { jobId: string }): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** As much of BullMQ's Worker as is used here. */
interface Taker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: { data: Delivery } | undefined, error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}

/** What differs between Redis and PGlite. */
export interface QueueBackend {
  openQueue(name: string, options: Omit<QueueOptions, 'connection'>): Deliveries;
  openWorker(name: string, handler: (job: { data: Delivery }) => Promise<void>, options: Omit<WorkerOptions, 'connection'>): Taker;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface BullmqOptions {
  /** Told about trouble that BullMQ mends by itself: lost connections, failed deliveries. */
  warn: (message: string, error: Error) => void;
  /** A delivery whose process died is made again after about this long. */
  lockMs: number;
  /** How long `close` waits for handlers that run; their deliveries are made again elsewhere. */
  graceMs: number;
}

const queueName = 'arbiter-jobs';
const attempts = 5;

/** Deliveries through BullMQ. A delivery that ended leaves nothing behind: the job's row tells what became of it. */
export class BullmqJobQueue implements JobQueue {
  private readonly queue: Deliveries;
  private worker: Taker | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly backend: QueueBackend, private readonly options: BullmqOptions) {
    this.queue = backend.openQueue(queueName, { defaultJobOptions: { attempts, backoff: { type: 'exponential', delay: 500 }, removeOnComplete: true, removeOnFail: true } });
    this.queue.on('error', (error) => options.warn('The queue of jobs reports an error', error));
  }

  async enqueue(jobId: string, mark = ''): Promise<void> {
    // BullMQ takes ids with a colon for its own; a second delivery of the same id is dropped while the first is there.
    await this.queue.add('job', { jobId }, { jobId: `${jobId}.${mark}`.replaceAll(':', '_') });
  }

  async work(handler: (jobId: string) => Promise<void>, concurrency: number): Promise<void> {
    if (this.worker !== undefined) throw new Error('This process takes deliveries already');
    const { lockMs, warn } = this.options;
    this.worker = this.backend.openWorker(queueName, ({ data }) => handler(data.jobId), { concurrency, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: attempts, drainDelay: 5 });
    this.worker.on('error', (error) => warn('Taking deliveries of jobs failed', error));
    this.worker.on('failed', (job, error) => warn(`The delivery of job ${job?.data.jobId} failed`, error));
    await this.worker.waitUntilReady();
  }

  ping(): Promise<void> {
    return this.backend.ping();
  }

  /** Waits a while for the handlers that run. Safe to call twice. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      await this.closeWorker();
      await this.queue.close();
      await this.backend.close();
    })();
    return this.closing;
  }

  private async closeWorker(): Promise<void> {
    const { worker } = this;
    if (worker === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<'too long'>((resolve) => {
      timer = setTimeout(() => resolve('too long'), this.options.graceMs);
    });
    const ended = worker.close();
    const outcome = await Promise.race([ended, tooLong]);
    clearTimeout(timer);
    if (outcome !== 'too long') return;
    this.options.warn('Jobs did not stop in time; they begin again in the next process', new Error(`no end within ${this.options.graceMs} ms`));
    ended.catch(() => undefined);
  }
}
