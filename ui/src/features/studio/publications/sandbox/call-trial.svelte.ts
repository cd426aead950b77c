import type { Environment } from '@arbiter/contracts';
import { asProblem, type ApiProblem } from '$lib/api/problem.js';
import { publications, type CallAnswer } from '$lib/api/publications.js';

export interface Trial {
  status: number;
  /** From sending to the answer, as this browser saw it. */
  roundTripMs: number;
  answer: CallAnswer | null;
  problem: ApiProblem | null;
}

/** Calls of the endpoint from the page, one at a time. */
export class CallTrial {
  busy = $state(false);
  last = $state.raw<Trial | null>(null);

  async send(endpoint: string, environment: Environment, input: unknown, trace: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const from = performance.now();
    const took = (): number => performance.now() - from;
    try {
      const answer = await publications.call(endpoint, environment, { input, ...(trace ? { trace } : {}) });
      this.last = { status: 200, roundTripMs: took(), answer, problem: null };
    } catch (error) {
      const problem = asProblem(error);
      this.last = { status: problem.status, roundTripMs: took(), answer: null, problem };
    } finally {
      this.busy = false;
    }
  }
}
