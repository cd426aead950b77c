import type { EnrichmentStep } from '@arbiter/contracts';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { Container } from '../../container.js';
import { EnrichmentSources } from './enrichment-sources.js';
import { questionOf, type Question } from './step-question.js';

/** Whom and what a decision is about. */
export interface EnrichmentAsk {
  customerId: string;
  channel?: string | undefined;
  placement?: string | undefined;
  /** As the request gives it. */
  context?: Readonly<Record<string, unknown>> | undefined;
  /** Of the customer's profile, by name. */
  attributes?: Readonly<Record<string, unknown>> | undefined;
  /** Online features by name. */
  features?: Readonly<Record<string, unknown>> | undefined;
}

export interface EnrichmentTiming {
  name: string;
  durationMs: number;
  from: 'source' | 'cache' | 'fallback';
  /** Why the fallback was taken: `late`, `no-value` (the request lacks what the step asks by), `absent`, or the failure's code. */
  failure?: string;
}

export interface EnrichmentResult {
  /** By names of steps; those that are missing have their fallback. */
  values: Record<string, unknown>;
  /** Names of steps whose data could not be brought, in order of the steps. */
  missing: string[];
  timings: EnrichmentTiming[];
}

export interface EnrichmentStores {
  container: Pick<Container, 'strategyServices' | 'hotState' | 'metrics' | 'now'>;
  /** Ends waiting; what it says is thrown. */
  signal?: AbortSignal | undefined;
}

type Outcome = { ok: true; value: unknown; from: 'source' | 'cache' } | { ok: false; failure: string };

const sourcesByStores = new WeakMap<object, EnrichmentSources>();

/** Caches, calls under way and circuits belong to a set of stores. */
function sourcesOf(container: EnrichmentStores['container']): EnrichmentSources {
  let sources = sourcesByStores.get(container.hotState);
  if (!sources) sourcesByStores.set(container.hotState, (sources = new EnrichmentSources(container)));
  return sources;
}

/**
 * Brings what the steps ask for, all at once. It never fails by a source: one that is slow, broken, forbidden or without an answer gives the
 * step's fallback (null without one), at the latest after the step's timeout, and stands in `missing`.
 * @throws the signal's reason when it fires
 */
export async function enrich(steps: readonly EnrichmentStep[], ask: EnrichmentAsk, { container, signal }: EnrichmentStores): Promise<EnrichmentResult> {
  const result: EnrichmentResult = { values: {}, missing: [], timings: [] };
  if (steps.length === 0) return result;
  signal?.throwIfAborted();
  const sources = sourcesOf(container);
  const startedAt = performance.now();
  const outcomes = await Promise.all(
    steps.map(async (step) => {
      const question = questionOf(step, ask);
      const outcome = question ? await withinTime(sources, step, question, signal) : ({ ok: false, failure: 'no-value' } as const);
      return { outcome, durationMs: performance.now() - startedAt };
    }),
  );
  for (const [index, step] of steps.entries()) {
    const { outcome, durationMs } = outcomes[index]!;
    if (!outcome.ok) result.missing.push(step.name);
    result.values[step.name] = outcome.ok ? outcome.value : (step.fallback ?? null);
    result.timings.push({ name: step.name, durationMs, ...(outcome.ok ? { from: outcome.from } : { from: 'fallback', failure: outcome.failure }) });
    container.metrics.enrichment.inc({ kind: step.kind, result: outcome.ok ? outcome.from : outcome.failure });
  }
  return result;
}

/** The answer, or why there is none, when the step's time is over at the latest: what comes later is dropped, whatever it is. */
function withinTime(sources: EnrichmentSources, step: EnrichmentStep, question: Question, signal: AbortSignal | undefined): Promise<Outcome> | Outcome {
  const kept = sources.kept(question.key);
  if (kept) return answered(step, kept.value, 'cache');
  return new Promise<Outcome>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(outcome);
    };
    const timer = setTimeout(() => end({ ok: false, failure: 'late' }), step.timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    sources.ask(step, question).then(
      (value) => end(answered(step, value, 'source')),
      (error: unknown) => end({ ok: false, failure: error instanceof StrategyFailure ? error.code : 'source-failed' }),
    );
  });
}

/** No row and no value are no data. */
const answered = (step: EnrichmentStep, value: unknown, from: 'source' | 'cache'): Outcome => (value === undefined || (value === null && step.kind !== 'http') ? { ok: false, failure: 'absent' } : { ok: true, value, from });
