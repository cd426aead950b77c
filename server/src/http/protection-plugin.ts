import compress from '@fastify/compress';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { ProblemError } from './problem-error.js';
import { securityHeaders } from './security-headers.js';

export interface ProtectionOptions {
  /** Refuse work when the process cannot keep up. */
  shedLoad: boolean;
  /** Requests worked on at once; one more is refused. */
  mostUnderWay?: number;
  /** Delay of the event loop that counts as not keeping up. */
  mostDelayMs?: number;
}

/** Whoever watches a busy server must still see it. */
const isForOperators = ({ routeOptions: { url = '' } }: FastifyRequest): boolean => url.startsWith('/health') || url === '/metrics';

/** Before a body is read: what waits in memory is bounded by this many requests. A connection that was cut gives its place back too. */
function limitUnderWay(app: FastifyInstance, most: number): void {
  let underWay = 0;
  app.addHook('onRequest', (request, reply, done) => {
    if (isForOperators(request)) return done();
    if (underWay >= most) return done(new ProblemError('overloaded', `The server works on ${underWay} requests and takes ${most} at once (ARBITER_REQUESTS_UNDER_WAY). Try again in a second.`, { retryAfterSeconds: 1 }));
    underWay += 1;
    reply.raw.once('close', () => {
      underWay -= 1;
    });
    done();
  });
}

/** Security headers, compression, a limit on attempts to sign in (routes ask for it), and refusal under overload. */
export const protectionPlugin = fastifyPlugin<ProtectionOptions>(
  async (app, { shedLoad, mostUnderWay = Number.POSITIVE_INFINITY, mostDelayMs = 3_000 }) => {
    limitUnderWay(app, mostUnderWay);
    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(request.url.startsWith('/v1/') ? securityHeaders.data : securityHeaders.page);
      done();
    });
    // A stream of events must leave at once, so it is never gathered for compression.
    await app.register(compress, { global: true, threshold: 2048, encodings: ['br', 'gzip'], customTypes: /^(?!text\/event-stream)(text\/|application\/(json|problem\+json|javascript|x-ndjson)|image\/svg)/, brotliOptions: { params: { 1: 4 } } });
    await app.register(rateLimit, {
      global: false,
      errorResponseBuilder: (_request, context) => new ProblemError('too-many-requests', `Too many attempts: ${context.max} in ${context.after} are allowed. Try again later.`, { retryAfterSeconds: Math.ceil(context.ttl / 1000) }),
    });
    if (!shedLoad) return;
    await app.register(underPressure, {
      maxEventLoopDelay: mostDelayMs,
      sampleInterval: Math.min(1_000, mostDelayMs),
      pressureHandler: (request, _reply, kind) => {
        if (isForOperators(request)) return;
        throw new ProblemError('overloaded', `The server has more work than it can do (${kind}). Try again in some seconds.`, { retryAfterSeconds: 5 });
      },
    });
  },
  { name: 'protection' },
);
