import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import type {} from '../../http/route-access.js';
import { decisionServiceOf } from '../decisions/api.js';

const Component = Type.Object({
  name: Type.String(),
  engine: Type.String(),
  ok: Type.Boolean(),
  latencyMs: Type.Number({ description: 'Time to answer, milliseconds' }),
  error: Type.Optional(Type.String()),
});
const Journal = Type.Object({
  waiting: Type.Integer({ description: 'Decisions and responses that have not reached ClickHouse' }),
  behindSeconds: Type.Union([Type.Number(), Type.Null()], { description: 'Age of the oldest of them, seconds; null where nothing waits' }),
  limit: Type.Integer({ description: 'How many may wait before further ones are refused' }),
  failingSince: Type.Union([Type.String(), Type.Null()], { description: 'Since when this process cannot move them' }),
});
const Readiness = Type.Object({ ok: Type.Boolean(), components: Type.Array(Component), journal: Type.Union([Journal, Type.Null()]) });
const tags = ['system'];

/** Whether the process lives, whether it can work, and its measurements. No personal data in any of them. */
export const healthRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/health/live', { config: { public: true }, schema: { tags, summary: 'The process answers', response: { 200: Type.Object({ ok: Type.Literal(true) }) } } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { ok: true as const };
  });

  app.get(
    '/health/ready',
    { config: { public: true }, schema: { tags, summary: 'Each component answers', response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      // A journal that waits is no reason to send requests elsewhere: decisions go on.
      const [components, journal] = await Promise.all([container.checkComponents(), decisionServiceOf(container).drain.status().catch(() => null)]);
      const ok = components.every((component) => component.ok);
      reply.header('cache-control', 'no-store');
      // A driver's own words may name hosts and users; strangers are told only that the component is away.
      const shown = container.config.signInRequired ? components.map(({ error, ...rest }) => (error === undefined ? rest : { ...rest, error: 'does not answer' })) : components;
      return reply.code(ok ? 200 : 503).send({ ok, components: shown, journal });
    },
  );

  if (!container.config.metrics) return;
  app.get('/metrics', { config: { public: true }, schema: { tags, summary: 'Measurements, Prometheus text', produces: ['text/plain'] } }, async (_request, reply) => {
    reply.type(container.metrics.registry.contentType).header('cache-control', 'no-store');
    return reply.send(await container.metrics.registry.metrics());
  });
};
