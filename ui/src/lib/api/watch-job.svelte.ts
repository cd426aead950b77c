import type { Job } from '@arbiter/contracts';
import { api } from './api.js';
import { asProblem, type ApiProblem } from './problem.js';

const retryMs = 2000;

export const isOver = (job: Pick<Job, 'state'>): boolean => job.state !== 'waiting' && job.state !== 'running';

/**
 * Follows one job by the server's events. The browser reconnects by itself after a lost connection; where it gives up
 * (an answer that is no event stream), the job is asked for anew and the stream opened again.
 */
export class JobWatch {
  job = $state.raw<Job | null>(null);
  /** The stream is broken at the moment; what is shown may be old. */
  interrupted = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(
    readonly jobId: string,
    private readonly onEnd: (job: Job) => void = () => {},
  ) {
    this.#open();
  }

  #open(): void {
    const source = new EventSource(`/v1/jobs/${encodeURIComponent(this.jobId)}/events`);
    this.#source = source;
    source.addEventListener('job', (event) => this.#take(JSON.parse((event as MessageEvent<string>).data) as Job));
    source.onerror = () => {
      if (this.#closed) return;
      this.interrupted = true;
      if (source.readyState !== EventSource.CLOSED) return;
      this.#retry = setTimeout(() => void this.#ask(), retryMs);
    };
  }

  async #ask(): Promise<void> {
    try {
      this.#take(await api.job(this.jobId));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 404 || problem.status === 403) {
        this.problem = problem;
        return this.close();
      }
    }
    if (!this.#closed) this.#open();
  }

  #take(job: Job): void {
    if (this.#closed) return;
    this.interrupted = false;
    this.job = job;
    if (!isOver(job)) return;
    this.close();
    this.onEnd(job);
  }

  close(): void {
    this.#closed = true;
    this.#source?.close();
    if (this.#retry) clearTimeout(this.#retry);
  }
}
