import type { CustomerPromise, Timeline } from '@arbiter/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../../container.js';
import { errorPlugin } from '../../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../../http/schema-compilers.js';
import { makeTestContainer } from '../../../testing/make-test-container.js';
import { saveConfiguration } from '../../configuration/api.js';
import { decisionServiceOf } from '../../decisions/api.js';
import { drainOnce } from '../../decisions/drain-journal.js';
import { responsesRoutes } from '../../responses/responses.routes.js';
import { customerFactsRoutes } from '../facts/customer-facts.routes.js';
import { timelineRoutes } from './timeline.routes.js';

let container: Container;
let app: FastifyInstance;
let clock = '2025-03-10T12:00:00.000Z';

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(clock) });
  await saveConfiguration(container.repository, { kind: 'event-types', id: 'claim.opened', document: { title: 'Claim', raises: ['complaint'] }, base: 0, author: null, at: container.now() });
  app = fastify().setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler(true));
  app.decorateRequest('principal', { getter: () => ({ kind: 'api-key', keyId: 'k', name: 'k', scopes: ['data'] }) as never });
  await app.register(errorPlugin);
  for (const routes of [responsesRoutes, customerFactsRoutes, timelineRoutes]) await app.register(routes(container));
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await decisionServiceOf(container).stop();
  await container.close();
});

async function call<T>(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object, status = 200): Promise<T> {
  const answer = await app.inject({ method, url, ...(payload ? { payload } : {}) });
  expect([answer.statusCode, answer.body.slice(0, 400)]).toEqual([status, expect.anything()]);
  return answer.json<T>();
}
const timeline = (query = '') => call<Timeline>('GET', `/v1/customers/a%22b/timeline${query}`);
const told = ({ items }: Timeline) => items.map(({ kind, id, what }) => `${kind} ${what} ${kind === 'fact' || kind === 'promise' ? '' : id}`.trim());
const drain = async () => {
  while ((await drainOnce(container)) > 0);
};

it('changes facts once, and tells how they stand', async () => {
  expect(await call('PUT', '/v1/customers/a%22b/consents/phone_ads', { given: true, at: '2025-03-10T11:00:00Z' })).toEqual({ changed: true });
  expect(await call('PUT', '/v1/customers/a%22b/consents/phone_ads', { given: false, at: '2025-03-10T10:00:00Z' })).toEqual({ changed: false });
  expect(await call('PUT', '/v1/customers/a%22b/consents/channel:sms', { given: false })).toEqual({ changed: true });
  expect(await call('PUT', '/v1/stop-lists/court/customers/a%22b')).toEqual({ changed: true });
  expect(await call('PUT', '/v1/stop-lists/court/customers/a%22b')).toEqual({ changed: false });
  expect(await call('PUT', '/v1/customers/a%22b/flags/complaint')).toEqual({ changed: true });
  expect(await call('GET', '/v1/customers/a%22b/standing')).toEqual({
    timeZone: null, consent: false, refusedChannels: ['sms'], stopLists: ['court'], flags: { complaint: clock },
    consents: { phone_ads: { given: true, at: '2025-03-10T11:00:00.000Z' }, 'channel:sms': { given: false, at: clock } },
  });
  expect(await call('DELETE', '/v1/customers/a%22b/flags/complaint')).toEqual({ changed: true });
  expect(await call('POST', '/v1/stop-lists/court/customers', { add: Array.from({ length: 300 }, (_, index) => `c${index}`), remove: ['a"b', 'nobody'] })).toEqual({ added: 300, removed: 1, unchanged: 1 });
  await call('POST', '/v1/stop-lists/court/customers', { add: ['x'], remove: ['x'] }, 400);
  await call('PUT', '/v1/customers/a/consents/__proto__', { given: true }, 400);
  await call('PUT', '/v1/customers/a/consents/x', { given: true, at: '2030-01-01T00:00:00Z' }, 400);
  await call('GET', '/v1/customers/nobody-at-all/standing', undefined, 404);
  const audit = await container.repository.selectFrom('audit').select(['action', 'subject', 'details']).where('action', '=', 'customer.stop-list').execute();
  expect(audit).toEqual([{ action: 'customer.stop-list', subject: 'a"b', details: { name: 'court', given: true } }]);
});

