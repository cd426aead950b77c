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
    app.addHook('onRequest', (request, reply, next) => {
      reply.header('x-request-id', request.id);
      next();
    });
    app.addHook('onResponse', (request, reply, next) => {
      const route = request.routeOptions.url ?? 'unknown';
      const { method, log } = request;
      const { statusCode: status, elapsedTime } = reply;
      metrics.httpSeconds.observe({ method, route, status: String(status) }, elapsedTime / 1000);
      const level = status >= 500 ? 'error' : route.startsWith('/health') || route === '/metrics' ? 'trace' : 'debug';
      log[level]({ method, route, status, tookMs: Math.round(elapsedTime * 10) / 10 }, 'request');
      next();
    });
    done();
  },
  { name: 'requests' },
);
