import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastifyPlugin from 'fastify-plugin';
import type { Metrics } from '../metrics.js';

/** A caller's own id is kept when it is a plain one, so that logs of several systems can be joined. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Ids on replies, one log line and one measurement a request. The route's pattern is logged, never the address itself. */
export const requestPlugin = fastifyPlugin<{ metrics: Metrics }>(
  (app, { metrics }, done) => {
    app.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id);
    });
    app.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'unknown';
      metrics.httpSeconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      const line = { method: request.method, route, status: reply.statusCode, tookMs: Math.round(reply.elapsedTime * 10) / 10 };
      if (reply.statusCode >= 500) request.log.error(line, 'request');
      else if (route.startsWith('/health') || route === '/metrics') request.log.trace(line, 'request');
      else request.log.debug(line, 'request');
    });
    done();
  },
  { name: 'requests' },
);
