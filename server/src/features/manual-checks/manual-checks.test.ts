import type { CheckQueueDocument } from '@arbiter/contracts';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import type { Principal } from '../../http/route-access.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { drainOnce } from '../decisions/drain-journal.js';
import { manualChecksRoutes } from './manual-checks.routes.js';

let container: Container;
let app: FastifyInstance;
let who: Principal;
let clock = new Date('2026-03-02T10:00:00Z');
let number = 0;

const person = (userId: string): Principal => ({ kind: 'user', userId, login: userId, role: 'manager', language: 'ru', csrfToken: '', sessionHash: undefined });
const as = (userId: string) => {
  who = person(userId);
};
const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: unknown) => {
  const reply = await app.inject({ method, url, ...(payload === undefined ? {} : { payload: payload as object }) });
  return { status: reply.statusCode, body: reply.body ? reply.json() : undefined };
};
const queueOf = (changes: Partial<CheckQueueDocument> = {}): CheckQueueDocument => ({
  title: 'Claims', endpoint: 'claims', environment: 'production', decisions: ['refer'], order: 'deadline', priorityField: 'amount', subjectField: 'claim', deadlineMinutes: 60, lockMinutes: 15,
  secondPair: { when: 'from', value: 1_000_000 }, verdicts: [{ code: 'pay', title: 'Pay' }, { code: 'refuse', title: 'Refuse' }], reasons: [{ code: 'fraud', title: 'Fraud' }], ...changes,
});
const answered = async (input: Record<string, unknown>, { decision = 'refer', endpoint = 'claims' } = {}) => {
  number += 1;
  const decisionId = `decision-${number}`;
  const entry = { kind: 'strategy', decisionId, nowMs: clock.getTime() + number, timeZone: 'UTC', endpoint, environment: 'production', publicationId: 'p', revision: 1, strategyId: 's', version: 3, contentHash: 'h', arm: 'main', caller: 'test', input, answer: { outputs: { points: 65 }, outcome: { decision, action: null, channel: null, terms: {}, reasonCodes: ['SUSPICION'] } }, failure: null, durationUs: 10 };
  await container.hotState.commit({ entry: JSON.stringify(entry) });
  return decisionId;
};
const makeQueue = async (changes: Partial<CheckQueueDocument>) => (await call('POST', '/v1/check-queues', queueOf(changes))).body as { id: string; version: number };

beforeAll(async () => {
  const made = await makeTestContainer();
  container = { ...made, now: () => clock, close: () => made.close() };
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    request.principal = who;
  });
  as('anna');
  await app.register(manualChecksRoutes(container));
  await app.ready();
}, 120_000);
afterAll(async () => {
  await app.close();
  await container.close();
});

