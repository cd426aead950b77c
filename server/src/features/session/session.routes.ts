import { Language, Login, Password, SessionInfo } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { bodyLimits } from '../../config/body-limits.js';
import type { Container } from '../../container.js';
import { permissionsOfRole } from '../../http/permissions.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Principal } from '../../http/route-access.js';
import type {} from '../../http/security.js';
import { recordAudit } from '../audit/api.js';
import { AttemptThrottle } from './attempt-throttle.js';
import { hasAccounts, makeFirstAccount, prepareFirstAccount } from './first-account.js';
import { PasswordIdentityProvider, toLogin } from './identity-provider.js';
import { hashPassword } from './password-hash.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import { closeSession, closeSessionsOf, findSession, openSession } from './sessions.repository.js';

const tags = ['session'];
const bodyLimit = bodyLimits.form;
const attemptWindowMs = 15 * 60 * 1000;
/** Failed attempts within the window: from one address for one login, from one address, for one login from anywhere. */
const mostAttempts = { pair: 10, address: 50, login: 100 };

type SessionContainer = Pick<Container, 'config' | 'repository' | 'now' | 'log' | 'version'>;

export const sessionRoutes = (container: SessionContainer): FastifyPluginAsyncTypebox => async (app) => {
  const { config, repository, now, log, version } = container;
  const passwords = new PasswordIdentityProvider(repository);
  const throttle = new AttemptThrottle(attemptWindowMs, () => now().getTime());
  const times = () => ({ now: now(), idleMs: config.sessionHours * 3_600_000 });

  const describe = async (principal: Principal | null): Promise<SessionInfo> => {
    const user = principal?.kind === 'user' ? principal : undefined;
    return {
      user: user === undefined ? null : ({ id: user.userId, login: user.login, role: user.role, language: user.language, permissions: permissionsOfRole(user.role) } as SessionInfo['user']),
      csrfToken: user?.csrfToken ?? null,
      profile: config.profile,
      signInRequired: config.signInRequired,
      setupRequired: config.signInRequired && user === undefined && !(await hasAccounts(repository)),
      version,
    };
  };
  const signIn = async (request: FastifyRequest, reply: FastifyReply, userId: string): Promise<SessionInfo> => {
    // Whoever knew the old token keeps nothing.
    if (request.principal?.kind === 'user' && request.principal.sessionHash !== undefined) await closeSession(repository, request.principal.sessionHash);
    const { token } = await openSession(repository, userId, times());
    const session = await findSession(repository, token, times());
    if (session === undefined) throw new ProblemError('wrong-credentials', 'The account was removed in this moment');
    setSessionCookie(request, reply, token, config);
    request.principal = session.principal;
    return describe(session.principal);
  };
  const requireAccounts = () => {
    if (!config.signInRequired) throw new ProblemError('wrong-state', 'Nobody signs in here: the server listens for this machine only. Set HOST to another address to ask for accounts');
  };

  app.addHook('onReady', async () => {
    if (!config.signInRequired) return;
    const token = await prepareFirstAccount(repository, config.setupToken);
    if (token !== undefined && config.setupToken === undefined) log.warn({ setupToken: token }, 'No account exists yet: open the page and make the first one with this one-time token');
  });

  app.get('/v1/session', { config: { public: true }, schema: { tags, summary: 'Who is signed in, and what the page must know first', response: { 200: SessionInfo } } }, async ({ principal }, reply) => {
    reply.header('cache-control', 'no-store');
    return describe(principal);
  });

  app.post(
    '/v1/session',
    {
      config: { public: true, csrf: false },
      bodyLimit,
      // Looser than for new accounts: a wrong form is a wrong password like any other.
      schema: { tags, summary: 'Sign in', body: Type.Object({ login: Type.String({ maxLength: 200 }), password: Type.String({ maxLength: 1000 }) }, { additionalProperties: false }), response: { 200: SessionInfo } },
    },
    async (request, reply) => {
      requireAccounts();
      const login = toLogin(request.body.login);
      const takeBack = throttle.begin([
        { key: `pair ${request.ip} ${login}`, most: mostAttempts.pair },
        { key: `address ${request.ip}`, most: mostAttempts.address },
        { key: `login ${login}`, most: mostAttempts.login },
      ]);
      const userId = await passwords.identify({ login, password: request.body.password });
      if (userId === undefined) {
        // The text typed as a login may be a password by mistake: it is not kept.
        await recordAudit(container, request, 'session.refuse', 'login');
        throw new ProblemError('wrong-credentials', 'The login or the password is wrong');
      }
      takeBack();
      const info = await signIn(request, reply, userId);
      await recordAudit(container, request, 'session.open', userId);
      return reply.header('cache-control', 'no-store').send(info);
    },
  );

  app.delete('/v1/session', { config: { anyUser: true }, schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } } }, async (request, reply) => {
    requireAccounts();
    const { principal } = request;
    if (principal?.kind === 'user' && principal.sessionHash !== undefined) {
      await closeSession(repository, principal.sessionHash);
      await recordAudit(container, request, 'session.close', principal.userId);
    }
    clearSessionCookie(request, reply, config);
    return reply.code(204).send(null);
  });

  app.patch(
    '/v1/session',
    {
      config: { anyUser: true },
      bodyLimit,
      schema: {
        tags,
        summary: 'Change one’s own language or password; a new password signs out everywhere else',
        body: Type.Object({ language: Type.Optional(Language), password: Type.Optional(Type.Object({ present: Type.String({ maxLength: 1000 }), next: Password }, { additionalProperties: false })) }, { additionalProperties: false, minProperties: 1 }),
        response: { 200: SessionInfo },
      },
    },
    async (request) => {
      const { principal } = request;
      if (principal?.kind !== 'user') throw new ProblemError('not-signed-in', 'This needs a session: sign in with POST /v1/session');
      const { language, password } = request.body;
      if (password !== undefined) {
        requireAccounts();
        const takeBack = throttle.begin([{ key: `own ${principal.userId}`, most: mostAttempts.pair }]);
        if ((await passwords.identify({ login: principal.login, password: password.present })) !== principal.userId) throw new ProblemError('wrong-credentials', 'The present password is wrong');
        takeBack();
        await repository.updateTable('users').set({ password_hash: await hashPassword(password.next) }).where('id', '=', principal.userId).execute();
        await closeSessionsOf(repository, principal.userId, principal.sessionHash);
        await recordAudit(container, request, 'user.change', principal.userId, { changed: ['password'] });
      }
      if (language !== undefined) {
        await repository.updateTable('users').set({ language }).where('id', '=', principal.userId).execute();
        await app.refreshLocalOwner();
      }
      return describe({ ...principal, language: language ?? principal.language });
    },
  );

  app.post(
    '/v1/setup',
    {
      config: { public: true, csrf: false },
      bodyLimit,
      schema: {
        tags,
        summary: 'Make the first account, an owner, with the one-time token from the log',
        body: Type.Object({ login: Login, password: Password, token: Type.String({ minLength: 1, maxLength: 500 }), language: Type.Optional(Language) }, { additionalProperties: false }),
        response: { 201: SessionInfo },
      },
    },
    async (request, reply) => {
      requireAccounts();
      throttle.begin([{ key: `setup ${request.ip}`, most: mostAttempts.pair }]);
      const userId = await makeFirstAccount(repository, { language: 'ru', ...request.body });
      const info = await signIn(request, reply, userId);
      await recordAudit(container, request, 'user.create', userId, { role: 'owner', first: true });
      return reply.code(201).header('cache-control', 'no-store').send(info);
    },
  );
};