it('tells what waits and what was moved once, newest first, page by page', async () => {
  await container.analytics.insert('events', [{ event_id: 'e1', customer_id: 'a"b', type: 'claim.opened', at: '2025-03-01T00:00:00Z', received_at: '2025-03-01T00:00:00Z', data: '{"text":"late"}' }, { event_id: 'e2', customer_id: 'a"b', type: 'login', at: '2025-03-01T00:00:00Z', received_at: '2025-03-01T00:00:00Z' }, { event_id: 'e3', customer_id: 'other', type: 'login', at: '2025-03-01T00:00:00Z', received_at: '2025-03-01T00:00:00Z' }]);
  await container.analytics.insert('decisions', [{ decision_id: 'd1', at: '2025-03-02T00:00:00Z', customer_id: 'a"b', outcome: 'no-action', source: 'none', body: JSON.stringify({ decision: { reasons: ['NO_CONSENT'], refused: [{ actionId: 'call', reason: 'NO_CONSENT' }] } }) }]);
  await call('POST', '/v1/responses', [
    { responseId: 'r1', customerId: 'a"b', kind: 'promise', at: '2025-03-09T00:00:00Z', amountMinor: 100, promiseDueOn: '2025-03-11' },
    { responseId: 'r2', customerId: 'a"b', kind: 'payment', at: '2025-03-10T00:00:00Z', amountMinor: 95 },
  ]);
  const before = await timeline('?limit=500');
  expect(told(before).filter((line) => !line.startsWith('fact'))).toEqual(['promise kept', 'promise open', 'response payment r2', 'response promise r1', 'decision no-action d1', 'event login e2', 'event claim.opened e1']);
  expect(before.items.find(({ id }) => id === 'd1')?.details).toMatchObject({ reasons: ['NO_CONSENT'], refused: [{ actionId: 'call' }] });
  await drainOnce(container, 3);
  expect(await timeline('?limit=500')).toEqual(before);
  await drain();
  expect(await timeline('?limit=500')).toEqual(before);

  const pages: Timeline['items'] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Timeline = await timeline(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    pages.push(...page.items);
    cursor = page.next;
  }
  expect(pages).toEqual(before.items);
  // What was corrected is told once, at its new time, while the correction still waits in the journal.
  await call('POST', '/v1/responses', { responseId: 'r3', corrects: 'r2', customerId: 'a"b', kind: 'payment', at: '2025-03-08T00:00:00Z', amountMinor: 95 });
  const payments = async () => (await timeline('?kinds=response')).items.filter(({ what }) => what === 'payment').map(({ id, at }) => `${id} ${at}`);
  expect(await payments()).toEqual(['r2 2025-03-08T00:00:00.000Z']);
  await drain();
  expect(await payments()).toEqual(['r2 2025-03-08T00:00:00.000Z']);
});

it('filters by kind, period and complaints', async () => {
  expect(told(await timeline('?kinds=event,decision'))).toEqual(['decision no-action d1', 'event login e2', 'event claim.opened e1']);
  expect(told(await timeline('?kinds=event,decision&from=2025-03-01T00:00:01Z&to=2025-03-02T00:00:01Z'))).toEqual(['decision no-action d1']);
  expect((await timeline('?kinds=complaint')).items.map(({ kind, complaint }) => `${kind} ${complaint}`).sort()).toEqual(['event opened', 'fact closed', 'fact opened']);
  await call('GET', '/v1/customers/a/timeline?kinds=nothing', undefined, 400);
  await call('GET', '/v1/customers/a/timeline?cursor=bm8', undefined, 400);
  expect(await call('GET', '/v1/customers/nobody/timeline')).toEqual({ items: [], next: null });
});

it('tells promises with their history', async () => {
  clock = '2025-03-10T12:00:01.000Z';
  const [promise] = await call<CustomerPromise[]>('GET', '/v1/customers/a%22b/promises');
  // The correction moved the payment to before the promise: it is open again.
  expect(promise).toMatchObject({ promiseId: 'r1', state: 'open', paidMinor: 0, dueOn: '2025-03-11', lastOn: '2025-03-13', history: [{ number: 1, state: 'open' }, { number: 2, state: 'kept' }, { number: 3, state: 'open' }] });
});
