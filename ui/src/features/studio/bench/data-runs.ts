import type { Bench } from './bench.svelte.js';
import { DataRun } from './data-run.svelte.js';

const runs = new WeakMap<Bench, Map<string, DataRun>>();

/** The run over one kind of data; it stays while the strategy is open. */
export function dataRunOf(bench: Bench, kind: 'generated' | 'file'): DataRun {
  let ofBench = runs.get(bench);
  if (!ofBench) runs.set(bench, (ofBench = new Map()));
  let run = ofBench.get(kind);
  if (!run) ofBench.set(kind, (run = new DataRun(bench)));
  return run;
}
