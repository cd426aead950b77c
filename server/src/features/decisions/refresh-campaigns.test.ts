import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { jobHandlers } from '../../job-handlers.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { decisionServiceOf, refreshLaunchedCampaigns } from './api.js';
import { decideForCustomer } from './decide-for-customer.js';

let container: Container;

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date('2025-03-10T12:00:00.000Z') });
  await container.jobs.startWorking(container, jobHandlers);
  await decisionServiceOf(container).start();
  const planned = [{ actionId: 'call', week: 0, valueMinor: 5 }];
  await launchTestCampaign(container, { id: 'main', startsOn: '2025-03-10', constraints: [{ id: 'k', kind: 'contacts', atMost: 1 }], customers: [{ id: 'withdraws', planned }, { id: 'was-called', planned }, { id: 'stays', planned }] });
});
afterAll(async () => {
  await decisionServiceOf(container).stop();
  await container.close();
});

const decide = (customerId: string) => decideForCustomer({ hotState: container.hotState, now: container.now, registry: decisionServiceOf(container).registry }, { customerId });

async function refreshed(): Promise<void> {
  await refreshLaunchedCampaigns(container);
  for (const job of await container.jobs.list({ kind: 'refresh' })) expect(await container.jobs.waitFor(job.id)).toMatchObject({ state: 'succeeded' });
  await decisionServiceOf(container).registry.refresh();
}

it('lets decisions see what an import has brought: consent withdrawn, customers who are new; what was taken stays taken', async () => {
  expect((await decide('was-called')).outcome).toBe('action');
  await container.analytics.insert('customers', [{ customer_id: 'withdraws', consent: false, version: 2 }, { customer_id: 'newcomer', version: 2 }]);
  await refreshed();
  expect(await decide('withdraws')).toMatchObject({ outcome: 'no-action', reasons: expect.arrayContaining(['NO_CONSENT']) });
  expect(await decide('newcomer')).toMatchObject({ outcome: 'no-action', reasons: ['NOT_IN_AUDIENCE'] });
  expect((await decide('was-called')).outcome).toBe('no-action');
  expect((await decide('stays')).outcome).toBe('action');
});
