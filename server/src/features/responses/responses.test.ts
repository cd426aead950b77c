import type { ResponseRecord } from '@arbiter/contracts';
import { emptyState } from '@arbiter/engine';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { serializerCompiler, validatorCompiler } from '../../http/schema-compilers.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { decisionServiceOf, hotKeys, printProfile, printState, readState } from '../decisions/api.js';
import { drainOnce } from '../decisions/drain-journal.js';
import { runDueTimers } from '../timers/api.js';
import { responsesRoutes } from './responses.routes.js';

let container: Container;
let app: FastifyInstance;
let clock = '2025-03-10T12:00:00.000Z';
let count = 0;

beforeAll(async () => {
  container = await makeTestContainer({}, { now: () => new Date(clock) });
  await decisionServiceOf(container).start();
  app = fastify().setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler(true));
  await app.register(errorPlugin);
  await app.register(responsesRoutes(container));
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await decisionServiceOf(container).stop();
  await container.close();
});

const send = async (payload: object, status = 200) => {
  const answer = await app.inject({ method: 'POST', url: '/v1/responses', payload });
  expect([answer.statusCode, answer.body.slice(0, 500)]).toEqual([status, expect.anything()]);
  return answer.json<{ accepted: number; repeated: number; responses: { result: string; joined: { contactId: string; rule: string; decisionId: string | null; campaignId: string | null } | null }[]; faults?: { path: string }[] }>();
};
const respond = async (customerId: string, more: Partial<ResponseRecord>) => (await send({ responseId: `r${(count += 1)}`, customerId, kind: 'click', at: clock, ...more })).responses[0]!;
const stateOf = async (customerId: string) => readState((await container.hotState.getMany([hotKeys.state(customerId)]))[0]);
const promisesOf = async (customerId: string) => (await stateOf(customerId)).promises.map(({ id, state, paidMinor, dueOn }) => `${id} ${state} ${paidMinor} ${dueOn}`);
async function known(customerId: string, { contacts = [], timeZone = 'UTC', live = [] }: { contacts?: [id: string, at: string, campaign?: string][]; live?: [id: string, at: string, campaign?: string, placement?: string][]; timeZone?: string } = {}): Promise<void> {
  const contact = ([id, at, campaignId = 'k', placement]: [string, string, string?, string?]) => ({ id, atMs: Date.parse(at), actionId: 'call', channel: 'phone', stage: 'soft' as const, purpose: 'collection' as const, tags: [], campaignId, ...(placement === undefined ? {} : { placement }) });
  await container.hotState.putMany([
    [hotKeys.profile(customerId), printProfile({ attributes: {}, timeZone, consent: true, refusedChannels: [], points: 0, contacts: contacts.map(contact) })],
    [hotKeys.state(customerId), printState({ ...emptyState, log: live.map(contact) }, Date.parse(clock))],
  ]);
}
async function drained<Row>(sql: string): Promise<Row[]> {
  while ((await drainOnce(container)) > 0);
  return container.analytics.query<Row>(sql);
}

describe('what a response is joined to', () => {
  it('is the named decision, or the latest contact before it within the window', async () => {
    await known('joins', { contacts: [['old', '2024-12-01T00:00:00Z'], ['loaded', '2025-02-20T00:00:00Z', 'a']], live: [['loaded', '2025-02-20T00:00:00Z', 'a'], ['d1', '2025-03-05T00:00:00Z', 'b'], ['d2', '2025-03-09T00:00:00Z', 'b']] });
    expect((await respond('joins', {})).joined).toEqual({ contactId: 'd2', decisionId: 'd2', campaignId: 'b', actionId: 'call', channel: 'phone', rule: 'latest' });
    expect((await respond('joins', { decisionId: 'd1' })).joined).toMatchObject({ contactId: 'd1', rule: 'decision' });
    expect((await respond('joins', { decisionId: 'unheard' })).joined).toBeNull();
    expect((await respond('joins', { campaignId: 'a' })).joined).toMatchObject({ contactId: 'loaded' });
    expect((await respond('joins', { channel: 'sms' })).joined).toBeNull();
    // Late: what was the latest then, not now. Before any contact, or after the window: nothing.
    expect((await respond('joins', { at: '2025-03-06T00:00:00+03:00' })).joined).toMatchObject({ contactId: 'd1' });
    expect((await respond('joins', { at: '2025-03-05T00:00:00Z' })).joined).toMatchObject({ contactId: 'd1' });
    expect((await respond('joins', { at: '2024-11-30T00:00:00Z' })).joined).toBeNull();
    expect((await respond('joins', { at: '2025-01-15T00:00:00Z' })).joined).toBeNull();
    const rows = await drained<{ joined_by: string; contact_id: string; campaign_id: string }>("SELECT joined_by, contact_id, campaign_id FROM responses FINAL WHERE customer_id = 'joins' ORDER BY toUInt32(substring(response_id, 2))");
    expect(rows.slice(0, 4)).toEqual([{ joined_by: 'latest', contact_id: 'd2', campaign_id: 'b' }, { joined_by: 'decision', contact_id: 'd1', campaign_id: 'b' }, { joined_by: '', contact_id: '', campaign_id: '' }, { joined_by: 'latest', contact_id: 'loaded', campaign_id: 'a' }]);
  });

  it('is taken once, whatever comes twice or at the same time', async () => {
    await known('twice');
    const same = { responseId: 'same', customerId: 'twice', kind: 'promise', at: clock, amountMinor: 100, promiseDueOn: '2025-03-12' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(same)));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
    await Promise.all(Array.from({ length: 50 }, (_, index) => send({ responseId: `part${index}`, customerId: 'twice', kind: 'payment', at: clock, amountMinor: 1 })));
    expect(await promisesOf('twice')).toEqual(['same open 50 2025-03-12']);
  });
});

