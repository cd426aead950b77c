import { rm } from 'node:fs/promises';
import type { ConfigurationKind, Decision, Publication, PublicationSettings, StrategyDocument } from '@arbiter/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { start, type Running } from '../../main.js';
import { saveLiveCustomers, saveLiveOffers } from '../../testing/live-offers.js';
import { makeTestConfig } from '../../testing/make-test-container.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';

const workers = 8;
const changes = 50;
const crowd = Array.from({ length: 100 }, (_, i) => `c${i}`);
let running: Running;
let token: string;

/** Says in what it offers which of the strategies it is. */
const strategyNamed = (name: string): StrategyDocument =>
  ({
    dataModel: { inputs: [{ name: 'customerId', type: 'string', required: true }], variables: [], outputs: [{ name: 'offers', type: 'any' }] },
    graph: {
      nodes: [
        { id: 'in', kind: 'input', settings: {} },
        { id: 'out', kind: 'output', settings: { assignments: [{ name: 'offers', value: `[{ action: "card", propensity: ${name === 'first' ? 0.25 : 0.75}, context: { by: "${name}" } }]` }] } },
      ],
      edges: [{ from: 'in', port: 'next', to: 'out' }],
    },
  }) as StrategyDocument;
const propensities: Record<string, number> = { first: 0.25, second: 0.75 };

async function call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<T> {
  const reply = await fetch(`${running.address}${path}`, { method, headers: { 'content-type': 'application/json', 'x-csrf-token': token }, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return JSON.parse(text) as T;
}
const put = (kind: ConfigurationKind, id: string, version: number, document: object) => call('PUT', `/v1/${kind}/${id}`, { version, document });

// Every other version of the placement shows the one or the other offer; each version of the policy names its rules by its number.
const deskAt = (version: number) => ({ title: 'Desk', active: true, inbound: true, offers: [version % 2 === 1 ? 'card' : 'gift'] });
const capsAt = (version: number) => ({
  title: 'Caps', active: true, timeZone: 'UTC', for: [{ attribute: 'refused', values: ['yes'] }],
  rules: [{ id: `web-${version}`, kind: 'cap', of: { channel: ['web'] }, atMost: 0, per: 'day' }, { id: `sms-${version}`, kind: 'cap', of: { channel: ['sms'] }, atMost: 0, per: 'day' }],
});

beforeAll(async () => {
  running = await start(await makeTestConfig());
  const { container } = running;
  await saveLiveOffers(container, [
    ['placements', 'desk', deskAt(1)],
    ['placements', 'shut', { title: 'Shut', active: true, inbound: true, offers: ['card', 'gift'] }],
    ['placements', 'site', { title: 'Site', active: true, inbound: true, strategy: { environment: 'production', endpoint: 'offers' } }],
    ['contact-policies', 'caps', capsAt(1)],
  ]);
  await saveLiveCustomers(container, crowd);
  await saveLiveCustomers(container, ['refused'], { refused: 'yes' });
  token = (await (await fetch(`${running.address}/v1/session`)).json() as { csrfToken: string }).csrfToken;
});
afterAll(async () => {
  await running?.close();
  if (running) await rm(running.container.config.dataDir, { recursive: true, force: true });
});

it('answers each request by one consistent version while strategies are published and rolled back, and policy and placement changed a hundred times', async () => {
  const { container } = running;
  const first = await registerTestStrategy(container, strategyNamed('first'));
  const second = await registerTestStrategy(container, strategyNamed('second'));
  const settingsOf = (name: string, { id, version }: { id: string; version: number }): PublicationSettings => ({ mode: 'online', arms: [{ name, itemId: id, version, share: 100 }], log: { level: 'none' } }) as PublicationSettings;
  let publication = await call<Publication>('POST', '/v1/publications', { endpoint: 'offers', environment: 'production', settings: settingsOf('first', first) });
  // What was saved past the routes is seen within two seconds.
  await expect.poll(async () => (await call<Decision>('POST', '/v1/decisions', { customerId: 'refused', placement: 'shut', dryRun: true })).reasons[0], { timeout: 10_000 }).toBe('CONTACT_CAP_REACHED');

  let changing = true;
  const answers = new Map<string, Decision[]>([['site', []], ['desk', []], ['shut', []]]);
  const ask = async (worker: number) => {
    for (let turn = worker; changing; turn += 1) {
      const placement = ['site', 'desk', 'shut'][turn % 3]!;
      answers.get(placement)!.push(await call<Decision>('POST', '/v1/decisions', { customerId: placement === 'shut' ? 'refused' : crowd[turn % crowd.length], placement }));
    }
  };
  const change = async () => {
    for (let version = 1; version <= changes; version += 1) {
      await Promise.all([put('placements', 'desk', version, deskAt(version + 1)), put('contact-policies', 'caps', version, capsAt(version + 1))]);
      if (version % 10 === 5) publication = await call('POST', '/v1/publications', { endpoint: 'offers', environment: 'production', revision: publication.revision, settings: settingsOf('second', second) });
      if (version % 10 === 0) publication = await call('POST', `/v1/publications/${publication.id}/rollback`, {});
    }
  };
  // Any answer but 200 to any request fails here.
  await Promise.all([change().finally(() => (changing = false)), ...Array.from({ length: workers }, (_, worker) => ask(worker))]);

  const bySite = answers.get('site')!;
  for (const decision of bySite) expect(decision).toMatchObject({ outcome: 'action', action: { id: 'card', rank: { propensity: propensities[String(decision.action?.context?.by)] } } });
  expect(new Set(bySite.map(({ action }) => action?.context?.by))).toEqual(new Set(['first', 'second']));
  const versions = new Set<number>();
  for (const { version, action } of answers.get('desk')!) {
    const number = Number(/^desk@(\d+)$/.exec(version)?.[1]);
    versions.add(number);
    expect([version, action?.id]).toEqual([version, deskAt(number).offers[0]]);
  }
  expect(versions.size).toBeGreaterThan(5);
  const rules = new Set<string>();
  for (const { outcome, refused } of answers.get('shut')!) {
    expect(outcome).toBe('no-action');
    const numbers = new Set(refused.map(({ rule }) => /^caps\/(?:web|sms)-(\d+)$/.exec(rule ?? '')?.[1]));
    expect([refused.length, numbers.size]).toEqual([2, 1]);
    rules.add([...numbers][0]!);
  }
  expect(rules.size).toBeGreaterThan(5);
  // The last change is in force at once.
  expect(await call<Decision>('POST', '/v1/decisions', { customerId: crowd[0]!, placement: 'desk' })).toMatchObject({ version: `desk@${changes + 1}` });
  // What was answered can be made again from the versions of its time.
  for (const decision of [bySite[0]!, answers.get('desk')![1]!, answers.get('shut')!.at(-1)!]) expect(await call('POST', `/v1/decisions/${decision.decisionId}/replay`, {})).toMatchObject({ same: true });
}, 90_000);
