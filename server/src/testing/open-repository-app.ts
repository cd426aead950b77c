import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify';
import { pino } from 'pino';
import { openHotState } from '../adapters/hot-state/open-hot-state.js';
import { openRepository, type Repository } from '../adapters/postgres/open-repository.js';
import type { Container } from '../container.js';
import { errorPlugin } from '../http/error-plugin.js';
import type { Principal } from '../http/route-access.js';
import { serializerCompiler, validatorCompiler } from '../http/schema-compilers.js';
import { createMetrics } from '../metrics.js';
import { startPostgresServer, whyNoPostgres } from './postgres-server.js';

export const repositoryEngines = (['PGlite', 'PostgreSQL'] as const).filter((engine) => engine === 'PGlite' || !whyNoPostgres());
export type RepositoryEngine = (typeof repositoryEngines)[number];

export interface RepositoryApp {
  app: FastifyInstance;
  container: Container;
  repository: Repository;
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: unknown): Promise<{ status: number; body: any; text: string }>;
  close(): Promise<void>;
}

/** Routes over a real repository and hot state, without the analytical store, for whoever `principal` is. */
export async function openRepositoryApp(engine: RepositoryEngine, routes: ((container: Container) => FastifyPluginAsync)[], { principal = null, changes = {} }: { principal?: Principal | null; changes?: Partial<Container> } = {}): Promise<RepositoryApp> {
  const server = engine === 'PostgreSQL' ? await startPostgresServer() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-strategies-'));
  const repository = await openRepository({ databaseUrl: server?.url, databasePoolSize: 5, folder: undefined });
  const hotState = await openHotState({ directory: folder });
  const container = { repository, hotState, now: () => new Date(), log: pino({ level: 'silent' }), metrics: createMetrics({ processMetrics: false }), config: {}, version: '1.2.3', ...changes } as unknown as Container;
  const app = fastify({ routerOptions: { maxParamLength: 500 } });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    request.principal = principal;
  });
  for (const route of routes) await app.register(route(container));
  await app.ready();
  return {
    app, container, repository,
    async call(method, url, payload) {
      const reply = await app.inject({ method, url, ...(payload === undefined ? {} : { payload: payload as object }) });
      const isJson = String(reply.headers['content-type']).includes('json');
      return { status: reply.statusCode, body: isJson ? reply.json() : undefined, text: reply.body };
    },
    async close() {
      await app.close();
      await hotState.close();
      await repository.destroy();
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
