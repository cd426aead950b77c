import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import type {} from '../../http/route-access.js';

const Component = Type.Object({
  name: Type.String(),
  engine: Type.String(),
  ok: Type.Boolean(),
  latencyMs: Type.Number({ description: 'Time to answer, milliseconds' }),
  error: Type.Optional(Type.String()),
});
const Readiness = Type.Object({ ok: Type.Boolean(), components: Type.Array(Component) });
const tags = ['system'];

/** Whether the process lives, whether it can work, and its measurements. No personal data in any of them. */
export const healthRoutes = (container: Pick<Container, 'checkComponents' | 'metrics' | 'config'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/health/live', { config: { public: true }, schema: { tags, summary: 'The process answers', response: { 200: Type.Object({ ok: Type.Literal(true) }) } } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { ok: true as const };
  });

  app.get(
    '/health/ready',
    { config: { public: true }, schema: { tags, summary: 'Each component answers', response: { 200: Readiness, 503: Readiness } } },
    async (_request, reply) => {
      const components = await container.checkComponents();
      const ok = components.every((component) => component.ok);
      reply.header('cache-control', 'no-store');
      // A driver's own words may name hosts and users; strangers are told only that the component is away.
      const shown = container.config.signInRequired ? components.map(({ error, ...rest }) => (error === undefined ? rest : { ...rest, error: 'does not answer' })) : components;
      return reply.code(ok ? 200 : 503).send({ ok, components: shown });
    },
  );

  if (!container.config.metrics) return;
  app.get('/metrics', { config: { public: true }, schema: { tags, summary: 'Measurements, Prometheus text', produces: ['text/plain'] } }, async (_request, reply) => {
    reply.type(container.metrics.registry.contentType).header('cache-control', 'no-store');
    return reply.send(await container.metrics.registry.metrics());
  });
};
