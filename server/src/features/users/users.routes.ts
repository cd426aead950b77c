import { randomUUID } from 'node:crypto';
import { Id, Language, Login, Password, Role, User } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { bodyLimits } from '../../config/body-limits.js';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type {} from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { closeSessionsOf, hashPassword, toLogin } from '../session/api.js';
import { findUser, keepAnOwner, listUsers, toUser } from './users.repository.js';

const tags = ['admin'];
const scope = 'admin';
const bodyLimit = bodyLimits.form;
const Params = Type.Object({ id: Id });

/** Only owners make, change and remove owners: an admin (or an API key) could otherwise rise above itself. */
function guardOwners({ principal }: FastifyRequest, ...rolesTouched: (string | undefined)[]): void {
  if (!rolesTouched.includes('owner') || (principal?.kind === 'user' && principal.role === 'owner')) return;
  throw new ProblemError('not-permitted', 'Only an owner can make, change or remove an owner');
}

export const usersRoutes = (container: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;

  app.get('/v1/users', { config: { scope }, schema: { tags, summary: 'Accounts, by login', response: { 200: Type.Array(User) } } }, () => listUsers(repository));

  app.post(
    '/v1/users',
    {
      config: { scope },
      bodyLimit,
      schema: {
        tags,
        summary: 'Make an account',
        body: Type.Object({ login: Login, password: Password, role: Role, language: Type.Optional(Language) }, { additionalProperties: false }),
        response: { 201: User },
      },
    },
    async (request, reply) => {
      const { login, password, role, language = 'ru' } = request.body;
      guardOwners(request, role);
      const row = await repository
        .insertInto('users')
        .values({ id: randomUUID(), login: toLogin(login), password_hash: await hashPassword(password), role, language, created_at: now() })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) throw new ProblemError('conflict', `The login ${JSON.stringify(toLogin(login))} is taken: choose another`);
      await recordAudit(container, request, 'user.create', row.id, { role });
      return reply.code(201).send(toUser(row));
    },
  );

  app.patch(
    '/v1/users/:id',
    {
      config: { scope },
      bodyLimit,
      schema: {
        tags,
        summary: 'Change an account; a new password or role signs the user out everywhere',
        params: Params,
        body: Type.Object({ role: Type.Optional(Role), language: Type.Optional(Language), password: Type.Optional(Password) }, { additionalProperties: false, minProperties: 1 }),
        response: { 200: User },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { role, language, password } = request.body;
      const passwordHash = password === undefined ? undefined : await hashPassword(password);
      const user = await repository.transaction().execute(async (transaction) => {
        const before = await findUser(transaction, id);
        guardOwners(request, role, before.role);
        if (role !== undefined && role !== 'owner') await keepAnOwner(transaction, id);
        const row = await transaction
          .updateTable('users')
          .set({ ...(role === undefined ? {} : { role }), ...(language === undefined ? {} : { language }), ...(passwordHash === undefined ? {} : { password_hash: passwordHash }) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        const itself = request.principal?.kind === 'user' && request.principal.userId === id ? request.principal.sessionHash : undefined;
        if (passwordHash !== undefined || (role !== undefined && role !== before.role)) await closeSessionsOf(transaction, id, itself);
        return toUser(row);
      });
      await recordAudit(container, request, 'user.change', id, { changed: Object.keys(request.body), role: user.role });
      return user;
    },
  );

  app.delete('/v1/users/:id', { config: { scope }, schema: { tags, summary: 'Remove an account', params: Params, response: { 204: Type.Null() } } }, async (request, reply) => {
    const { id } = request.params;
    await repository.transaction().execute(async (transaction) => {
      const before = await findUser(transaction, id);
      guardOwners(request, before.role);
      await keepAnOwner(transaction, id);
      await transaction.deleteFrom('users').where('id', '=', id).execute();
    });
    await recordAudit(container, request, 'user.remove', id);
    return reply.code(204).send(null);
  });
};
