import type { ContactPolicyDocument } from '@arbiter/contracts';
import { collectionLaw, emptyState, type LoggedContact } from '@arbiter/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepositoryApp, type RepositoryApp } from '../../testing/open-repository-app.js';
import { saveAction, saveChannel } from '../catalogue/api.js';
import { configurationRoutes } from '../configuration/configuration.routes.js';
import { hotKeys, printProfile, printState } from '../decisions/api.js';
import { contactPoliciesRoutes } from './contact-policies.routes.js';

let server: RepositoryApp;
const now = new Date('2026-03-13T11:30:00Z');

beforeAll(async () => {
  server = await openRepositoryApp('PGlite', [contactPoliciesRoutes, configurationRoutes], { changes: { now: () => now } });
  const { repository, container } = server;
  await saveChannel(repository, { id: 'phone', title: { ru: 'Телефон', en: 'Phone' } });
  await saveAction(repository, { id: 'remind', title: { ru: 'Звонок', en: 'Call' }, channel: 'phone', stage: 'soft', costMinor: 100, tags: ['debt'] });
  const contacts: LoggedContact[] = ['2026-03-10T02:00:00Z', '2026-03-11T02:00:00Z'].map((at, index) => ({ id: `k${index}`, atMs: Date.parse(at), actionId: 'remind', channel: 'phone', stage: 'soft', purpose: 'collection', tags: [], campaignId: null }));
  await container.hotState.commit({
    puts: [
      { key: hotKeys.profile('ivan'), value: printProfile({ attributes: { kind: 'individual' }, timeZone: 'Asia/Vladivostok', consent: true, refusedChannels: [], contacts: contacts.slice(0, 1), points: 0 }) },
      { key: hotKeys.state('ivan'), value: printState({ ...emptyState, log: contacts.slice(1) }, now.getTime()) },
    ],
  });
});
afterAll(() => server.close());

const put = (id: string, document: unknown, version = 0) => server.call('PUT', `/v1/contact-policies/${id}`, { version, document });
const small: ContactPolicyDocument = { title: 'One a day', active: true, timeZone: 'UTC', rules: [{ kind: 'cap', id: 'day', of: {}, atMost: 1, per: 'day' }] };

