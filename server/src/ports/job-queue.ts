/** Delivers ids of jobs to workers, at least once. The job's row owns its state, so a second delivery does no harm. */
export interface JobQueue {
  /** The same job with the same mark again adds nothing while the first delivery waits or runs. */
  enqueue(jobId: string, mark?: string): Promise<void>;
  /** Starts delivering to this process. The promise of the handler ends the delivery; an error is redelivered a few times. */
  work(handler: (jobId: string) => Promise<void>, concurrency: number): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
