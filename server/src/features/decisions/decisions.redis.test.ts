import { expect, it, onTestFinished } from 'vitest';
import { openHotState } from '../../adapters/hot-state/open-hot-state.js';
import type { Container } from '../../container.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { decideForCustomer } from './decide-for-customer.js';
import { decisionServiceOf } from './decision-service.js';

it.skipIf(whyNoRedis())('two processes over one Redis agree on every cap', async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.stop());
  const first = await makeTestContainer({ redisUrl: redis.url }, { now: () => new Date('2025-03-10T12:00:00Z') });
  onTestFinished(() => first.close());
  const hotState = await openHotState({ redisUrl: redis.url, directory: '' });
  onTestFinished(() => hotState.close());
  const second: Container = { ...first, hotState };
  const services = [decisionServiceOf(first), decisionServiceOf(second)];
  for (const service of services) await service.registry.start();
  onTestFinished(async () => {
    for (const service of services) await service.registry.stop();
  });
  const offer = (actionId: string, priority: number) => ({ conditions: { all: [] }, priority, event: { type: 'offer', params: { actionId } } });
  await launchTestCampaign(first, {
    id: 'shared', startsOn: '2025-03-10',
    constraints: [{ id: 'calls', kind: 'capacity', of: { channel: ['phone'] }, atMost: 7, per: 'week' }],
    ruleSet: { rules: [offer('call', 5), offer('sms', 1)] },
    customers: Array.from({ length: 20 }, (_, i) => ({ id: `c${i}` })),
  });
  for (let i = 0; i < 100 && services[1]!.registry.active().length === 0; i += 1) await new Promise((resolve) => setTimeout(resolve, 50));

  const ask = (customerId: string, turn: number, idempotencyKey?: string) => {
    const container = turn % 2 === 0 ? first : second;
    return decideForCustomer({ hotState: container.hotState, now: container.now, registry: services[turn % 2]!.registry }, { customerId, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
  };
  const one = await Promise.all(Array.from({ length: 100 }, (_, i) => ask('c0', i)));
  expect(one.filter((decision) => decision.outcome === 'action')).toHaveLength(1);
  const all = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(`c${1 + (i % 19)}`, i)));
  expect(all.filter((decision) => decision.outcome === 'action')).toHaveLength(19);
  expect([...one, ...all].filter((decision) => decision.action?.id === 'call')).toHaveLength(7);
  const same = await Promise.all(Array.from({ length: 20 }, (_, i) => ask('c3', i, 'key')));
  expect(new Set(same.map((decision) => decision.decisionId)).size).toBe(1);
});
