import { Id } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { whileCallerWaits } from '../../http/while-caller-waits.js';
import { MartRefresher } from './mart-refresher.js';
import { martServiceOf } from './mart-service.js';

const Refreshed = Type.Object({
  units: Type.Integer({ description: 'Customers of the campaign' }),
  factsAt: Type.String({ description: 'Facts are in up to here, at least' }),
  publishedAt: Type.String(),
  tookMs: Type.Integer(),
});

/** Rollups by hand, and their refresh in the background of processes that do work besides answering requests. */
export const reportMartsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.post('/v1/campaigns/:id/report/refresh', {
    config: { scope: 'reports' },
    schema: {
      tags: ['reports'],
      summary: 'Make the rollups of a report anew, all of them, whatever changed',
      description: 'Answers when they stand. A caller who goes away stops the work, unless somebody else waits for it.',
      params: Type.Object({ id: Id }),
      response: { 200: Refreshed },
    },
  }, ({ params }, reply) => whileCallerWaits(reply, async (signal) => {
    const service = martServiceOf(container);
    const definition = await service.lastDefinition(params.id);
    if (!definition) throw new ProblemError('wrong-state', `The report of campaign "${params.id}" has no rollups yet: open the report once, which makes them`);
    const { generation } = await service.fresh(definition, { signal, rebuild: true });
    return { units: generation.units, factsAt: generation.factsAt, publishedAt: generation.publishedAt, tookMs: generation.tookMs };
  }));

  if (container.config.role === 'api') return;
  const refresher = new MartRefresher(container);
  app.addHook('onReady', async () => refresher.start());
  app.addHook('onClose', () => refresher.stop());
};