describe('contact policies', () => {
  it('gives templates, each of which can be saved as it is', async () => {
    const { status, body } = await server.call('GET', '/v1/contact-policy-templates');
    expect(status).toBe(200);
    expect(body.map(({ id }: { id: string }) => id)).toEqual(['collection-law-230-fz', 'marketing']);
    for (const { id, document } of body) expect((await put(`from-${id}`, { ...document, active: false })).status, id).toBe(200);
  });

  it('checks without saving, beside the routes of the documents', async () => {
    const tests = [{ name: 'first', at: '2026-03-13T11:30:00Z', offer: { channel: 'sms' }, expect: null }, { name: 'wrong', at: '2026-03-13T11:30:00Z', offer: { channel: 'sms' }, expect: 'day' }];
    const checked = await server.call('POST', '/v1/contact-policies/check', { document: { ...small, tests } });
    expect(checked.body).toMatchObject({ ok: false, faults: [{ path: '/tests/1', code: 'test-failed' }], tests: [{ name: 'first', ok: true }, { name: 'wrong', ok: false, expected: 'day', actual: null }] });
    expect((await server.call('GET', '/v1/contact-policies/check')).status).toBe(404);
    expect((await server.call('POST', '/v1/contact-policies/check', { document: { ...small, timeZone: 'Mars/Base' } })).body).toMatchObject({ ok: false, faults: [{ path: '/timeZone', code: 'unknown-zone' }], tests: [] });
  });

  it('refuses to save faults and tests that fail', async () => {
    const faulty = await put('faulty', { ...small, rules: [...small.rules, ...small.rules] });
    expect(faulty).toMatchObject({ status: 400, body: { code: 'validation-failed', faults: [{ path: '/document/rules/1/id', code: 'duplicate-id' }] } });
    const failing = await put('failing', { ...small, tests: [{ name: 'wrong', at: '2026-03-13T11:30:00Z', offer: { channel: 'sms' }, expect: 'day' }] });
    expect(failing).toMatchObject({ status: 400, body: { faults: [{ path: '/document/tests/0', code: 'test-failed' }] } });
    expect((await server.call('GET', '/v1/contact-policies/failing')).status).toBe(404);
  });

  it('explains a contact of a customer as decisions see them', async () => {
    expect((await put('law', collectionLaw())).status).toBe(200);
    const { status, body } = await server.call('POST', '/v1/contact-policies/explain', { customerId: 'ivan', offer: { action: 'remind' } });
    expect(status).toBe(200);
    // Friday 21:30 in Vladivostok: the hour is allowed, but two calls of the week were made.
    expect(body).toMatchObject({
      at: '2026-03-13T11:30:00.000Z', timeZone: 'Asia/Vladivostok', contacts: 2, allowed: false,
      offer: { actionId: 'remind', channel: 'phone', stage: 'soft', purpose: 'collection', tags: ['debt'] },
      refusals: [{ policyId: 'law', ruleId: 'calls-week', reason: 'CONTACT_CAP_REACHED', until: '2026-03-15T14:00:00.000Z' }],
      firstAllowed: '2026-03-15T22:00:00.000Z',
    });
    const rule = (id: string) => body.rules.find(({ ruleId }: { ruleId: string }) => ruleId === id);
    expect(rule('calls-week')).toMatchObject({ applies: true, allowed: false, count: 2, atMost: 2 });
    expect(rule('calls-month')).toMatchObject({ applies: true, allowed: true, count: 2, atMost: 8 });
    expect(rule('messages-day')).toMatchObject({ applies: false, because: 'other-contacts', allowed: true });
  });

  it('explains with given facts, at a given instant, under a given policy', async () => {
    const asked = { facts: { contacts: [{ at: '2026-03-13T08:00:00Z', channel: 'sms' }] }, offer: { channel: 'push' }, at: '2026-03-13T09:00:00Z', document: { ...small, active: false } };
    const { body } = await server.call('POST', '/v1/contact-policies/explain', asked);
    expect(body).toMatchObject({ allowed: false, timeZone: null, refusals: [{ ruleId: 'day', until: '2026-03-14T00:00:00.000Z' }], firstAllowed: '2026-03-14T00:00:00.000Z' });
    expect((await server.call('POST', '/v1/contact-policies/explain', { ...asked, withinDays: 0 })).body.firstAllowed).toBeNull();
    const mixed = await server.call('POST', '/v1/contact-policies/explain', { customerId: 'ivan', facts: { contacts: [], attributes: { kind: 'legal-entity' } }, offer: { action: 'remind' }, at: '2026-03-14T11:30:00Z' });
    expect(mixed.body).toMatchObject({ allowed: true, rules: [], timeZone: 'Asia/Vladivostok' });
  });

  it('says what is missing', async () => {
    expect(await server.call('POST', '/v1/contact-policies/explain', { customerId: 'nobody', offer: { channel: 'sms' } })).toMatchObject({ status: 404 });
    expect(await server.call('POST', '/v1/contact-policies/explain', { customerId: 'ivan', offer: { action: 'unknown' } })).toMatchObject({ status: 400, body: { faults: [{ path: '/offer/channel' }] } });
    expect(await server.call('POST', '/v1/contact-policies/explain', { offer: { channel: 'sms' }, document: { ...small, timeZone: 'Mars/Base' } })).toMatchObject({ status: 400, body: { faults: [{ path: '/document/timeZone' }] } });
    expect((await server.call('POST', '/v1/contact-policies/explain', { offer: { channel: 'sms' }, at: 'yesterday' })).status).toBe(400);
  });
});
