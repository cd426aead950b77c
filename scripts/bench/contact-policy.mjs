// Contact policy of one decision: 8 caps over a log of 40 contacts, in CPU microseconds. Run with `npm run bench contact-policy`.
import { collectionLaw, compilePolicies } from '@arbiter/engine/policy/index';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-03-11T12:00:00Z');
const all = (rest) => ({ kind: 'cap', of: {}, ...rest });
const of = (channel, rest) => ({ kind: 'cap', of: { channel: [channel] }, ...rest });
const caps = [
  of('phone', { id: 'c1', atMost: 2, per: 'day' }), of('phone', { id: 'c2', atMost: 20, per: 'week' }), of('phone', { id: 'c3', atMost: 100, per: 'month' }),
  of('sms', { id: 'c4', atMost: 100, per: 'sliding-days', length: 7 }), all({ id: 'c5', atMost: 3, per: 'day' }), all({ id: 'c6', atMost: 100, per: 'week' }),
  all({ id: 'c7', atMost: 300, per: 'month' }), all({ id: 'c8', atMost: 300, per: 'sliding-days', length: 30 }),
];
const document = { title: 'caps', active: true, timeZone: 'Europe/Moscow', rules: caps };
const offer = { actionId: 'call', channel: 'phone', stage: 'soft', purpose: 'collection', tags: ['debt'], campaignId: 'c' };
const subjectWith = (contacts) => ({ attributes: { kind: 'individual' }, timeZone: 'Asia/Vladivostok', consent: true, refusedChannels: [], consents: {}, stopLists: [], flags: {}, contacts });
// A contact every 16 hours: 40 of them fill 27 days, all of them within the longest windows.
const log = Array.from({ length: 40 }, (_, index) => ({ id: String(index), atMs: nowMs - (40 - index) * 16 * hourMs, actionId: 'call', channel: index % 2 ? 'phone' : 'sms', stage: 'soft', purpose: 'collection', tags: [], campaignId: 'c' }));

function measure(name, run, times) {
  for (let index = 0; index < times / 5; index += 1) run(index);
  const rounds = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    for (let index = 0; index < times; index += 1) run(index);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / times;
  });
  process.stdout.write(`${name.padEnd(72)} ${rounds.sort((one, other) => one - other)[3].toFixed(2)} µs\n`);
}

const set = compilePolicies([{ id: 'caps', document }]);
const law = compilePolicies([{ id: 'law', document: collectionLaw() }]);
const both = compilePolicies([{ id: 'caps', document }, { id: 'law', document: collectionLaw() }]);
const subject = subjectWith(log);
const empty = subjectWith([]);
if (set.refusal(offer, subject, nowMs) !== undefined) throw new Error('The measured offer should be allowed');
const at = (index) => nowMs + (index % 60) * 1000;
measure('8 caps, log of 40, allowed: all rules looked at', (index) => set.refusal(offer, subject, at(index)), 200_000);
measure('8 caps, no contact yet', (index) => set.refusal(offer, empty, at(index)), 200_000);
measure('law 230-FZ, log of 40, refused with the instant of its end', (index) => law.refusal(offer, subject, at(index)), 200_000);
measure('both policies, 20 candidates', (index) => { for (let other = 0; other < 20; other += 1) both.refusal(offer, subject, at(index)); }, 20_000);
measure('first allowed instant within 35 days, both policies', (index) => both.firstAllowed(offer, subject, at(index), 35 * 24 * hourMs), 20_000);
measure('compile law 230-FZ with its tests', () => compilePolicies([{ id: 'law', document: collectionLaw() }]), 500);
