import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Role, type Scope, roles } from '@arbiter/contracts';
import cookie from '@fastify/cookie';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { type FastifyInstance, fastify } from 'fastify';
import { pino } from 'pino';
import { openHotState } from '../adapters/hot-state/open-hot-state.js';
import { openRepository, type Repository } from '../adapters/postgres/open-repository.js';
import { type Config, parseConfig } from '../config/config.js';
import type { Container } from '../container.js';
import { apiKeysRoutes } from '../features/api-keys/api-keys.routes.js';
import { auditRoutes } from '../features/audit/audit.routes.js';
import { hashPassword } from '../features/session/api.js';
import { sessionRoutes } from '../features/session/session.routes.js';
import { usersRoutes } from '../features/users/users.routes.js';
import { errorPlugin } from '../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../http/schema-compilers.js';
import { securityPlugin } from '../http/security.js';

export const password = 'correct horse battery';

export interface SecurityApp {
  app: FastifyInstance;
  repository: Repository;
  logged: string[];
  /** Moves the clock that sessions and keys see. */
  pass(ms: number): void;
  /** Headers of a signed-in user of the role; users are made as asked for. */
  signedIn(role: Role): Promise<{ cookie: string; 'x-csrf-token': string }>;
  close(): Promise<void>;
}

/** The security plugin and the routes of access on an empty repository, with more routes where a test wants them. */
export async function openSecurityApp(changes: Partial<Config> = {}, addRoutes: (app: FastifyInstance, container: Container) => void = () => undefined): Promise<SecurityApp> {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-security-'));
  const repository = await openRepository({ databaseUrl: undefined, databasePoolSize: 1, folder: undefined });
  const hotState = await openHotState({ directory: folder });
  const logged: string[] = [];
  let passed = 0;
  const container = {
    config: parseConfig({}, { dataDir: folder, ...changes }),
    repository,
    hotState,
    log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    now: () => new Date(Date.now() + passed),
    version: '1.2.3',
  } as unknown as Container;
  const app = fastify({ trustProxy: container.config.trustedProxies ?? false }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  await app.register(cookie);
  await app.register(securityPlugin, { container });
  for (const routes of [sessionRoutes, usersRoutes, apiKeysRoutes, auditRoutes]) await app.register(routes(container));
  addRoutes(app as unknown as FastifyInstance, container);

  const passwordHash = hashPassword(password);
  return {
    app: app as unknown as FastifyInstance,
    repository,
    logged,
    pass: (ms) => void (passed += ms),
    signedIn: async (role) => {
      await repository.insertInto('users').values({ id: `user-${role}`, login: role, password_hash: await passwordHash, role, language: 'ru' }).onConflict((conflict) => conflict.doNothing()).execute();
      const reply = await app.inject({ method: 'POST', url: '/v1/session', payload: { login: role, password } });
      const session = reply.cookies.find(({ name }) => name === 'arbiter_session');
      return { cookie: `arbiter_session=${session!.value}`, 'x-csrf-token': reply.json<{ csrfToken: string }>().csrfToken };
    },
    close: async () => {
      await app.close();
      await hotState.close();
      await repository.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const everyRole: readonly Role[] = roles;
export const everyScope: readonly Scope[] = ['data', 'campaigns', 'launch', 'decisions', 'reports', 'admin'];
