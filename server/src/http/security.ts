import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Container } from '../container.js';
import { ApiKeyStore } from '../features/api-keys/api.js';
import { clearSessionCookie, ensureLocalOwner, findSession, isSameSecret, localOwnerId, readSessionCookie, setSessionCookie } from '../features/session/api.js';
import { isPermitted } from './permissions.js';
import { ProblemError } from './problem-error.js';
import { isFromElsewhere, isLoopbackHost, isOwnProgram, wasForwarded } from './request-origin.js';
import type { Principal, RouteAccess } from './route-access.js';

declare module 'fastify' {
  interface FastifyInstance {
    apiKeys: ApiKeyStore;
    /** Reads the local owner anew after a change (of language). */
    refreshLocalOwner(): Promise<void>;
  }
}

type SecurityContainer = Pick<Container, 'config' | 'repository' | 'hotState' | 'now' | 'log'>;

const isSafe = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
const methodsOf = (method: string | string[]) => [method].flat().join(', ');

/** What a Fastify route must say about who may call it. */
function isDeclared({ scope, public: isPublic, anyUser }: RouteAccess): boolean {
  return (scope !== undefined && [scope].flat().length > 0) || isPublic === true || anyUser === true;
}

/**
 * Finds out who is asking and refuses what they may not do, before anything else looks at the request. Where no accounts
 * are needed (embedded stores, listening on a loopback address only) everybody is the local owner: the guards there keep
 * web pages of other sites, other machines' names for this one, and forwarded requests out.
 */
export const securityPlugin = fastifyPlugin<{ container: SecurityContainer }>(
  async (app, { container }) => {
    const { config, repository, hotState, now, log } = container;
    const idleMs = config.sessionHours * 3_600_000;
    const apiKeys = new ApiKeyStore({ repository, hotState, now, warn: (error) => log.warn({ err: error }, 'API keys: a note was not written') });
    await apiKeys.start();
    let localOwner = config.signInRequired ? undefined : await ensureLocalOwner(repository);

    app.decorate('apiKeys', apiKeys);
    app.decorate('refreshLocalOwner', async () => {
      if (localOwner !== undefined) localOwner = await ensureLocalOwner(repository);
    });
    app.decorateRequest('principal', null);
    app.addHook('onClose', () => apiKeys.stop());

    const undeclared = new Map<{ config?: unknown }, string>();
    app.addHook('onRoute', (route) => void undeclared.set(route, `${methodsOf(route.method)} ${route.url}`));
    app.addHook('onReady', async () => {
      // Looked at only now: plugins complete the configuration of routes that others add.
      const open = [...undeclared].filter(([route]) => !isDeclared((route.config ?? {}) as RouteAccess)).map(([, name]) => name);
      if (open.length > 0) throw new Error(`Routes say nothing about who may call them: ${open.join('; ')}. Give each a config with scope, anyUser or public.`);
      undeclared.clear();
    });

    const findPrincipal = async (request: FastifyRequest, reply: FastifyReply): Promise<Principal | null> => {
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
        const found = key === undefined ? undefined : await apiKeys.authenticate(key);
        if (found !== undefined) return found;
        reply.header('www-authenticate', 'Bearer');
        throw new ProblemError('not-signed-in', key === undefined ? 'The authorization header is not of the form "Bearer arb_…"' : 'The API key is not known or was revoked: an owner or admin can make a new one');
      }
      if (localOwner !== undefined) return localOwner;
      const token = readSessionCookie(request);
      if (token === undefined) return null;
      const session = await findSession(repository, token, { now: now(), idleMs });
      if (session === undefined) {
        clearSessionCookie(request, reply, config);
        return null;
      }
      if (session.extended) setSessionCookie(request, reply, token, config);
      return session.principal;
    };

    app.addHook('onRequest', async (request, reply) => {
      if (localOwner !== undefined) guardLocal(request);
      const access: RouteAccess = request.is404 ? { public: true } : request.routeOptions.config;
      const principal = await findPrincipal(request, reply);
      request.principal = principal;
      const isUnsafe = !isSafe(request.method);
      if (isUnsafe && principal?.kind !== 'api-key') guardSession(request, principal, access);
      if (access.public === true) return;
      if (principal === null) throw new ProblemError('not-signed-in', 'This needs a session or an API key: sign in with POST /v1/session, or send Authorization: Bearer arb_…');
      if (access.anyUser === true && principal.kind === 'user') return;
      const needed = access.access ?? (isUnsafe ? 'write' : 'read');
      if (access.scope !== undefined && isPermitted(principal, access.scope, needed)) return;
      const scopes = access.scope === undefined ? 'a person’s session' : `permission to ${needed} ${[access.scope].flat().join(' or ')}`;
      throw new ProblemError('not-permitted', `This needs ${scopes}, which ${principal.kind === 'user' ? `the role ${principal.role}` : `the API key ${JSON.stringify(principal.name)}`} does not have`);
    });
  },
  { name: 'security', dependencies: ['@fastify/cookie'] },
);

/** What nobody but a program of this machine or its own page sends to the local owner's server. */
function guardLocal({ headers }: FastifyRequest): void {
  if (!isLoopbackHost(headers.host)) {
    throw new ProblemError('not-permitted', `The host ${JSON.stringify(headers.host ?? '')} is not a name of this machine: open http://localhost, or set HOST to the address to listen on, which asks everybody to sign in`);
  }
  if (wasForwarded(headers)) {
    throw new ProblemError('not-permitted', 'The request came through a proxy, but whoever reaches this server needs no account: set HOST to an address that is not a loopback one, which asks everybody to sign in');
  }
  if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate') {
    throw new ProblemError('not-permitted', 'A page of another site asked for this: only the pages of this server may');
  }
}

/** A browser sends cookies (and reaches this machine) also for other sites' pages: a change needs proof that ours asked for it. */
function guardSession({ headers, host }: FastifyRequest, principal: Principal | null, { csrf }: RouteAccess): void {
  if (isFromElsewhere(headers, host)) throw new ProblemError('not-permitted', 'A page of another site asked for this change: only the pages of this server may');
  if (principal?.kind !== 'user' || csrf === false) return;
  if (principal.userId === localOwnerId && isOwnProgram(headers)) return;
  const given = headers['x-csrf-token'];
  if (typeof given !== 'string' || !isSameSecret(given, principal.csrfToken)) {
    throw new ProblemError('csrf-token-missing', 'The header x-csrf-token does not have the token of this session: read it anew with GET /v1/session');
  }
}
