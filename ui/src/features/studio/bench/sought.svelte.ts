import type { Fault } from '@arbiter/contracts';
import { asProblem } from '$lib/api/problem.js';
import { benchApi, type SoughtPaths, type SuiteRun } from './bench-api.js';
import type { Bench } from './bench.svelte.js';
import { LongWork } from './long-work.svelte.js';

/** A search for inputs that reach everything, and what the strategy answers to those that were found. */
export class Sought {
  found = $state.raw<SoughtPaths | null>(null);
  answers = $state.raw<SuiteRun | null>(null);
  faults = $state.raw<readonly Fault[]>([]);
  readonly work = new LongWork();

  constructor(readonly bench: Bench) {}

  async seek(): Promise<void> {
    const { bench } = this;
    const { which } = bench;
    this.faults = [];
    await this.work.run(async (signal) => {
      try {
        await bench.ready(which);
        const found = await benchApi.seek(bench.itemId, which, { seed: 1 }, signal);
        const answers = found.inputs.length === 0 ? null : await benchApi.evaluate(bench.itemId, which, found.inputs.slice(0, 5_000).map(({ input }, index) => ({ name: String(index + 1), input, expected: {} })), signal);
        this.found = found;
        this.answers = answers;
      } catch (error) {
        const problem = asProblem(error);
        if (problem.code !== 'item-invalid' || problem.faults.length === 0) throw error;
        this.faults = problem.faults;
      }
    });
  }
}

const known = new WeakMap<Bench, Sought>();

export function soughtOf(bench: Bench): Sought {
  let sought = known.get(bench);
  if (!sought) known.set(bench, (sought = new Sought(bench)));
  return sought;
}