describe('what a response does', () => {
  it('ends the sequence of the contact by a conversion, and all plans by a payment without a campaign', async () => {
    await known('converts', { live: [['d1', '2025-03-05T00:00:00Z', 'b', 'banner']] });
    await respond('converts', { kind: 'accepted' });
    expect((await stateOf('converts')).converted).toEqual({ b: Date.parse(clock), 'placement:banner': Date.parse(clock), 'action:call': Date.parse(clock) });
    await respond('converts', { kind: 'payment', amountMinor: 5, at: '2025-03-08T00:00:00Z', responseId: 'pays' });
    expect((await stateOf('converts')).converted['*']).toBe(Date.parse('2025-03-08T00:00:00Z'));
    // The payment was somebody else's: nothing is ended by it any more, and its row is the correction's.
    await respond('converts', { kind: 'void', corrects: 'pays', responseId: 'pays-not' });
    expect((await stateOf('converts')).converted).not.toHaveProperty('*');
    expect(await respond('converts', { kind: 'payment', responseId: 'pays' })).toMatchObject({ result: 'repeated' });
    expect(await drained("SELECT response_id, kind, amount_minor, corrected_by FROM responses FINAL WHERE customer_id = 'converts' AND response_id LIKE 'pays%'")).toEqual([{ response_id: 'pays', kind: 'void', amount_minor: '0', corrected_by: 'pays-not' }]);
  });

  it('takes a correction that comes before what it corrects', async () => {
    await known('early');
    await respond('early', { responseId: 'c2', corrects: 'c1', kind: 'payment', amountMinor: 7 });
    expect(await respond('early', { responseId: 'c1', kind: 'payment', amountMinor: 5 })).toMatchObject({ result: 'repeated' });
    expect((await stateOf('early')).responses).toMatchObject([{ id: 'c1', amountMinor: 7 }]);
  });

  it('keeps in mind complaints and channels that are refused', async () => {
    await known('refuses', { live: [['d1', '2025-03-05T00:00:00Z']] });
    await respond('refuses', { kind: 'unsubscribe' });
    await respond('refuses', { kind: 'complaint' });
    const state = await stateOf('refuses');
    expect([state.consents, state.flags]).toEqual([{ 'channel:phone': { given: false, atMs: Date.parse(clock) } }, { complaint: Date.parse(clock) }]);
    await known('leaves');
    await respond('leaves', { kind: 'unsubscribe' });
    expect((await stateOf('leaves')).consents).toEqual({ consent: { given: false, atMs: Date.parse(clock) } });
  });
});

