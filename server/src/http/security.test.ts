import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyRole, everyScope, openSecurityApp, password, type SecurityApp } from '../testing/security-app.js';
import { isFromElsewhere, isLoopbackHost } from './request-origin.js';
import type { RouteAccess } from './route-access.js';

const addProbes = (app: SecurityApp['app']) => {
  for (const scope of everyScope) {
    app.get(`/probe/${scope}`, { config: { scope } }, async () => ({ scope }));
    app.post(`/probe/${scope}`, { config: { scope } }, async () => ({ scope }));
    app.post(`/probe/${scope}/look`, { config: { scope, access: 'read' } }, async () => ({ scope }));
  }
  app.post('/probe/any', { config: { scope: ['data', 'campaigns'] } }, async () => ({}));
  app.get('/probe/public', { config: { public: true } }, async ({ principal }) => ({ who: principal?.kind ?? null }));
};

/** Written out once more, by hand, so that a slip in the table of permissions is seen. */
const expected: Record<string, Record<string, string>> = {
  owner: { data: 'rw', campaigns: 'rw', launch: 'rw', decisions: 'rw', strategies: 'rw', publications: 'rw', reports: 'rw', admin: 'rw' },
  admin: { data: 'rw', campaigns: 'rw', launch: 'rw', decisions: 'rw', strategies: 'rw', publications: 'rw', reports: 'rw', admin: 'rw' },
  marketer: { data: 'rw', campaigns: 'rw', launch: 'rw', decisions: 'r', strategies: 'rw', publications: 'r', reports: 'rw', admin: '' },
  analyst: { data: 'rw', campaigns: 'rw', launch: '', decisions: 'r', strategies: 'rw', publications: 'r', reports: 'rw', admin: '' },
  manager: { data: 'r', campaigns: 'r', launch: 'rw', decisions: 'r', strategies: 'r', publications: 'rw', reports: 'rw', admin: '' },
  viewer: { data: 'r', campaigns: 'r', launch: '', decisions: '', strategies: 'r', publications: 'r', reports: 'r', admin: '' },
};

