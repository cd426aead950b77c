import { Gauge } from 'prom-client';
import type { Container } from '../../container.js';

/** How many timers wait and how late the earliest is, by kind. */
export function measureTimers({ hotState, metrics, now }: Pick<Container, 'hotState' | 'metrics' | 'now'>, kinds: () => readonly string[]): void {
  const { registry } = metrics;
  if (registry.getSingleMetric('arbiter_timers_waiting')) return;
  new Gauge({
    name: 'arbiter_timers_waiting',
    help: 'Timers that are set, due or not',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      for (const kind of kinds()) this.set({ kind }, (await hotState.timersOf(kind)).waiting);
    },
  });
  new Gauge({
    name: 'arbiter_timers_late_seconds',
    help: 'How long the earliest timer has been due',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      for (const kind of kinds()) {
        const { earliestMs } = await hotState.timersOf(kind);
        this.set({ kind }, earliestMs === undefined ? 0 : Math.max(0, (now().getTime() - earliestMs) / 1000));
      }
    },
  });
}
