import type { LiveState, SecondsHistogram } from '@arbiter/reports/views/asked-view';
import type { Histogram } from 'prom-client';
import type { Container } from '../../../container.js';
import { decisionServiceOf } from '../../decisions/api.js';
import { timerWorkerOf } from '../../timers/api.js';

const startedMs = Date.now() - process.uptime() * 1000;

/** How the process and its stores are now. What does not answer is said to be away; the rest is told all the same. */
export async function readLiveState(container: Container): Promise<LiveState> {
  const { hotState, metrics, now } = container;
  const [journal, components, timers, decisionSeconds, strategySeconds, httpSeconds] = await Promise.all([
    decisionServiceOf(container).drain.status().catch(() => null),
    container.checkComponents(),
    Promise.all(timerWorkerOf(container).kinds.map(async (kind) => ({ kind, ...(await hotState.timersOf(kind).catch(() => ({ waiting: 0, earliestMs: undefined }))) }))),
    histogramOf(metrics.decisionSeconds),
    histogramOf(metrics.strategySeconds),
    histogramOf(metrics.httpSeconds),
  ]);
  return {
    nowMs: now().getTime(), startedMs, journal, decisionSeconds, strategySeconds, httpSeconds,
    timers: timers.map(({ kind, waiting, earliestMs }) => ({ kind, waiting, earliestMs: earliestMs ?? null })),
    components: components.map(({ name, engine, ok, latencyMs, error }) => ({ name, engine, ok, latencyMs, ...(error === undefined ? {} : { error }) })),
  };
}

/** Buckets of a histogram with all of its labels together. */
async function histogramOf(histogram: Histogram): Promise<SecondsHistogram> {
  const { values } = await histogram.get();
  const buckets = new Map<number, number>();
  let count = 0;
  for (const { metricName, labels, value } of values as { metricName?: string; labels: Partial<Record<string, string | number>>; value: number }[]) {
    if (metricName?.endsWith('_count')) count += value;
    if (labels.le === undefined) continue;
    const bound = labels.le === '+Inf' ? Infinity : Number(labels.le);
    buckets.set(bound, (buckets.get(bound) ?? 0) + value);
  }
  return { count, buckets: [...buckets].map(([atMostSeconds, times]) => ({ atMostSeconds, count: times })) };
}