describe('a promise to pay', () => {
  const at = async (moment: string) => {
    clock = moment;
    await runDueTimers(container, 'promise');
  };

  it('is kept, partial or broken by what was paid until its last day is over', async () => {
    clock = '2025-03-10T12:00:00.000Z';
    for (const id of ['keeps', 'part', 'breaks', 'file']) {
      await known(id, { timeZone: 'Asia/Vladivostok' });
      await respond(id, { kind: 'promise', responseId: `p-${id}`, amountMinor: 1000, promiseDueOn: '2025-03-12' });
      expect((await stateOf(id)).flags).toHaveProperty('promise_open');
    }
    await respond('keeps', { kind: 'payment', amountMinor: 900 });
    await respond('part', { kind: 'payment', amountMinor: 899 });
    await container.analytics.insert('payments', [{ payment_id: 'f1', customer_id: 'file', amount_minor: 1000, paid_on: '2025-03-14' }]);
    expect(await promisesOf('keeps')).toEqual(['p-keeps kept 900 2025-03-12']);
    expect((await stateOf('keeps')).flags).toEqual({});
    // The 14th ends in Vladivostok at 14:00 UTC.
    await at('2025-03-14T13:59:59.000Z');
    expect(await promisesOf('breaks')).toEqual(['p-breaks open 0 2025-03-12']);
    await at('2025-03-14T14:00:00.000Z');
    expect([await promisesOf('breaks'), await promisesOf('part'), await promisesOf('file')]).toEqual([['p-breaks broken 0 2025-03-12'], ['p-part partial 899 2025-03-12'], ['p-file kept 1000 2025-03-12']]);
    expect((await stateOf('breaks')).flags).toEqual({});
    // A payment that is told late but was made in time mends it; one made too late does not.
    await respond('breaks', { kind: 'payment', amountMinor: 500, at: '2025-03-14T14:00:00Z' });
    expect(await promisesOf('breaks')).toEqual(['p-breaks broken 0 2025-03-12']);
    await respond('breaks', { kind: 'payment', amountMinor: 950, at: '2025-03-14T13:00:00Z' });
    expect(await promisesOf('breaks')).toEqual(['p-breaks kept 950 2025-03-12']);
    // The same payment told besides the file is one payment.
    await respond('file', { kind: 'payment', responseId: 'f1', amountMinor: 1000, at: '2025-03-14T03:00:00Z' });
    expect((await stateOf('file')).responses.filter(({ kind }) => kind === 'payment')).toHaveLength(1);
    expect(await drained("SELECT number, state FROM promises FINAL WHERE promise_id = 'p-breaks' ORDER BY number")).toEqual([{ number: 1, state: 'open' }, { number: 2, state: 'broken' }, { number: 3, state: 'kept' }]);
  });

  it('counts each payment once, for the oldest promise first', async () => {
    clock = '2025-03-10T12:00:00.000Z';
    await known('several');
    await respond('several', { kind: 'promise', responseId: 's2', amountMinor: 500, promiseDueOn: '2025-03-11', at: '2025-03-10T11:00:00Z' });
    await respond('several', { kind: 'promise', responseId: 's1', amountMinor: 300, promiseDueOn: '2025-03-30', at: '2025-03-10T10:00:00Z' });
    await respond('several', { kind: 'payment', amountMinor: 1000, at: '2025-03-10T09:00:00Z' });
    expect(await promisesOf('several')).toEqual(['s1 open 0 2025-03-30', 's2 open 0 2025-03-11']);
    await respond('several', { kind: 'payment', amountMinor: 400, at: '2025-03-10T11:30:00Z' });
    expect(await promisesOf('several')).toEqual(['s1 kept 300 2025-03-30', 's2 open 100 2025-03-11']);
  });

  it('may be changed and withdrawn', async () => {
    clock = '2025-03-10T12:00:00.000Z';
    await known('changes');
    await respond('changes', { kind: 'promise', responseId: 'q', amountMinor: 500, promiseDueOn: '2025-03-11' });
    await respond('changes', { kind: 'promise', responseId: 'q-later', corrects: 'q', amountMinor: 600, promiseDueOn: '2025-04-01' });
    await at('2025-03-20T00:00:00.000Z');
    expect(await promisesOf('changes')).toEqual(['q open 0 2025-04-01']);
    await respond('changes', { kind: 'promise-withdrawn', responseId: 'q-not', corrects: 'q-later' });
    expect(await promisesOf('changes')).toEqual(['q withdrawn 0 2025-04-01']);
    expect((await stateOf('changes')).flags).toEqual({});
    await at('2025-05-20T00:00:00.000Z');
    expect(await promisesOf('changes')).toEqual(['q withdrawn 0 2025-04-01']);
  });

  it('ends with its day where the clocks change that night', async () => {
    clock = '2025-03-28T12:00:00.000Z';
    await known('berlin', { timeZone: 'Europe/Berlin' });
    await respond('berlin', { kind: 'promise', responseId: 'b1', amountMinor: 500, promiseDueOn: '2025-03-28' });
    expect((await stateOf('berlin')).promises[0]?.checkAtMs).toBe(Date.parse('2025-03-30T22:00:00Z'));
    await known('santiago', { timeZone: 'America/Santiago' });
    // Midnight of 7 September 2025 does not exist there: the day before ends when the clocks jump.
    await respond('santiago', { kind: 'promise', responseId: 'b2', amountMinor: 500, promiseDueOn: '2025-09-04' });
    expect((await stateOf('santiago')).promises[0]?.checkAtMs).toBe(Date.parse('2025-09-07T04:00:00Z'));
  });

  it('is refused where it cannot be', async () => {
    const one = { responseId: 'x', customerId: 'keeps', kind: 'promise', at: clock };
    for (const more of [{ amountMinor: 5, promiseDueOn: '2025-01-01' }, { amountMinor: 5, promiseDueOn: '2027-01-01' }, { promiseDueOn: '2025-04-01' }, { amountMinor: 5, promiseDueOn: '2025-02-30' }, { corrects: 'x' }]) await send({ ...one, ...more }, 400);
  });
});
