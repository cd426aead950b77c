import { Id, Instant, QuotaUse } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { registerTimer } from '../timers/api.js';
import { mostPeriods, readPresentUse, readUseBetween } from './read-quota-use.js';
import { releaseWeek } from './release-plan.js';
import { releaseTimerKind } from './release-timer.js';

const tags = ['quotas'];
const config = { scope: ['decisions', 'campaigns'] as const };
const nullable = Type.Union([Type.String(), Type.Null()]);
const PeriodUse = Type.Object({ ...QuotaUse.properties, from: nullable, to: nullable });

/** How much of the company's quotas is used. The quotas themselves are documents of the configuration. */
export const quotasRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const registry = configurationOf(container);
  app.addHook('onReady', () => registry.start());
  app.addHook('onClose', () => registry.stop());
  registerTimer(container, releaseTimerKind, releaseWeek);

  app.get('/v1/quotas-use', { config: { scope: [...config.scope] }, schema: { tags, summary: 'Use of all quotas in their present periods', response: { 200: Type.Object({ uses: Type.Array(QuotaUse) }) } } }, async () => ({ uses: await readPresentUse(container, registry.current().of('quotas')) }));

  app.get(
    '/v1/quotas/:id/use',
    { config: { scope: [...config.scope] }, schema: { tags, summary: 'Use of one quota by period', description: `At most ${mostPeriods} periods. Those to come show what plans have set aside.`, params: Type.Object({ id: Id }), querystring: Type.Object({ from: Instant, to: Instant }), response: { 200: Type.Object({ periods: Type.Array(PeriodUse) }) } } },
    async ({ params: { id }, query: { from, to } }) => {
      const quota = registry.current().find('quotas', id);
      if (!quota) throw new ProblemError('not-found', `There is no quota ${JSON.stringify(id)}`);
      return { periods: await readUseBetween(container, quota, Date.parse(from), Date.parse(to)) };
    },
  );
};
