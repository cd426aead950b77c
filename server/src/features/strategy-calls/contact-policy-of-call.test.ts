import type { StrategyDocument } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';
import { TestClient } from '../../testing/test-client.js';
import { decisionServiceOf } from '../decisions/api.js';

const atMs = Date.parse('2025-03-12T09:00:00Z');
let container: Container;
let app: FastifyInstance;
let client: TestClient;

/** Asks whether this person may be sent a message. */
const asking = (name: string): StrategyDocument => ({
  dataModel: { inputs: [{ name, type: 'string', required: true }], variables: [], outputs: [{ name: 'may', type: 'boolean' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'policy', kind: 'contact-policy', settings: { customer: name, channel: '"sms"', action: '"sms"' } },
      { id: 'yes', kind: 'output', settings: { assignments: [{ name: 'may', value: 'true' }] } },
      { id: 'no', kind: 'output', settings: { assignments: [{ name: 'may', value: 'false' }] } },
    ],
    edges: [{ from: 'in', port: 'next', to: 'policy' }, { from: 'policy', port: 'allowed', to: 'yes' }, { from: 'policy', port: 'refused', to: 'no' }],
  },
});

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(atMs) });
  app = await buildApp(container);
  await app.ready();
  client = new TestClient(app);
  await launchTestCampaign(container, {
    id: 'spring',
    startsOn: '2025-03-03',
    ruleSet: { rules: [{ conditions: { all: [] }, event: { type: 'offer', params: { actionId: 'sms' } } }] },
    constraints: [],
    customers: [{ id: 'free' }, { id: 'no-consent', consent: false }],
  });
  await decisionServiceOf(container).registry.refresh();
}, 60_000);
afterAll(async () => {
  await app?.close();
  await container?.close();
});

async function publish(endpoint: string, inputName: string, customerInput?: string) {
  const { id, version } = await registerTestStrategy(container, asking(inputName));
  const reply = await client.post('/v1/publications', { endpoint, environment: 'production', settings: { mode: 'online', arms: [{ name: 'a', itemId: id, version, share: 100 }], ...(customerInput ? { customerInput } : {}) } });
  return { id, status: reply.status, faults: reply.json<{ faults?: { path: string }[] }>().faults };
}
const ask = async (endpoint: string, input: object) => (await client.post(`/v1/strategies/${endpoint}/decisions`, { input })).json<{ decisionId: string; code?: string; outputs?: unknown; outcome?: { reasonCodes: string[] } }>();

it('asks the contact policy of the customer that the input names', async () => {
  const { id } = await publish('usual', 'customer_id');
  expect(await ask('usual', { customer_id: 'free' })).toMatchObject({ outputs: { may: true }, outcome: { reasonCodes: [] } });
  const refused = await ask('usual', { customer_id: 'no-consent' });
  expect(refused).toMatchObject({ outputs: { may: false }, outcome: { reasonCodes: ['NO_CONSENT'] } });
  expect(await ask('usual', { customer_id: 'stranger' })).toMatchObject({ outputs: { may: false }, outcome: { reasonCodes: ['NOT_IN_AUDIENCE'] } });
  const tried = await client.post(`/v1/items/${id}/run`, { input: { customer_id: 'no-consent' } });
  expect(tried.json()).toMatchObject({ answer: { outputs: { may: false } } });
  const replayed = await client.post(`/v1/strategies/usual/decisions/${refused.decisionId}/replay`);
  expect(replayed.json()).toMatchObject({ same: true, asksOutside: true });
});

it('takes the input that the publication names, and fails rather than allows where there is none', async () => {
  expect((await publish('named', 'person', 'person')).status).toBe(200);
  expect(await ask('named', { person: 'free' })).toMatchObject({ outputs: { may: true } });
  expect((await publish('unnamed', 'person')).status).toBe(200);
  expect(await ask('unnamed', { person: 'free' })).toMatchObject({ code: 'evaluation-failed' });
  expect((await publish('wrong', 'person', 'nobody')).faults).toMatchObject([{ path: '/settings/customerInput' }]);
});
