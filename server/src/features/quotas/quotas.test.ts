import type { Decision, QuotaDocument } from '@arbiter/contracts';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { checkQuotasOf } from '../campaigns/check-quotas-of.js';
import { configurationOf, saveConfiguration } from '../configuration/api.js';
import { decisionServiceOf, hotKeys, loadLaunchedCampaign, setCampaignState } from '../decisions/api.js';
import { decisionsRoutes } from '../decisions/decisions.routes.js';
import { drainOnce } from '../decisions/drain-journal.js';
import { holdsRoutes } from '../holds/holds.routes.js';
import { responsesRoutes } from '../responses/responses.routes.js';
import { runDueTimers } from '../timers/api.js';
import { checkQuotaDocument } from './check-quota-document.js';
import { quotasRoutes } from './quotas.routes.js';

let container: Container;
let app: FastifyInstance;
let now = new Date('2026-11-23T09:00:00.000Z');

const ask = async <T>(method: 'GET' | 'POST', url: string, payload?: object, status = 200): Promise<T> => {
  const reply = await app.inject({ method, url, ...(payload ? { payload } : {}) });
  expect(reply.statusCode, reply.body).toBe(status);
  return reply.json();
};
const save = async (id: string, document: Partial<QuotaDocument>, base = 0) => {
  await saveConfiguration(container.repository, { kind: 'quotas', id, document: { title: id, active: true, of: {}, atMost: 10, unit: 'contacts', per: 'day', timeZone: 'UTC', ...document }, base, author: null, at: now });
  await configurationOf(container).refresh();
};
const decide = (customerId: string, more: object = {}) => ask<Decision>('POST', '/v1/decisions', { customerId, ...more });
const present = async () => Object.fromEntries((await ask<{ uses: { quotaId: string; period: string; used: number; setAside: number }[] }>('GET', '/v1/quotas-use')).uses.map(({ quotaId, used, setAside }) => [quotaId, [used, setAside]]));

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => now });
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  for (const routes of [decisionsRoutes, responsesRoutes, quotasRoutes, holdsRoutes]) await app.register(routes(container));
  await app.ready();
}, 180_000);
afterAll(async () => {
  await app.close();
  await container.close();
}, 60_000);

it('sets a plan aside at the launch, uses it action by action, and gives the rest back', async () => {
  await save('calls', { of: { channel: ['phone'] }, atMost: 2 });
  await save('company', { per: 'total', atMost: 8 });
  const customers = Array.from({ length: 7 }, (_, index) => ({ id: `c${index}`, planned: [{ actionId: 'call', week: 0 }] }));
  await launchTestCampaign(container, { id: 'plan', startsOn: '2026-11-23', weeks: 2, customers, constraints: [{ kind: 'capacity', id: 'all', of: {}, atMost: 9, per: 'campaign' }] as never });
  expect(await present()).toEqual({ calls: [1, 1], company: [7, 7] });
  const account = hotKeys.account('plan', { constraintId: 'all' }, undefined);
  expect(await container.hotState.countsOf([account])).toEqual([7]);
  // A load of newer facts sets nothing aside again.
  await loadLaunchedCampaign(container, 'plan');
  await decisionServiceOf(container).registry.refresh();
  expect(await present()).toEqual({ calls: [1, 1], company: [7, 7] });

  // Two calls on one day: the second takes the seat of another day, the third finds the day full.
  expect([(await decide('c0')).source, (await decide('c1')).source]).toEqual(['plan', 'plan']);
  expect(await present()).toEqual({ calls: [2, 0], company: [7, 5] });
  const third = await decide('c2');
  expect([third.outcome, third.refused]).toEqual(['no-action', [expect.objectContaining({ actionId: 'call', reason: 'QUOTA_EXHAUSTED' })]]);
  expect((await decide('c2', { dryRun: true })).outcome).toBe('no-action');
  now = new Date('2026-11-24T09:00:00.000Z');
  expect((await decide('c2')).source).toBe('plan');

  // A conversion gives back one, the end of the week the other three.
  await ask('POST', '/v1/responses', { responseId: 'r1', customerId: 'c3', kind: 'payment', at: now.toISOString() });
  expect(await present()).toMatchObject({ company: [6, 3] });
  expect(await container.hotState.countsOf([account])).toEqual([6]);
  now = new Date('2026-11-30T00:05:00.000Z');
  await runDueTimers(container, 'quota-release');
  expect(await present()).toMatchObject({ company: [6, 3] });
  now = new Date('2026-11-30T00:10:00.000Z');
  await runDueTimers(container, 'quota-release');
  expect(await present()).toMatchObject({ company: [3, 0] });
  expect(await container.hotState.countsOf([account])).toEqual([3]);
  const { periods } = await ask<{ periods: { period: string; used: number; setAside: number }[] }>('GET', '/v1/quotas/calls/use?from=2026-11-23T00:00:00Z&to=2026-11-26T00:00:00Z');
  expect(periods.map(({ period, used, setAside }) => [period, used, setAside])).toEqual([['2026-11-23', 2, 0], ['2026-11-24', 1, 0], ['2026-11-25', 0, 0]]);
  await ask('GET', '/v1/quotas/none/use?from=2026-11-23T00:00:00Z&to=2026-11-26T00:00:00Z', undefined, 404);
  await ask('GET', '/v1/quotas/calls/use?from=2026-11-23T00:00:00Z&to=2099-11-26T00:00:00Z', undefined, 400);
}, 120_000);

