import type { Fault, TestCaseDraft } from '@arbiter/contracts';
import { asProblem } from '$lib/api/problem.js';
import { benchApi, type CaseRun } from './bench-api.js';
import type { Bench } from './bench.svelte.js';
import { addCoverage, type CoverageOfRuns } from './coverage-overlay.js';
import { LongWork } from './long-work.svelte.js';

/** A row with what came of it. */
export interface DataRow {
  test: TestCaseDraft;
  run: CaseRun;
}

/** Many rows evaluated one after another, with what they reach. */
export class DataRun {
  rows = $state.raw<readonly DataRow[]>([]);
  coverage = $state.raw<CoverageOfRuns | null>(null);
  faults = $state.raw<readonly Fault[]>([]);
  readonly work = new LongWork();

  constructor(readonly bench: Bench) {}

  clear(): void {
    this.work.cancel();
    this.rows = [];
    this.coverage = null;
    this.faults = [];
  }

  /** Makes the rows, then evaluates them; what came before a cancellation stays. */
  async run(make: () => Promise<readonly TestCaseDraft[]>): Promise<void> {
    const { bench } = this;
    const { which } = bench;
    this.clear();
    await this.work.run(async (signal) => {
      try {
        await bench.ready(which);
        const tests = await make();
        const rows: DataRow[] = [];
        await this.work.inParts(tests, signal, async (part, start) => {
          const answer = await benchApi.evaluate(bench.itemId, which, part, signal);
          answer.cases.forEach((run, index) => rows.push({ test: tests[start + index]!, run }));
          this.rows = [...rows];
          this.coverage = addCoverage(this.coverage, { cases: answer.cases.length, coverage: answer.coverage, reached: answer.reached });
        });
      } catch (error) {
        const problem = asProblem(error);
        if (problem.code !== 'item-invalid' || problem.faults.length === 0) throw error;
        this.faults = problem.faults;
      }
    });
  }
}
