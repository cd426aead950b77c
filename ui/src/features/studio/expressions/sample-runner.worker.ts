import type { ValueSpec } from '@arbiter/contracts';
import { FeelFailure, makeFeelContext, type FeelContext } from '@arbiter/engine/feel/runtime/feel-context';
import { feelRuntime } from '@arbiter/engine/feel/runtime/feel-runtime';
import { feelFromJson, feelToJson } from '@arbiter/engine/feel/values/feel-json';

/** What the script that calls this is given: the values by name, and what the data model says of them. */
export interface SampleRun {
  sample: Readonly<Record<string, unknown>>;
  specs: Readonly<Record<string, ValueSpec>>;
  nowMs: number;
  timeZone: string;
  steps: number;
}

export type SampleAnswer = { ok: true; value: unknown } | { ok: false; message: string; capped?: true };

type Expression = (runtime: typeof feelRuntime, facts: Readonly<Record<string, unknown>>, x: FeelContext) => unknown;

function answerOf(expression: Expression, { sample, specs, nowMs, timeZone, steps }: SampleRun): SampleAnswer {
  const facts: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, spec] of Object.entries(specs)) {
    const read = feelFromJson(Object.hasOwn(sample, name) ? sample[name] : null, spec);
    if (!read.ok) return { ok: false, message: read.error.slice(0, 3).map((fault) => `${name}${fault.path}: ${fault.message}`).join('; ') };
    facts[name] = read.value;
  }
  for (const [name, value] of Object.entries(sample)) if (!Object.hasOwn(specs, name)) facts[name] = value;
  try {
    return { ok: true, value: feelToJson(expression(feelRuntime, facts, makeFeelContext({ nowMs, timeZone, steps }))) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error), ...(error instanceof FeelFailure ? { capped: true } : {}) };
  }
}

(globalThis as unknown as { arbiterSample: (expression: Expression, run: SampleRun) => void }).arbiterSample = (expression, run) => postMessage(answerOf(expression, run));