describe('a queue of manual checks', () => {
  it('gets what its strategy refers, each once, with its evidence', async () => {
    const queue = await makeQueue({ endpoint: 'evidence' });
    const wanted = await answered({ claim: 'K-1', amount: 5000, cause: 'theft' }, { endpoint: 'evidence' });
    await answered({ claim: 'K-2', amount: 10 }, { endpoint: 'evidence', decision: 'pay' });
    await answered({ claim: 'K-3', amount: 10 }, { endpoint: 'another' });
    await drainOnce(container);
    const { body } = await call('GET', `/v1/manual-checks?queueId=${queue.id}`);
    expect(body).toMatchObject({ total: 1, checks: [{ id: wanted, subject: 'K-1', state: 'waiting', decision: 'refer', amount: 5000, reasonCodes: ['SUSPICION'] }] });
    expect((await call('GET', `/v1/manual-checks/${wanted}`)).body).toMatchObject({ input: { claim: 'K-1', amount: 5000, cause: 'theft' }, outputs: { points: 65 }, strategy: { id: 's', version: 3 }, first: null, notes: [] });
    expect(new Date(body.checks[0].dueAt).getTime() - new Date(body.checks[0].createdAt).getTime()).toBe(3_600_000);
  });

  it('opens a check once, also where a batch of the journal comes again', async () => {
    const queue = await makeQueue({ endpoint: 'again' });
    await answered({ claim: 'K-1', amount: 1 }, { endpoint: 'again' });
    const lines = (await container.hotState.readJournal(0, 100)).map(({ entry }) => entry);
    const { checkOpener } = await import('./open-checks.js');
    await checkOpener(container)(lines);
    await checkOpener(container)(lines);
    await drainOnce(container);
    expect((await call('GET', `/v1/manual-checks?queueId=${queue.id}`)).body.total).toBe(1);
  });

  it('gives two people who ask at once different checks, in its order', async () => {
    const queue = await makeQueue({ endpoint: 'order', order: 'priority' });
    for (const amount of [10, 500, 30]) await answered({ claim: `K-${amount}`, amount }, { endpoint: 'order' });
    await drainOnce(container);
    const taken = await Promise.all([call('POST', `/v1/check-queues/${queue.id}/next`), call('POST', `/v1/check-queues/${queue.id}/next`)]);
    expect(taken.map(({ body }) => body.check.subject).sort()).toEqual(['K-30', 'K-500']);
    expect((await call('POST', `/v1/check-queues/${queue.id}/next`)).body.check.subject).toBe('K-10');
    expect((await call('POST', `/v1/check-queues/${queue.id}/next`)).body).toEqual({ check: null });
    expect((await call('GET', `/v1/manual-checks?mine=true&queueId=${queue.id}`)).body.checks.map(({ subject }: { subject: string }) => subject)).toEqual(['K-500', 'K-30', 'K-10']);
  });

  it('keeps a taken check for who took it, until the lock ends', async () => {
    const queue = await makeQueue({ endpoint: 'lock' });
    const id = await answered({ claim: 'K', amount: 1 }, { endpoint: 'lock' });
    await drainOnce(container);
    await call('POST', `/v1/manual-checks/${id}/take`);
    as('boris');
    expect(await call('POST', `/v1/manual-checks/${id}/take`)).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    expect(await call('POST', `/v1/manual-checks/${id}/verdict`, { revision: 2, verdict: 'pay' })).toMatchObject({ status: 409 });
    expect(await call('POST', `/v1/manual-checks/${id}/release`)).toMatchObject({ status: 409 });
    clock = new Date(clock.getTime() + 16 * 60_000);
    expect((await call('GET', `/v1/manual-checks?queueId=${queue.id}&state=waiting`)).body.total).toBe(1);
    expect((await call('POST', `/v1/manual-checks/${id}/take`)).body).toMatchObject({ state: 'taken', takenBy: 'boris' });
    as('anna');
    expect(await call('POST', `/v1/manual-checks/${id}/release`)).toMatchObject({ status: 409 });
    as('boris');
    expect((await call('POST', `/v1/manual-checks/${id}/release`)).body).toMatchObject({ state: 'waiting', takenBy: null });
    as('anna');
  });

  it('ends with a verdict that becomes a label', async () => {
    await makeQueue({ endpoint: 'label' });
    const id = await answered({ claim: 'K-9', amount: 100 }, { endpoint: 'label' });
    await drainOnce(container);
    const { body: taken } = await call('POST', `/v1/manual-checks/${id}/take`);
    expect(await call('POST', `/v1/manual-checks/${id}/verdict`, { revision: taken.revision, verdict: 'maybe' })).toMatchObject({ status: 400 });
    expect(await call('POST', `/v1/manual-checks/${id}/verdict`, { revision: taken.revision - 1, verdict: 'pay' })).toMatchObject({ status: 409, body: { code: 'stale-version' } });
    const noted = (await call('POST', `/v1/manual-checks/${id}/notes`, { text: 'Photo', link: 'https://files.example/1.jpg' })).body;
    expect((await call('POST', `/v1/manual-checks/${id}/verdict`, { revision: noted.revision, verdict: 'refuse', reason: 'fraud', note: 'Staged' })).body).toMatchObject({ state: 'decided', verdict: 'refuse', first: { verdict: 'refuse', reason: 'fraud', by: 'anna' }, second: null });
    const labels = await container.analytics.query('SELECT decision_id, label, reason, first_label, decision, strategy_version FROM manual_check_labels FINAL WHERE decision_id = {id:String}', { id });
    expect(labels).toEqual([{ decision_id: id, label: 'refuse', reason: 'fraud', first_label: 'refuse', decision: 'refer', strategy_version: 3 }]);
    expect(await call('POST', `/v1/manual-checks/${id}/take`)).toMatchObject({ status: 409 });
  });

  it('asks for another person where much is at stake, and the second verdict counts', async () => {
    const queue = await makeQueue({ endpoint: 'second' });
    const id = await answered({ claim: 'K-10', amount: 2_000_000 }, { endpoint: 'second' });
    await drainOnce(container);
    const { body: taken } = await call('POST', `/v1/manual-checks/${id}/take`);
    const { body: first } = await call('POST', `/v1/manual-checks/${id}/verdict`, { revision: taken.revision, verdict: 'pay' });
    expect(first).toMatchObject({ state: 'second', verdict: null });
    expect(await call('DELETE', `/v1/check-queues/${queue.id}`)).toMatchObject({ status: 409, body: { code: 'wrong-state' } });
    expect(await call('POST', `/v1/manual-checks/${id}/verdict`, { revision: first.revision, verdict: 'pay' })).toMatchObject({ status: 403 });
    as('boris');
    expect((await call('POST', `/v1/manual-checks/${id}/verdict`, { revision: first.revision, verdict: 'refuse', reason: 'fraud' })).body).toMatchObject({ state: 'decided', verdict: 'refuse', first: { verdict: 'pay' }, second: { verdict: 'refuse' } });
    as('anna');
    expect(await call('DELETE', `/v1/check-queues/${queue.id}`)).toMatchObject({ status: 204 });
  });

  it('is changed over the version that one saw', async () => {
    const queue = await makeQueue({ endpoint: 'change' });
    expect((await call('PUT', `/v1/check-queues/${queue.id}`, { version: 1, document: queueOf({ endpoint: 'change', lockMinutes: 5 }) })).body).toMatchObject({ version: 2, document: { lockMinutes: 5 } });
    expect(await call('PUT', `/v1/check-queues/${queue.id}`, { version: 1, document: queueOf({ endpoint: 'change' }) })).toMatchObject({ status: 409, body: { code: 'stale-version' } });
  });
});
