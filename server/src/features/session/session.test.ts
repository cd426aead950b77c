import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSecurityApp, password, type SecurityApp } from '../../testing/security-app.js';
import { AttemptThrottle } from './attempt-throttle.js';

const hour = 3_600_000;

describe('accounts', () => {
  let made: SecurityApp;
  beforeEach(async () => {
    made = await openSecurityApp({ host: '0.0.0.0', sessionHours: 12 });
    await made.app.ready();
  });
  afterEach(() => made.close());

  const post = (url: string, payload: object, headers: Record<string, string> = {}) => made.app.inject({ method: 'POST', url, payload, headers });
  const get = (url: string, headers: Record<string, string> = {}) => made.app.inject({ url, headers });
  const sessionOf = (headers: { cookie: string }) => get('/v1/session', headers).then((reply) => reply.json<{ user: { login: string } | null }>().user?.login ?? null);

  it('makes the first account with the token from the log, once, even when asked twice at once', async () => {
    expect((await get('/v1/session')).json()).toMatchObject({ user: null, csrfToken: null, signInRequired: true, setupRequired: true });
    const { setupToken } = JSON.parse(made.logged.find((line) => line.includes('setupToken'))!) as { setupToken: string };
    const wrong = await post('/v1/setup', { login: 'Шеф', password, token: 'wrong' });
    expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'wrong-credentials']);
    expect((await post('/v1/setup', { login: 'x y', password, token: setupToken })).statusCode).toBe(400);
    expect((await post('/v1/setup', { login: 'boss', password: 'short', token: setupToken })).statusCode).toBe(400);
    const replies = await Promise.all(['Шеф', 'Second'].map((login) => post('/v1/setup', { login, password, token: setupToken })));
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
    const first = replies.find(({ statusCode }) => statusCode === 201)!;
    expect(first.json()).toMatchObject({ user: { role: 'owner', permissions: { admin: 'write' } }, setupRequired: false });
    expect((await post('/v1/setup', { login: 'third', password, token: setupToken })).json().code).toBe('wrong-state');
    const users = await made.repository.selectFrom('users').selectAll().execute();
    expect(users).toHaveLength(1);
    expect(users[0]!.password_hash).toMatch(/^\$argon2id\$/);
    const [again] = await Promise.all([post('/v1/session', { login: users[0]!.login.toUpperCase(), password })]);
    expect(again.statusCode).toBe(200);
  });

  it('opens a session in a cookie that no script reads, stores it hashed, and ends it', async () => {
    const owner = await made.signedIn('owner');
    const reply = await post('/v1/session', { login: 'OWNER', password });
    const [cookie] = reply.cookies as { name: string; value: string; httpOnly?: boolean; sameSite?: string; secure?: boolean; path?: string }[];
    expect(cookie).toMatchObject({ name: 'arbiter_session', httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 12 * 3600 });
    expect(cookie!.secure).toBeUndefined();
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(JSON.stringify(await made.repository.selectFrom('sessions').selectAll().execute())).not.toContain(cookie!.value);
    expect(await sessionOf(owner)).toBe('owner');
    expect((await made.app.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie: owner.cookie } })).statusCode).toBe(403);
    expect((await made.app.inject({ method: 'DELETE', url: '/v1/session', headers: owner })).statusCode).toBe(204);
    expect(await sessionOf(owner)).toBeNull();
    expect((await get('/v1/users', owner)).statusCode).toBe(401);
    expect((await made.app.inject({ method: 'DELETE', url: '/v1/session' })).statusCode).toBe(401);
  });

  it('ends an idle session, keeps a used one, and ends that, too, after thirty days', async () => {
    const idle = await made.signedIn('owner');
    made.pass(12 * hour - 1000);
    expect(await sessionOf(idle)).toBe('owner');
    const moved = await get('/v1/session', idle);
    expect(moved.statusCode).toBe(200);
    made.pass(11 * hour);
    const used = await get('/v1/session', idle);
    expect(used.json().user.login).toBe('owner');
    expect(used.cookies[0]).toMatchObject({ name: 'arbiter_session', maxAge: 12 * 3600 });
    made.pass(12 * hour + 1000);
    const ended = await get('/v1/session', idle);
    expect(ended.json().user).toBeNull();
    expect(ended.cookies[0]).toMatchObject({ name: 'arbiter_session', value: '' });
    const restless = await made.signedIn('owner');
    let hours = 0;
    for (; hours < 31 * 24 && (await sessionOf(restless)) !== null; hours += 8) made.pass(8 * hour);
    expect(hours).toBe(30 * 24);
  });

  it('answers an unknown login like a wrong password, and takes about as long', async () => {
    await made.signedIn('owner');
    const timed = async (login: string, given: string) => {
      const from = performance.now();
      const reply = await post('/v1/session', { login, password: given });
      const { instance: _instance, ...problem } = reply.json<{ instance: string }>();
      return { tookMs: performance.now() - from, problem };
    };
    const known = [];
    const unknown = [];
    for (let index = 0; index < 5; index += 1) {
      known.push(await timed('owner', 'not the password'));
      unknown.push(await timed(`nobody-${index}`, 'not the password'));
    }
    expect(unknown[0]!.problem).toEqual(known[0]!.problem);
    const middle = (all: { tookMs: number }[]) => all.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[2]!;
    expect(middle(unknown)).toBeGreaterThan(middle(known) / 3);
    expect(middle(unknown)).toBeLessThan(middle(known) * 3);
  });

  it('slows down guessing, also when it comes all at once, and only for the guesser', async () => {
    await made.signedIn('owner');
    const replies = await Promise.all(Array.from({ length: 14 }, () => post('/v1/session', { login: 'owner', password: 'guess' })));
    const refused = replies.filter(({ statusCode }) => statusCode === 429);
    expect([replies.filter(({ statusCode }) => statusCode === 401).length, refused.length]).toEqual([10, 4]);
    expect(Number(refused[0]!.headers['retry-after'])).toBeGreaterThan(800);
    expect((await post('/v1/session', { login: 'owner', password })).statusCode).toBe(429);
    const elsewhere = await made.app.inject({ method: 'POST', url: '/v1/session', payload: { login: 'owner', password }, remoteAddress: '10.1.2.3' });
    expect(elsewhere.statusCode).toBe(200);
    made.pass(15 * 60_000 + 1000);
    expect((await post('/v1/session', { login: 'owner', password })).statusCode).toBe(200);
  });

  it('lets people change their own language and password, which signs out everywhere else', async () => {
    const here = await made.signedIn('viewer');
    const there = await made.signedIn('viewer');
    const patch = (payload: object) => made.app.inject({ method: 'PATCH', url: '/v1/session', headers: here, payload });
    expect((await patch({ language: 'en' })).json().user.language).toBe('en');
    expect((await patch({})).statusCode).toBe(400);
    expect((await patch({ language: 'de' })).statusCode).toBe(400);
    expect((await patch({ password: { present: 'wrong', next: 'another long one' } })).statusCode).toBe(401);
    expect((await patch({ password: { present: password, next: 'another long one' } })).statusCode).toBe(200);
    expect([await sessionOf(here), await sessionOf(there)]).toEqual(['viewer', null]);
    expect((await post('/v1/session', { login: 'viewer', password })).statusCode).toBe(401);
    expect((await post('/v1/session', { login: 'viewer', password: 'another long one' })).statusCode).toBe(200);
  });

  it('drops the old session when somebody signs in over it', async () => {
    const old = await made.signedIn('owner');
    const reply = await post('/v1/session', { login: 'owner', password }, { cookie: old.cookie });
    expect(reply.statusCode).toBe(200);
    expect(await sessionOf(old)).toBeNull();
  });
});

