import type { Fault, FieldGeneration, TestCase } from '@arbiter/contracts';
import type { StrategyResult } from '@arbiter/engine/strategy/compiled-strategy';
import { asProblem, ApiProblem } from '$lib/api/problem.js';
import type { StrategyDraft } from '../draft/strategy-draft.svelte.js';
import { benchApi, type CaseRun, type RunAnswer, type Which } from './bench-api.js';
import { addCoverage, type CoverageOfRuns } from './coverage-overlay.js';
import { exampleSettings } from './generation-fields.js';
import { startingInput } from './input-form.js';
import { LongWork } from './long-work.svelte.js';
import { RunTrace } from './trace-steps.js';

export type BenchView = 'run' | 'cases' | 'data' | 'versions';
export type DataSource = 'generated' | 'file' | 'paths';

/** One evaluation with what it was given and what it ran. */
export interface BenchRun extends RunAnswer {
  input: Record<string, unknown>;
  which: Which;
  path: RunTrace;
  /** The draft's document as it was run. */
  document: unknown;
}

/** What is tried out on a strategy. It outlives the tab, so that a look at another one loses nothing. */
export class Bench {
  view = $state<BenchView>('run');
  dataSource = $state<DataSource>('generated');
  which = $state<Which>('draft');
  input = $state.raw<Record<string, unknown>>({});
  asJson = $state(false);
  /** Instant that the strategy sees, ISO; empty for the present one. */
  at = $state('');
  timeZone = $state('UTC');
  run = $state.raw<BenchRun | null>(null);
  /** Visit that is looked at. */
  step = $state<number | null>(null);
  running = $state(false);
  problem = $state.raw<ApiProblem | null>(null);
  /** Faults that forbid running, from the last attempt. */
  faults = $state.raw<readonly Fault[]>([]);
  /** Outcomes of saved cases by identifier, of the last runs. */
  outcomes = $state.raw<ReadonlyMap<string, CaseRun>>(new Map());
  suiteCoverage = $state.raw<CoverageOfRuns | null>(null);
  readonly suite = new LongWork();
  generation = $state.raw<Record<string, FieldGeneration>>({});
  rows = $state<number | null>(500);
  seed = $state<number | null>(1);
  #exampleSeed = 1;
  #started = false;

  constructor(readonly draft: StrategyDraft) {}

  get itemId(): string {
    return this.draft.item.id;
  }

  /** Fills the input once, when the bench is first looked at. */
  begin(): void {
    if (this.#started) return;
    this.#started = true;
    void this.fillExample();
  }

  /** Another example made by the data model. */
  async fillExample(): Promise<void> {
    const { inputs } = this.draft.document.dataModel;
    const { generateData } = await import('@arbiter/engine/strategy-tests/generate-data');
    const made = generateData(inputs, { rows: 1, seed: this.#exampleSeed, fields: exampleSettings(inputs) });
    this.#exampleSeed += 1;
    this.input = made.ok ? { ...made.value[0] } : startingInput(inputs);
  }

  /** The draft is on the server as it is seen here. Throws ApiProblem where it cannot be. */
  async ready(which: Which): Promise<void> {
    if (which !== 'draft') return;
    const { draft } = this;
    if (draft.readOnly) return;
    await draft.save();
    if (draft.faults.length > 0) throw new ApiProblem({ code: 'item-invalid', status: 422, detail: '', faults: [...draft.faults] });
    if (draft.unsaved) throw draft.problem ?? new ApiProblem({ code: draft.saveState === 'conflict' ? 'stale-version' : 'no-connection', status: 0, detail: '' });
  }

  /** What went wrong, faults of the strategy apart from other problems. */
  failed(error: unknown): void {
    const problem = asProblem(error);
    this.faults = problem.code === 'item-invalid' ? problem.faults : [];
    this.problem = problem.code === 'item-invalid' && problem.faults.length > 0 ? null : problem;
  }

  /** Evaluates the present input. */
  async runOnce(): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.problem = null;
    this.faults = [];
    const { input, which } = this;
    try {
      await this.ready(which);
      const document = await this.documentOf(which);
      const answer = await benchApi.run(this.itemId, { input, ...(which === 'draft' ? {} : { version: which }), ...(this.at === '' ? {} : { at: new Date(this.at).toISOString() }), timeZone: this.timeZone });
      this.run = { ...answer, input, which, path: new RunTrace(document, input, answer.trace), document };
      this.step = null;
    } catch (error) {
      this.run = null;
      this.failed(error);
    } finally {
      this.running = false;
    }
  }

  #documents = new Map<number, { dataModel: StrategyDraft['document']['dataModel'] }>();
  /** The document whose names a run has. */
  async documentOf(which: Which): Promise<{ dataModel: StrategyDraft['document']['dataModel'] }> {
    if (which === 'draft') return this.draft.document;
    const known = this.#documents.get(which);
    if (known) return known;
    const { projects } = await import('$lib/api/projects.js');
    const document = (await projects.version(this.itemId, which)).document as StrategyDraft['document'];
    this.#documents.set(which, document);
    return document;
  }

  /** Puts a case or a row into the form and runs it. */
  async look(input: Record<string, unknown>, { now = '', timeZone = 'UTC' }: { now?: string | undefined; timeZone?: string | undefined } = {}): Promise<void> {
    this.input = input;
    this.at = now;
    this.timeZone = timeZone;
    this.view = 'run';
    await this.runOnce();
  }

  /** Runs saved cases; those that were not asked for keep their outcome. */
  async runCases(cases: readonly TestCase[], all: boolean): Promise<void> {
    this.faults = [];
    const { which } = this;
    await this.suite.run(async (signal) => {
      try {
        await this.ready(which);
        let sum: CoverageOfRuns | null = null;
        await this.suite.inParts(cases, signal, async (part) => {
          const run = await benchApi.runCases(this.itemId, which, part.map(({ id }) => id), signal);
          const next = new Map(this.outcomes);
          for (const one of run.cases) if (one.caseId) next.set(one.caseId, one);
          this.outcomes = next;
          sum = addCoverage(sum, { cases: run.cases.length, coverage: run.coverage, reached: run.reached });
        });
        if (all) this.suiteCoverage = sum;
      } catch (error) {
        const problem = asProblem(error);
        if (problem.code !== 'item-invalid' || problem.faults.length === 0) throw error;
        this.faults = problem.faults;
      }
    });
  }
}

export const resultOf = ({ answer, failure }: Pick<RunAnswer, 'answer' | 'failure'>): StrategyResult => (answer ? { ok: true, answer } : { ok: false, failure: failure! });

const benches = new WeakMap<StrategyDraft, Bench>();

export function benchOf(draft: StrategyDraft): Bench {
  let bench = benches.get(draft);
  if (!bench) benches.set(draft, (bench = new Bench(draft)));
  return bench;
}
