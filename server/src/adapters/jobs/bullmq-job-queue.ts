import { type BackendFactory, type IQueueBackend, Queue, Worker } from 'bullmq';
import type { JobQueue } from '../../ports/job-queue.js';

/** What differs between Redis and PGlite. */
export interface QueueBackend {
  connection: object;
  /** Undefined: BullMQ's default, Redis. */
  factory: BackendFactory<IQueueBackend, never> | undefined;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface BullmqOptions {
  /** Told about trouble that BullMQ mends by itself: lost connections, failed deliveries. */
  warn: (message: string, error: Error) => void;
  /** A delivery whose process died is made again after about this long. */
  lockMs: number;
}

const queueName = 'arbiter-jobs';
const attempts = 5;

/** Deliveries through BullMQ. A delivery that ended leaves nothing behind: the job's row tells what became of it. */
export class BullmqJobQueue implements JobQueue {
  private readonly queue: Queue<{ jobId: string }>;
  private worker: Worker<{ jobId: string }> | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly backend: QueueBackend, private readonly options: BullmqOptions) {
    this.queue = new Queue(queueName, { connection: backend.connection, defaultJobOptions: { attempts, backoff: { type: 'exponential', delay: 500 }, removeOnComplete: true, removeOnFail: true } }, backend.factory as never);
    this.queue.on('error', (error) => options.warn('The queue of jobs reports an error', error));
  }

  async enqueue(jobId: string, mark = ''): Promise<void> {
    // BullMQ takes ids with a colon for its own; a second delivery of the same id is dropped while the first is there.
    await this.queue.add('job', { jobId }, { jobId: `${jobId}.${mark}`.replaceAll(':', '_') });
  }

  async work(handler: (jobId: string) => Promise<void>, concurrency: number): Promise<void> {
    if (this.worker !== undefined) throw new Error('This process takes deliveries already');
    const { lockMs, warn } = this.options;
    this.worker = new Worker<{ jobId: string }>(
      queueName,
      (job) => handler(job.data.jobId),
      { connection: this.backend.connection, concurrency, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: attempts, drainDelay: 5 },
      this.backend.factory as never,
    );
    this.worker.on('error', (error) => warn('Taking deliveries of jobs failed', error));
    this.worker.on('failed', (job, error) => warn(`The delivery of job ${job?.data.jobId} failed`, error));
    await this.worker.waitUntilReady();
  }

  ping(): Promise<void> {
    return this.backend.ping();
  }

  /** Waits for the handlers that run. Safe to call twice. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      await this.worker?.close();
      await this.queue.close();
      await this.backend.close();
    })();
    return this.closing;
  }
}
