import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { JobQueue } from '../../ports/job-queue.js';
import { BullmqJobQueue, type BullmqOptions, type QueueBackend } from './bullmq-job-queue.js';
import { PgliteQueuePool } from './pglite-queue-pool.js';

export interface JobQueueConfig {
  /** Redis when given, else PGlite in `directory`. */
  redisUrl?: string | undefined;
  /** Folder of the queue's own PGlite, made when missing; one process may have it open. */
  directory: string;
  /** A delivery whose process died is made again after about this long; 15 s unless told. */
  lockMs?: number;
  /** How long closing waits for handlers that run; 10 s unless told. */
  graceMs?: number;
  warn?: (message: string, error: Error) => void;
}

/** Opens the queue that the configuration names, and fails when it does not answer. */
export async function openJobQueue(config: JobQueueConfig): Promise<JobQueue> {
  const options: BullmqOptions = { warn: config.warn ?? (() => undefined), lockMs: config.lockMs ?? 15_000, graceMs: config.graceMs ?? 10_000 };
  const backend = config.redisUrl === undefined ? await openPglite(config.directory) : await openRedis(config.redisUrl, options);
  return new BullmqJobQueue(backend, options);
}

async function openPglite(directory: string): Promise<QueueBackend> {
  const pool = await PgliteQueuePool.open(directory);
  return {
    openQueue: (name, queueOptions) => new Queue(name, { ...queueOptions, connection: pool }, createPostgresBackend),
    openWorker: (name, handler, workerOptions) => new Worker(name, handler, { ...workerOptions, connection: pool }, createPostgresBackend),
    ping: async () => void (await pool.query('SELECT 1')),
    close: () => pool.end(),
  };
}

async function openRedis(url: string, { warn }: BullmqOptions): Promise<QueueBackend> {
  // BullMQ's blocking calls wait without an end, so that requests must not be given up after some retries.
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (attempt) => Math.min(attempt * 100, 2_000) });
  redis.on('error', (error: Error) => warn('The connection of the queue to Redis failed', error));
  const ping = () =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Redis did not answer within 3 s')), 3_000);
      redis.ping().then(() => resolve(), reject).finally(() => clearTimeout(timer));
    });
  // BullMQ leaves connections open that it was given.
  const close = async () => {
    if (redis.status !== 'ready') redis.disconnect();
    else await redis.quit().catch(() => redis.disconnect());
  };
  try {
    await ping();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    openQueue: (name, queueOptions) => new Queue(name, { ...queueOptions, connection: redis }),
    openWorker: (name, handler, workerOptions) => new Worker(name, handler, { ...workerOptions, connection: redis }),
    ping,
    close,
  };
}