it('marks the cookie as secure behind a trusted proxy with HTTPS, never believing a stranger', async () => {
  for (const [trustedProxies, secure] of [['127.0.0.1', true], ['10.0.0.0/8', undefined]] as const) {
    const made = await openSecurityApp({ host: '0.0.0.0', trustedProxies });
    await made.signedIn('owner');
    const reply = await made.app.inject({ method: 'POST', url: '/v1/session', payload: { login: 'owner', password }, headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'arbiter.example', origin: trustedProxies === '127.0.0.1' ? 'https://arbiter.example' : 'http://localhost:80' } });
    expect(reply.statusCode).toBe(200);
    expect((reply.cookies[0] as { secure?: boolean }).secure).toBe(secure);
    await made.close();
  }
});

it('prints no token where accounts exist or one was configured', async () => {
  const made = await openSecurityApp({ host: '0.0.0.0', setupToken: 'a configured one-time token' });
  await made.app.ready();
  expect(made.logged.join('')).not.toContain('token');
  const reply = await made.app.inject({ method: 'POST', url: '/v1/setup', payload: { login: 'boss', password, token: 'a configured one-time token', language: 'en' } });
  expect([reply.statusCode, reply.json().user.language]).toEqual([201, 'en']);
  await made.close();
});

it('forgets attempts in time and never remembers without end', () => {
  let now = 0;
  const throttle = new AttemptThrottle(1000, () => now);
  const limits = [{ key: 'a', most: 2 }];
  throttle.begin(limits);
  throttle.begin(limits)();
  throttle.begin(limits);
  expect(() => throttle.begin(limits)).toThrow('try again in 1 s');
  now = 1000;
  throttle.begin(limits);
  for (let index = 0; index < 120_000; index += 1) throttle.begin([{ key: `flood ${index}`, most: 1 }]);
  expect((throttle as unknown as { counts: Map<string, unknown> }).counts.size).toBeLessThanOrEqual(50_001);
});
