import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../../container.js';
import { jobHandlers } from '../../../job-handlers.js';
import { makeTestContainer } from '../../../testing/make-test-container.js';
import { saveAction, saveChannel } from '../../catalogue/api.js';
import { saveConfiguration } from '../../configuration/api.js';
import { addAttributes } from '../../datasets/api.js';
import { hotKeys, readProfile } from '../../decisions/api.js';
import { loadProfiles, readProfileMark } from './load-profiles.js';
import { refreshOldProfiles, refreshProfiles } from './refresh-profiles.js';

let container: Container;
const title = { ru: '', en: '' };

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date('2025-03-10T12:00:00.000Z') });
  await container.jobs.startWorking(container, jobHandlers);
  await addAttributes(container, [{ name: 'debt', type: 'money', title }, { name: 'score', type: 'number', title }, { name: 'vip', type: 'boolean', title }, { name: 'born', type: 'date', title }, { name: 'seen', type: 'instant', title }, { name: 'tags', type: 'list', title }, { name: 'zone', type: 'text', title }, { name: 'bonus', type: 'number', title }]);
  await saveChannel(container.repository, { id: 'sms', title });
  await saveAction(container.repository, { id: 'sale', title, channel: 'sms', stage: 'offer', costMinor: 1, tags: ['loan', 'card'] });
});
afterAll(() => container.close());

async function profileOf(id: string) {
  const [text] = await container.hotState.getMany([hotKeys.profile(id)]);
  return text === undefined ? undefined : readProfile(text);
}

it('loads nothing where there is nobody', async () => {
  expect(await refreshOldProfiles(container)).toBeUndefined();
  expect(await loadProfiles(container)).toMatchObject({ customers: 0, invalidZones: 0 });
  await container.hotState.putMany([['profiles:mark', undefined]]);
});

it('loads customers with all they have, by jobs that follow the facts and the settings', async () => {
  const facts = { customer_id: 'a "b"\n\\', name: 'Анна', kind: 'individual', segment: 'gold', region: 'north', consent: false, refused_channels: ['sms'], time_zone: 'Asia/Tokyo', debt: '9007199254740991', score: 0.25, vip: true, born: '1980-02-29', seen: '2025-01-02T03:04:05.678Z', tags: ['x', 'y'], bonus: 120 };
  await container.analytics.insert('customers', [facts, { customer_id: 'empty' }, { customer_id: 'lost', time_zone: 'Mars/Base' }, { customer_id: 'own', zone: 'Europe/Moscow' }]);
  await container.analytics.insert('contacts', [
    { contact_id: 'c2', customer_id: 'own', campaign_id: 'k', action_id: 'sale', channel: 'sms', stage: 'offer', at: '2025-03-02T00:00:00Z' },
    { contact_id: 'c1', customer_id: 'own', channel: 'phone', decision_id: 'd1', at: '2025-03-01T00:00:00Z' },
    { contact_id: 'old', customer_id: 'own', channel: 'phone', at: '2023-03-01T00:00:00Z' },
    { contact_id: 'c3', customer_id: 'nobody', channel: 'phone', at: '2025-03-01T00:00:00Z' },
  ]);
  const first = await refreshOldProfiles(container);
  expect(await container.jobs.waitFor(first!.id)).toMatchObject({ state: 'succeeded', progress: { details: { customers: 4, invalidZones: 1 } } });
  expect(await profileOf(facts.customer_id)).toEqual({
    attributes: { name: 'Анна', kind: 'individual', segment: 'gold', region: 'north', consent: false, refused_channels: ['sms'], time_zone: 'Asia/Tokyo', debt: 9007199254740991, score: 0.25, vip: true, born: '1980-02-29', seen: Date.parse('2025-01-02T03:04:05.678Z'), tags: ['x', 'y'], zone: '', bonus: 120 },
    timeZone: 'Asia/Tokyo', consent: false, refusedChannels: ['sms'], contacts: [], points: 0,
  });
  expect(await profileOf('empty')).toMatchObject({ timeZone: null, consent: true, refusedChannels: [], contacts: [], attributes: { debt: null, score: null, vip: null, born: null, seen: null, tags: [] } });
  expect(await profileOf('lost')).toMatchObject({ timeZone: null, attributes: { time_zone: 'Mars/Base' } });
  expect((await profileOf('own'))?.contacts).toEqual([
    { id: 'd1', atMs: Date.parse('2025-03-01T00:00:00Z'), actionId: '', channel: 'phone', stage: '', purpose: 'collection', tags: [], campaignId: null },
    { id: 'c2', atMs: Date.parse('2025-03-02T00:00:00Z'), actionId: 'sale', channel: 'sms', stage: 'offer', purpose: 'sales', tags: ['loan', 'card'], campaignId: 'k' },
  ]);
  expect(await profileOf('nobody')).toBeUndefined();
  expect(await refreshOldProfiles(container)).toBeUndefined();

  await saveConfiguration(container.repository, { kind: 'company', id: 'company', document: { timeZone: 'UTC', timeZoneAttribute: 'zone', pointsAttribute: 'bonus' }, base: 0, author: null, at: container.now() });
  const second = await refreshOldProfiles(container);
  expect(await container.jobs.waitFor(second!.id)).toMatchObject({ state: 'succeeded' });
  expect([(await profileOf('own'))?.timeZone, (await profileOf(facts.customer_id))?.timeZone, (await profileOf(facts.customer_id))?.points]).toEqual(['Europe/Moscow', 'Asia/Tokyo', 120]);
});

it('removes those who are no more, and heals what was lost', async () => {
  await container.analytics.command("DELETE FROM customers WHERE customer_id IN ('lost', 'empty')");
  const job = await refreshOldProfiles(container);
  await container.jobs.waitFor(job!.id);
  expect([await profileOf('lost'), await profileOf('empty')]).toEqual([undefined, undefined]);
  expect((await readProfileMark(container))?.customers).toBe(2);
  await container.hotState.removePrefix('profile');
  expect(await profileOf('own')).toBeUndefined();
  await container.jobs.waitFor((await refreshOldProfiles(container))!.id);
  expect((await profileOf('own'))?.timeZone).toBe('Europe/Moscow');
});

it('ends when two loads are asked for at once, and both have ended well', async () => {
  const jobs = await Promise.all([refreshProfiles(container), refreshProfiles(container), container.jobs.create('profiles', 'customers')]);
  for (const { id } of jobs) expect((await container.jobs.waitFor(id)).state).toBe('succeeded');
});

it('loads a hundred thousand customers with their contacts in parts', async () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => ({ customer_id: `m${index}`, segment: `s${index % 7}`, debt: index, time_zone: 'Asia/Omsk' }));
  await container.analytics.insert('customers', rows);
  await container.analytics.insert('contacts', rows.flatMap(({ customer_id }) => [1, 2, 3].map((day) => ({ contact_id: `${customer_id}-${day}`, customer_id, action_id: 'sale', channel: 'sms', stage: 'offer', at: `2025-03-0${day}T10:00:00Z` }))));
  expect(await loadProfiles(container)).toMatchObject({ customers: 100_002 });
  expect((await profileOf('m99999'))?.contacts).toHaveLength(3);
  expect((await profileOf('own'))?.timeZone).toBe('Europe/Moscow');
}, 120_000);