describe('where accounts are needed', () => {
  let made: SecurityApp;
  beforeAll(async () => {
    made = await openSecurityApp({ host: '0.0.0.0' }, addProbes);
  });
  afterAll(() => made.close());

  it.each(everyRole.flatMap((role) => everyScope.map((scope) => [role, scope] as const)))('lets the role %s do in %s what the table says', async (role, scope) => {
    const headers = await made.signedIn(role);
    const statuses = await Promise.all([
      made.app.inject({ method: 'GET', url: `/probe/${scope}`, headers }),
      made.app.inject({ method: 'POST', url: `/probe/${scope}/look`, headers }),
      made.app.inject({ method: 'POST', url: `/probe/${scope}`, headers }),
    ]);
    const may = expected[role]![scope]!;
    const read = may.includes('r') ? 200 : 403;
    expect(statuses.map(({ statusCode }) => statusCode)).toEqual([read, read, may.includes('w') ? 200 : 403]);
  });

  it('takes any of several scopes, and no role that it does not know', async () => {
    expect((await made.app.inject({ method: 'POST', url: '/probe/any', headers: await made.signedIn('analyst') })).statusCode).toBe(200);
    expect((await made.app.inject({ method: 'POST', url: '/probe/any', headers: await made.signedIn('viewer') })).statusCode).toBe(403);
    const headers = await made.signedIn('viewer');
    await made.repository.updateTable('users').set({ role: 'emperor' }).where('login', '=', 'viewer').execute();
    expect((await made.app.inject({ url: '/probe/data', headers })).statusCode).toBe(403);
    await made.repository.updateTable('users').set({ role: 'viewer' }).where('login', '=', 'viewer').execute();
  });

  it('asks strangers to sign in, shows them what is public, and tells of unknown addresses', async () => {
    const refused = await made.app.inject('/probe/data');
    expect([refused.statusCode, refused.json().code]).toEqual([401, 'not-signed-in']);
    expect((await made.app.inject('/probe/public')).json()).toEqual({ who: null });
    expect((await made.app.inject({ url: '/probe/public', headers: { cookie: 'arbiter_session=made-up' } })).json()).toEqual({ who: null });
    expect((await made.app.inject('/nowhere')).statusCode).toBe(404);
    // Any host name may lead here: accounts guard, not names.
    expect((await made.app.inject({ url: '/probe/public', headers: { host: 'arbiter.example' } })).statusCode).toBe(200);
  });

  it('refuses a change without the token of the very session, or asked for by another site', async () => {
    const headers = await made.signedIn('owner');
    const other = await made.signedIn('admin');
    const post = (given: Record<string, string>) => made.app.inject({ method: 'POST', url: '/probe/data', headers: given });
    expect((await post(headers)).statusCode).toBe(200);
    for (const token of [undefined, '', 'wrong', other['x-csrf-token']]) {
      const reply = await post({ cookie: headers.cookie, ...(token === undefined ? {} : { 'x-csrf-token': token }) });
      expect([reply.statusCode, reply.json().code]).toEqual([403, 'csrf-token-missing']);
    }
    for (const site of ['cross-site', 'same-site']) expect((await post({ ...headers, 'sec-fetch-site': site })).statusCode).toBe(403);
    expect((await post({ ...headers, origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await post({ ...headers, origin: 'null' })).statusCode).toBe(403);
    expect((await post({ ...headers, origin: 'http://arbiter.example:3000', host: 'arbiter.example:3000' })).statusCode).toBe(200);
    const login = await made.app.inject({ method: 'POST', url: '/v1/session', headers: { 'sec-fetch-site': 'cross-site' }, payload: { login: 'owner', password } });
    expect(login.statusCode).toBe(403);
  });

  it('gives API keys their scopes and nothing more, without tokens, until they are revoked', async () => {
    const owner = await made.signedIn('owner');
    const create = async (scopes: string[]) => (await made.app.inject({ method: 'POST', url: '/v1/api-keys', headers: owner, payload: { name: 'integration', scopes } })).json<{ id: string; key: string }>();
    const { id, key } = await create(['decisions', 'data:read']);
    const call = (method: 'GET' | 'POST', url: string, authorization = `Bearer ${key}`) => made.app.inject({ method, url, headers: { authorization } }).then(({ statusCode }) => statusCode);
    expect(key).toMatch(/^arb_[A-Za-z0-9_-]{43}$/);
    expect(await Promise.all([call('POST', '/probe/decisions'), call('GET', '/probe/decisions'), call('GET', '/probe/data'), call('POST', '/probe/data'), call('GET', '/probe/admin'), call('GET', '/v1/users')])).toEqual([200, 200, 200, 403, 403, 403]);
    // What belongs to a person is not a key's.
    expect(await made.app.inject({ method: 'PATCH', url: '/v1/session', headers: { authorization: `Bearer ${key}` }, payload: { language: 'en' } }).then(({ statusCode }) => statusCode)).toBe(403);
    const listed = await made.app.inject({ url: '/v1/api-keys', headers: owner });
    expect(listed.body).not.toContain(key);
    expect(listed.json<{ id: string; lastUsedAt: string | null }[]>().find((each) => each.id === id)!.lastUsedAt).not.toBeNull();
    const stored = await made.repository.selectFrom('api_keys').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(key);

    expect((await made.app.inject({ method: 'DELETE', url: `/v1/api-keys/${id}`, headers: owner })).statusCode).toBe(204);
    expect(await call('GET', '/probe/decisions')).toBe(401);
    expect((await made.app.inject({ method: 'DELETE', url: `/v1/api-keys/${id}`, headers: owner })).statusCode).toBe(404);
    for (const wrong of [`Bearer ${key}x`, 'Bearer ', 'Basic b3duZXI6eA==', `Bearer arb_${'a'.repeat(43)}`]) expect(await call('GET', '/probe/public', wrong)).toBe(401);
    // A wrong key is not made good by a good cookie.
    expect((await made.app.inject({ url: '/probe/data', headers: { ...owner, authorization: 'Bearer arb_x' } })).statusCode).toBe(401);
  });

  it('refuses a key revoked by another process within seconds', async () => {
    const owner = await made.signedIn('owner');
    const { id, key } = (await made.app.inject({ method: 'POST', url: '/v1/api-keys', headers: owner, payload: { name: 'k', scopes: ['data'] } })).json<{ id: string; key: string }>();
    const call = () => made.app.inject({ url: '/probe/data', headers: { authorization: `Bearer ${key}` } }).then(({ statusCode }) => statusCode);
    expect(await call()).toBe(200);
    await made.repository.updateTable('api_keys').set({ revoked_at: new Date() }).where('id', '=', id).execute();
    made.pass(10_001);
    expect(await call()).toBe(401);
  });
});

describe('where the local owner works alone', () => {
  let made: SecurityApp;
  let csrfToken: string;
  const local = { host: 'localhost:3000' };
  beforeAll(async () => {
    made = await openSecurityApp({ host: '127.0.0.1' }, addProbes);
    csrfToken = (await made.app.inject({ url: '/v1/session', headers: local })).json<{ csrfToken: string }>().csrfToken;
  });
  afterAll(() => made.close());

  it('signs the owner in by itself, in no other way', async () => {
    const info = (await made.app.inject({ url: '/v1/session', headers: local })).json<Record<string, unknown>>();
    expect(info).toMatchObject({ user: { id: 'local-owner', role: 'owner', language: 'ru' }, profile: 'embedded', signInRequired: false, setupRequired: false, version: '1.2.3' });
    expect((await made.app.inject({ url: '/probe/admin', headers: local })).statusCode).toBe(200);
    for (const [method, url, payload] of [['POST', '/v1/session', { login: 'a', password: 'b' }], ['POST', '/v1/setup', { login: 'aa', password, token: 'x' }]] as const) {
      expect((await made.app.inject({ method, url, headers: { ...local, 'x-csrf-token': csrfToken }, payload })).json().code).toBe('wrong-state');
    }
    const changed = await made.app.inject({ method: 'PATCH', url: '/v1/session', headers: { ...local, 'x-csrf-token': csrfToken }, payload: { language: 'en' } });
    expect(changed.json().user.language).toBe('en');
    expect((await made.app.inject({ url: '/v1/session', headers: local })).json().user.language).toBe('en');
  });

  it('answers under names of this machine only (DNS rebinding)', async () => {
    for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1']) {
      expect((await made.app.inject({ url: '/v1/session', headers: { host } })).statusCode).toBe(403);
      expect((await made.app.inject({ url: '/probe/public', headers: { host } })).statusCode).toBe(403);
      expect((await made.app.inject({ url: '/nowhere', headers: { host } })).statusCode).toBe(403);
    }
    for (const host of ['localhost', 'LOCALHOST:3000', '127.0.0.1:3000', '127.1.2.3', '[::1]:3000']) expect((await made.app.inject({ url: '/v1/session', headers: { host } })).statusCode).toBe(200);
  });

  it('refuses changes without its token, other sites’ requests, and what came through a proxy', async () => {
    const post = (headers: Record<string, string>) => made.app.inject({ method: 'POST', url: '/probe/data', headers: { ...local, ...headers } }).then(({ statusCode }) => statusCode);
    const token = { 'x-csrf-token': csrfToken };
    const fromBrowser = { cookie: 'a=b' };
    const withToken = [post(token), post({ ...token, ...fromBrowser }), post({ ...token, 'sec-fetch-site': 'cross-site' }), post({ ...token, origin: 'https://evil.example' }), post({ ...token, origin: 'http://localhost:3000' }), post({ ...token, origin: 'http://localhost:4000' }), post({ ...token, 'x-forwarded-for': '1.2.3.4' })];
    expect(await Promise.all(withToken)).toEqual([200, 200, 403, 403, 200, 403, 403]);
    // A program of this machine sends nothing that browsers add; a browser vouches for our own page, or must show the token.
    const without = [post({}), post({ 'sec-fetch-site': 'same-origin', ...fromBrowser }), post(fromBrowser), post({ ...fromBrowser, 'x-csrf-token': 'x' }), post({ origin: 'http://localhost:3000' }), post({ referer: 'http://localhost:3000/' }), post({ 'sec-fetch-site': 'same-site' })];
    expect(await Promise.all(without)).toEqual([200, 200, 403, 403, 403, 403, 403]);
    const image = { ...local, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await made.app.inject({ url: '/probe/data', headers: image })).statusCode).toBe(403);
    expect((await made.app.inject({ url: '/probe/public', headers: { ...image, 'sec-fetch-mode': 'navigate' } })).statusCode).toBe(200);
  });

  it('takes API keys as they are, not as the owner', async () => {
    const { key } = (await made.app.inject({ method: 'POST', url: '/v1/api-keys', headers: { ...local, 'x-csrf-token': csrfToken }, payload: { name: 'k', scopes: ['decisions'] } })).json<{ key: string }>();
    const headers = { ...local, authorization: `Bearer ${key}` };
    expect((await made.app.inject({ method: 'POST', url: '/probe/decisions', headers })).statusCode).toBe(200);
    expect((await made.app.inject({ url: '/probe/data', headers })).statusCode).toBe(403);
    expect((await made.app.inject({ url: '/probe/decisions', headers: { ...local, authorization: 'Bearer arb_no' } })).statusCode).toBe(401);
  });
});

it('does not start with a route that says nothing about who may call it', async () => {
  for (const config of [undefined, {}, { scope: [] }, { public: false }] as (RouteAccess | undefined)[]) {
    const made = await openSecurityApp({}, (app) => void app.get('/forgotten', config === undefined ? {} : { config }, async () => ({})));
    await expect(made.app.ready()).rejects.toThrow('/forgotten');
    await made.close().catch(() => undefined);
  }
});

it('knows names of this machine and requests of other sites', () => {
  expect(['localhost', '127.0.0.1:80', '[::1]'].every(isLoopbackHost)).toBe(true);
  expect([undefined, '', 'a.localhost.com', '::1', '1127.0.0.1', '127.0.0.1@evil', 'localhost:80:80'].some(isLoopbackHost)).toBe(false);
  expect(isFromElsewhere({}, 'h')).toBe(false);
  expect(isFromElsewhere({ origin: 'http://h:80' }, 'h')).toBe(false);
  expect(isFromElsewhere({ origin: 'not a url' }, 'h')).toBe(true);
});
