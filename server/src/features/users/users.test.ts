import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSecurityApp, password, type SecurityApp } from '../../testing/security-app.js';

let made: SecurityApp;
let owner: Record<string, string>;
let admin: Record<string, string>;
beforeEach(async () => {
  made = await openSecurityApp({ host: '0.0.0.0' });
  owner = await made.signedIn('owner');
  admin = await made.signedIn('admin');
});
afterEach(() => made.close());

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, headers: Record<string, string>, payload?: object) => made.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });

it('makes, lists, changes and removes accounts without ever showing a password', async () => {
  const reply = await call('POST', '/v1/users', admin, { login: 'Марина', password, role: 'marketer' });
  expect(reply.json()).toMatchObject({ login: 'марина', role: 'marketer', language: 'ru' });
  const { id } = reply.json<{ id: string }>();
  expect((await call('POST', '/v1/users', admin, { login: 'МАРИНА', password, role: 'viewer' })).json().code).toBe('conflict');
  const list = await call('GET', '/v1/users', admin);
  expect(list.json<{ login: string }[]>().map(({ login }) => login)).toEqual(['admin', 'owner', 'марина']);
  expect(list.body).not.toContain('argon2');

  const signIn = () => made.app.inject({ method: 'POST', url: '/v1/session', payload: { login: 'марина', password } });
  const session = { cookie: `arbiter_session=${(await signIn()).cookies[0]!.value}` };
  expect((await call('PATCH', `/v1/users/${id}`, admin, { role: 'viewer', language: 'en' })).json()).toMatchObject({ role: 'viewer', language: 'en' });
  expect((await call('GET', '/v1/session', session)).json().user).toBeNull();
  await call('PATCH', `/v1/users/${id}`, admin, { password: 'a new long password' });
  expect((await signIn()).statusCode).toBe(401);
  expect((await call('DELETE', `/v1/users/${id}`, admin)).statusCode).toBe(204);
  expect((await call('DELETE', `/v1/users/${id}`, admin)).statusCode).toBe(404);
  expect((await call('PATCH', `/v1/users/${id}`, admin, { language: 'ru' })).statusCode).toBe(404);

  const audit = (await call('GET', '/v1/audit', owner)).json<{ action: string; login: string; subject: string }[]>();
  expect(audit.filter(({ login }) => login === 'admin').map(({ action }) => action)).toEqual(['user.remove', 'user.change', 'user.change', 'user.create', 'session.open']);
  expect(JSON.stringify(audit)).not.toContain('a new long password');
  const refused = audit.find(({ action }) => action === 'session.refuse');
  expect(refused).toMatchObject({ login: null, userId: null });
});

it('refuses what is not a login, password or role, naming it', async () => {
  for (const wrong of [{ login: 'a b' }, { login: '' }, { password: 'short' }, { role: 'emperor' }, { extra: 1 }]) {
    const reply = await call('POST', '/v1/users', owner, { login: 'new', password, role: 'viewer', ...wrong });
    expect([reply.statusCode, reply.json().code]).toEqual([400, 'validation-failed']);
    expect(reply.body).toContain(Object.keys(wrong)[0]);
  }
});

it('lets only owners make, change and remove owners, and keeps the last one', async () => {
  expect((await call('POST', '/v1/users', admin, { login: 'usurper', password, role: 'owner' })).statusCode).toBe(403);
  expect((await call('PATCH', '/v1/users/user-admin', admin, { role: 'owner' })).statusCode).toBe(403);
  expect((await call('PATCH', '/v1/users/user-owner', admin, { password: 'taken over now' })).statusCode).toBe(403);
  expect((await call('DELETE', '/v1/users/user-owner', admin)).statusCode).toBe(403);
  const { key } = (await call('POST', '/v1/api-keys', owner, { name: 'k', scopes: ['admin'] })).json<{ key: string }>();
  expect((await call('POST', '/v1/users', { authorization: `Bearer ${key}` }, { login: 'usurper', password, role: 'owner' })).statusCode).toBe(403);

  expect((await call('DELETE', '/v1/users/user-owner', owner)).json().code).toBe('conflict');
  expect((await call('PATCH', '/v1/users/user-owner', owner, { role: 'viewer' })).json().code).toBe('conflict');
  expect((await call('PATCH', '/v1/users/user-admin', owner, { role: 'owner' })).statusCode).toBe(200);
  expect((await call('DELETE', '/v1/users/user-owner', owner)).statusCode).toBe(204);
  expect((await call('GET', '/v1/users', owner)).statusCode).toBe(401);
});

it('does not touch the local owner as an account', async () => {
  await made.repository.insertInto('users').values({ id: 'local-owner', login: 'local-owner', password_hash: null, role: 'owner', language: 'ru' }).execute();
  expect((await call('PATCH', '/v1/users/local-owner', owner, { password })).statusCode).toBe(404);
  expect((await call('DELETE', '/v1/users/local-owner', owner)).statusCode).toBe(404);
  expect((await made.app.inject({ method: 'POST', url: '/v1/session', payload: { login: 'local-owner', password: '' } })).statusCode).toBe(401);
  // Nor does it count as an owner that is left.
  expect((await call('DELETE', '/v1/users/user-owner', owner)).json().code).toBe('conflict');
});

it('pages through the audit trail and loses nothing between pages', async () => {
  const at = new Date();
  await made.repository.insertInto('audit').values(Array.from({ length: 20 }, (_, index) => ({ at, action: 'test.made', subject: String(index), user_id: null, details: null }))).execute();
  const seen: string[] = [];
  for (let before = ''; ; ) {
    const page = (await call('GET', `/v1/audit?limit=3${before}`, owner)).json<{ id: string; action: string; subject: string }[]>();
    seen.push(...page.filter(({ action }) => action === 'test.made').map(({ subject }) => subject));
    if (page.length < 3) break;
    before = `&before=${page.at(-1)!.id}`;
  }
  expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect((await call('GET', '/v1/audit?limit=0', owner)).statusCode).toBe(400);
  expect((await call('GET', '/v1/audit?before=nothing', owner)).json()).toEqual([]);
});
