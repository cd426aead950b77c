import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Container } from '../../container.js';
import { timerWorkerOf } from './timer-worker.js';

/** Timers run from the moment that the application is ready, in processes that do work besides answering requests. */
export const timersPlugin = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  if (container.config.role === 'api') return;
  const worker = timerWorkerOf(container);
  app.addHook('onReady', async () => worker.start());
  app.addHook('onClose', () => worker.stop());
};
