import type { ValueSpec } from '@arbiter/contracts';
import { checkFeel } from '@arbiter/engine/feel/types/check-feel';
import { printFeelJavaScript } from '@arbiter/engine/feel/print-javascript/print-feel-javascript';
import { readFact } from '@arbiter/engine/feel/compile-feel';
import runnerUrl from './sample-runner.worker.ts?worker&url';
import type { ExpressionScope } from './expression-scope.js';
import { feelScopeOf } from './feel-scope.js';
import type { SampleAnswer, SampleRun } from './sample-runner.worker.js';

/** The worker's code has to come first, so it is more than an evaluation may need. */
const mostMs = 6_000;
const mostSteps = 1_000_000;

/** Why there is no value: the expression is wrong, the sample does not fit it, or it takes too long. */
export type SampleOutcome = { ok: true; value: unknown } | { ok: false; why: 'expression' | 'sample' | 'time'; message: string };

/**
 * Evaluates an expression over values given as JSON, by the engine, in a worker of its own: it ends after six seconds or a million
 * steps, and the page never waits for it. The worker's script is the printed expression itself, so that nothing is made of text at run time, which the page's policy forbids.
 */
export function runOnSample(source: string, scope: ExpressionScope, sample: Readonly<Record<string, unknown>>): Promise<SampleOutcome> {
  const checked = checkFeel(source, { scope: feelScopeOf(scope), strict: scope.length > 0 });
  if (!checked.ok) return Promise.resolve({ ok: false, why: 'expression', message: checked.error[0]!.message.replace(/^Line \d+, column \d+: /, '') });
  const specs: Record<string, ValueSpec> = {};
  for (const { name, spec } of scope) specs[name] ??= spec;
  const run: SampleRun = { sample, specs, nowMs: Date.now(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, steps: mostSteps };
  const code = printFeelJavaScript(checked.value, { read: readFact });
  const script = `import ${JSON.stringify(new URL(runnerUrl, location.href).href)};\narbiterSample((R, facts, x) => ${code}, ${JSON.stringify(run)});`;
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Promise((resolve) => {
    const worker = new Worker(address, { type: 'module' });
    const end = (outcome: SampleOutcome): void => {
      clearTimeout(timer);
      worker.terminate();
      URL.revokeObjectURL(address);
      resolve(outcome);
    };
    const timer = setTimeout(() => end({ ok: false, why: 'time', message: '' }), mostMs);
    worker.onmessage = ({ data }: MessageEvent<SampleAnswer>) => end(data.ok ? data : { ok: false, why: data.capped ? 'time' : 'sample', message: data.message });
    worker.onerror = (event) => end({ ok: false, why: 'sample', message: event.message || 'The worker did not start' });
  });
}
