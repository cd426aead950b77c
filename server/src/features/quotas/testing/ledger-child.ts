import { pino } from 'pino';
import { openHotState } from '../../../adapters/hot-state/open-hot-state.js';
import type { Container } from '../../../container.js';
import { createMetrics } from '../../../metrics.js';
import { endOffers } from '../../holds/expire-holds.js';
import { TimerWorker } from '../../timers/timer-worker.js';
import { releaseWeek } from '../release-plan.js';

/** Does the timers of the ledger that are due at the given moment, over a hot state that others share, until it is killed. */
const [, , directory, redisUrl, nowMs] = process.argv;
const hotState = await openHotState({ directory: directory!, redisUrl: redisUrl === '' ? undefined : redisUrl });
const container = { hotState, now: () => new Date(Number(nowMs)), log: pino({ level: 'silent' }), metrics: createMetrics({ processMetrics: false }), config: { role: 'worker' } } as unknown as Container;
const worker = new TimerWorker(container);
worker.register('hold', endOffers);
worker.register('quota-release', releaseWeek);
worker.start();
process.stdout.write('ready\n');
