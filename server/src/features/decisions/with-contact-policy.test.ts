import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { Container } from '../../container.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { decideForCustomer } from './decide-for-customer.js';
import { decisionServiceOf, type DecisionService } from './decision-service.js';
import { withContactPolicy } from './with-contact-policy.js';

const atMs = Date.parse('2025-03-12T09:00:00Z');
let container: Container;
let decisions: DecisionService;
const of = (customerId: string): Promise<StrategyServices> => withContactPolicy(container.strategyServices, { hotState: container.hotState, registry: decisions.registry }, { customerId });
const ask = async (customer: string, action = 'sms', channel = 'sms') => (await of(customer)).contactPolicy({ customer, action, channel, atMs });

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(atMs) });
  decisions = decisionServiceOf(container);
  await decisions.start();
  await launchTestCampaign(container, {
    id: 'spring',
    startsOn: '2025-03-03',
    ruleSet: { rules: [{ conditions: { all: [] }, event: { type: 'offer', params: { actionId: 'sms' } } }] },
    constraints: [{ id: 'g', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 }],
    customers: [{ id: 'free' }, { id: 'no-consent', consent: false }, { id: 'no-phone', refusedChannels: ['phone'] }, { id: 'held', arm: 'control' }, { id: 'called' }, { id: 'soft', contacts: [{ actionId: 'call', channel: 'phone', stage: 'soft', at: '2025-03-05T00:00:00Z' }] }],
  });
  await decisions.registry.refresh();
});
afterAll(async () => {
  await decisions?.stop();
  await container?.close();
});

it('asks what campaigns and the hot state know of the customer', async () => {
  expect(await ask('free')).toEqual({ allowed: true, reasons: [] });
  expect(await ask('no-consent')).toEqual({ allowed: false, reasons: ['NO_CONSENT'] });
  expect(await ask('no-phone', 'call', 'phone')).toEqual({ allowed: false, reasons: ['CHANNEL_REFUSED'] });
  expect(await ask('held')).toEqual({ allowed: false, reasons: ['CONTROL_GROUP'] });
  expect(await ask('soft', 'court', 'court')).toEqual({ allowed: false, reasons: ['GAP_NOT_PASSED'] });
  expect(await ask('stranger')).toEqual({ allowed: false, reasons: ['NOT_IN_AUDIENCE'] });
});

it('sees a contact that was just made', async () => {
  expect(await ask('called')).toMatchObject({ allowed: true });
  expect(await decideForCustomer({ hotState: container.hotState, now: container.now, registry: decisions.registry }, { customerId: 'called' })).toMatchObject({ outcome: 'action', action: { id: 'sms' } });
  expect(await ask('called')).toEqual({ allowed: false, reasons: ['CONTACTS_EXHAUSTED'] });
});

it('chooses the best channel that is allowed', async () => {
  const channels = [{ channel: 'sms', score: 0.2 }, { channel: 'phone', score: 0.9 }];
  expect((await of('free')).channel({ customer: 'free', action: 'call', channels, atMs })).toEqual({ channel: 'phone', at: new Date(atMs).toISOString(), reasons: [] });
  expect((await of('no-phone')).channel({ customer: 'no-phone', action: 'call', channels, atMs })).toMatchObject({ channel: 'sms' });
  expect((await of('no-consent')).channel({ customer: 'no-consent', action: 'call', channels, atMs })).toEqual({ channel: null, at: null, reasons: ['NO_CONSENT'] });
});

it('fails where nothing is known, and never allows', async () => {
  const services = await of('free');
  const unavailable = expect.objectContaining({ code: 'contact-policy-unavailable' });
  expect(() => services.contactPolicy({ customer: 'other', action: 'sms', channel: 'sms', atMs })).toThrow(unavailable);
  expect(() => services.contactPolicy({ customer: 'free', action: 'visit', channel: 'sms', atMs })).toThrow(unavailable);
});