it('refuses a launch that the quotas cannot hold, and says so before', async () => {
  now = new Date('2026-12-07T09:00:00.000Z');
  const customers = Array.from({ length: 6 }, (_, index) => ({ id: `x${index}`, planned: [{ actionId: 'call', week: 0 }] }));
  await expect(launchTestCampaign(container, { id: 'much', startsOn: '2026-12-07', weeks: 1, customers })).rejects.toMatchObject({ code: 'quota-exceeded', message: expect.stringMatching(/"company" \(company\) has 5 left in total, and week 1 of the plan \(from 2026-12-07\) needs 6/) });
  expect(await checkQuotasOf(container, 'much')).toMatchObject({ enough: false, shortages: [{ quotaId: 'company', have: 5, need: 6, week: 0 }] });
  expect(await present()).toMatchObject({ company: [3, 0] });
  await save('company', { per: 'total', atMost: 9 }, 1);
  expect(await checkQuotasOf(container, 'much')).toMatchObject({ enough: true, shortages: [] });
  await loadLaunchedCampaign(container, 'much');
  expect(await present()).toMatchObject({ company: [9, 6] });
  await setCampaignState(container, 'much', 'finished');
  await setCampaignState(container, 'much', 'finished');
  expect(await present()).toMatchObject({ company: [3, 0] });
  expect(await checkQuotaDocument({ title: 'x', active: true, of: { action: ['nothing'] }, atMost: 1, unit: 'contacts', per: 'day', timeZone: 'UTC' }, { container })).toMatchObject([{ path: '/of/action/0' }]);
}, 60_000);

it('keeps loyalty points and offers that stand', async () => {
  now = new Date('2026-12-08T09:00:00.000Z');
  const { repository } = container;
  await repository.updateTable('actions').set({ details: JSON.stringify({ points: 40, partner: 'shop', validMinutes: 60 }) }).where('id', '=', 'sms').execute();
  await save('shop', { partner: 'shop', per: 'total', atMost: 1 });
  await saveConfiguration(repository, { kind: 'placements', id: 'banner', document: { title: 'Banner', active: true, inbound: true, offers: ['sms'], plan: false }, base: 0, author: null, at: now });
  await configurationOf(container).refresh();
  await ask('POST', '/v1/customers/nobody/points', { changeId: 'p0', points: 1, reason: 'gift' }, 404);
  expect(await ask('POST', '/v1/customers/c5/points', { changeId: 'p1', points: 50, reason: 'gift' })).toEqual({ repeated: false, available: 50 });
  expect(await ask('POST', '/v1/customers/c5/points', { changeId: 'p1', points: 50, reason: 'gift' })).toEqual({ repeated: true, available: 50 });
  await ask('POST', '/v1/customers/c5/points', { changeId: 'p1', points: 51, reason: 'gift' }, 409);
  await new Promise((resolve) => setTimeout(resolve, 2_500));

  const first = await decide('c5', { placement: 'banner' });
  expect([first.outcome, first.action?.id]).toEqual(['action', 'sms']);
  expect(await ask('GET', '/v1/customers/c5/points')).toEqual({ balance: 50, setAside: 40, available: 10 });
  await ask('POST', '/v1/customers/c5/points', { changeId: 'p2', points: -11, reason: 'shop' }, 409);
  await ask('POST', '/v1/customers/c6/points', { changeId: 'p3', points: 90, reason: 'gift' });
  expect((await decide('c6', { placement: 'banner' })).refused).toContainEqual({ actionId: 'sms', reason: 'PARTNER_QUOTA_EXHAUSTED', rule: 'shop' });
  expect(await present()).toMatchObject({ shop: [1, 1] });

  // Nothing came of it: an hour later it is the next customer's.
  now = new Date('2026-12-08T10:00:00.000Z');
  await Promise.all([runDueTimers(container, 'hold'), runDueTimers(container, 'hold')]);
  expect(await present()).toMatchObject({ shop: [0, 0] });
  expect(await ask('GET', '/v1/customers/c5/points')).toEqual({ balance: 50, setAside: 0, available: 50 });
  const second = await decide('c6', { placement: 'banner' });
  await ask('POST', '/v1/responses', { responseId: 'r2', customerId: 'c6', kind: 'conversion', decisionId: second.decisionId, at: now.toISOString() });
  expect(await present()).toMatchObject({ shop: [1, 0] });
  expect(await ask('GET', '/v1/customers/c6/points')).toEqual({ balance: 50, setAside: 0, available: 50 });

  for (let left = await container.hotState.journalLength(); left > 0; left = await container.hotState.journalLength()) await drainOnce(container);
  const rows = <T>(sql: string) => container.analytics.query<T>(sql);
  expect(await rows("SELECT change_id AS id, toInt32(points) AS points FROM points_changes FINAL WHERE customer_id = 'c6' ORDER BY points")).toEqual([{ id: `${second.decisionId}/sms`, points: -40 }, { id: 'p3', points: 90 }]);
  expect(await rows('SELECT how FROM offer_ends FINAL ORDER BY how')).toEqual([{ how: 'confirmed' }, { how: 'expired' }]);
  expect(await rows("SELECT toInt32(sum(units)) AS units FROM quota_moves FINAL WHERE account = 'quota' AND account_id = 'company' AND campaign_id = 'plan'")).toEqual([{ units: 4 }]);
}, 60_000);
