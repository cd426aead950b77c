import { fastify, LogController, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { requestId } from './request-plugin.js';
import { serializerCompiler, validatorCompiler } from './schema-compilers.js';

export interface ServerOptions {
  log: Logger;
  bodyLimitBytes: number;
  /** Addresses of proxies whose forwarding headers are believed. */
  trustedProxies: string | undefined;
  /** Replies that are not as documented become errors. */
  checkReplies: boolean;
}

/** A Fastify server with our checks of requests and replies, and without its own log lines, which carry whole addresses. */
export function createServer({ log, bodyLimitBytes, trustedProxies, checkReplies }: ServerOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies ?? false,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 300 },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(checkReplies));
  return app;
}
