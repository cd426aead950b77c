import type { CircuitState } from './ports/http-service.js';

export interface CircuitBreakerOptions {
  failureRate: number;
  leastCalls: number;
  windowMs: number;
  openMs: number;
  /** Milliseconds of any clock that only goes forward. */
  now: () => number;
}

export type CallOutcome = 'success' | 'failure' | 'given-up';

const slices = 10;

/**
 * Closed: calls pass, and failures are counted over a sliding window. Open: calls are refused at once. Half-open: after a while one call
 * tries; its success closes the circuit with an empty count, its failure opens it again. (M. Nygard, "Release It!", 2007.)
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  #counts: { slice: number; calls: number; failures: number }[] = [];
  #openedAt: number | undefined;
  #probing = false;
  /** Outcomes of calls that began before the circuit last changed do not count. */
  #generation = 0;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  state(): CircuitState {
    if (this.#openedAt === undefined) return 'closed';
    return this.#options.now() - this.#openedAt >= this.#options.openMs ? 'half-open' : 'open';
  }

  /** Lets a call pass, or says in how many milliseconds one may try. `end` is to be called once for each call that passed. */
  begin(): { passed: true; end: (outcome: CallOutcome) => void } | { passed: false; retryInMs: number } {
    const state = this.state();
    if (state === 'open' || this.#probing) {
      const left = (this.#openedAt ?? 0) + this.#options.openMs - this.#options.now();
      return { passed: false, retryInMs: Math.max(0, Math.ceil(left)) };
    }
    const probe = state === 'half-open';
    if (probe) this.#probing = true;
    const generation = this.#generation;
    let ended = false;
    return {
      passed: true,
      end: (outcome) => {
        if (ended) return;
        ended = true;
        if (probe) this.#endProbe(outcome);
        else if (generation === this.#generation && outcome !== 'given-up') this.#count(outcome === 'failure');
      },
    };
  }

  #endProbe(outcome: CallOutcome): void {
    this.#probing = false;
    // A caller that left says nothing of the service: the next one tries.
    if (outcome === 'given-up') return;
    this.#generation += 1;
    this.#counts = [];
    this.#openedAt = outcome === 'success' ? undefined : this.#options.now();
  }

  #count(failed: boolean): void {
    const { windowMs, leastCalls, failureRate, now } = this.#options;
    const slice = Math.floor(now() / (windowMs / slices));
    this.#counts = this.#counts.filter((one) => one.slice > slice - slices);
    let present = this.#counts.at(-1);
    if (present?.slice !== slice) {
      present = { slice, calls: 0, failures: 0 };
      this.#counts.push(present);
    }
    present.calls += 1;
    if (failed) present.failures += 1;
    const calls = this.#counts.reduce((sum, one) => sum + one.calls, 0);
    const failures = this.#counts.reduce((sum, one) => sum + one.failures, 0);
    if (calls >= leastCalls && failures / calls >= failureRate) {
      this.#generation += 1;
      this.#counts = [];
      this.#openedAt = now();
    }
  }
}
