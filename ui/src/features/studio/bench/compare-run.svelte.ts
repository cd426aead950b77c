import type { Fault } from '@arbiter/contracts';
import { asProblem } from '$lib/api/problem.js';
import { benchApi, type Comparison, type Which } from './bench-api.js';
import type { Bench } from './bench.svelte.js';
import { LongWork } from './long-work.svelte.js';
import { addComparison } from './add-comparison.js';

export type CompareSource = 'cases' | 'generated' | 'file';

/** Two versions on the same rows, in many calls. */
export class CompareRun {
  left = $state<Which>('draft');
  right = $state<Which>('draft');
  source = $state<CompareSource>('generated');
  sum = $state.raw<Comparison | null>(null);
  faults = $state.raw<readonly Fault[]>([]);
  readonly work = new LongWork();
  /** Which versions the sum is of. */
  of = $state.raw<{ left: Which; right: Which } | null>(null);

  constructor(readonly bench: Bench) {}

  async run(make: () => Promise<readonly Record<string, unknown>[]>): Promise<void> {
    const { bench, left, right } = this;
    this.sum = null;
    this.faults = [];
    this.of = { left, right };
    await this.work.run(async (signal) => {
      try {
        await bench.ready(left);
        await bench.ready(right);
        const rows = await make();
        // One instant for all calls, so that no row differs because time went on.
        const now = (bench.at === '' ? new Date() : new Date(bench.at)).toISOString();
        await this.work.inParts(rows, signal, async (part, start) => {
          const answer = await benchApi.compare(bench.itemId, { left, right, rows: part, now, timeZone: bench.timeZone, examples: 5_000 }, signal);
          this.sum = addComparison(this.sum, answer, start);
        });
      } catch (error) {
        const problem = asProblem(error);
        if (problem.code !== 'item-invalid' || problem.faults.length === 0) throw error;
        this.faults = problem.faults;
      }
    });
  }
}

const known = new WeakMap<Bench, CompareRun>();

export function compareRunOf(bench: Bench): CompareRun {
  let run = known.get(bench);
  if (!run) known.set(bench, (run = new CompareRun(bench)));
  return run;
}
