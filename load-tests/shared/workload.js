// The workload of decisions, made from a seed: the same customers, rules, policy, offers and requests wherever it is made.
// Read by k6 and by Node alike, so it imports nothing.

export const placementId = 'load';
export const channels = ['web', 'sms', 'email', 'push'];
export const segments = 7;
export const regions = 80;
export const kinds = 3;
export const candidateCount = 20;

/** Mulberry32: a generator of numbers from 0 to 1 that any text or number seeds. */
export function randomFrom(seed) {
  let state = 2166136261;
  for (const letter of String(seed)) state = Math.imul(state ^ letter.codePointAt(0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Attributes by the customer's number, the same as `customersSql` writes. */
export const customerOf = (number) => ({ customerId: `c${number}`, attributes: { segment: `s${number % segments}`, region: `r${number % regions}`, kind: `k${number % kinds}` } });

/** Customers for ClickHouse; a parameter `{n:UInt64}` says how many. */
export const customersSql = `INSERT INTO customers (customer_id, segment, region, kind) SELECT concat('c', toString(number)), concat('s', toString(number % ${segments})), concat('r', toString(number % ${regions})), concat('k', toString(number % ${kinds})) FROM numbers({n:UInt64})`;

/** The catalogue: twenty actions over four channels, with values and tags. */
export const actions = Array.from({ length: candidateCount }, (_, index) => ({
  id: `a${index}`,
  title: { ru: `Предложение ${index}`, en: `Offer ${index}` },
  channel: channels[index % channels.length],
  stage: 'offer',
  costMinor: 100 + index,
  valueMinor: 10_000 * (1 + (index % 7)),
  tags: [index % 2 === 0 ? 'loan' : 'card'],
}));

/** A hundred rules of two or three conditions over attributes and context, as json-rules-engine writes them. */
export const rules = Array.from({ length: 100 }, (_, index) => ({
  priority: 1 + (index % 7),
  conditions: {
    all: [
      { fact: 'segment', operator: 'equal', value: `s${index % segments}` },
      { fact: 'context.amount', operator: 'greaterThan', value: index * 10 },
      { any: [{ fact: 'region', operator: 'in', value: ['r1', 'r2', 'r3', `r${index % regions}`] }, { fact: 'kind', operator: 'notEqual', value: 'k1' }] },
    ],
  },
  event: { type: 'offer', params: { actionId: `a${index % candidateCount}` } },
}));

/** Contact policy of eight caps: per channel, per tag and for all, by calendar days, weeks, months and sliding days. */
export const policy = {
  title: 'Load',
  active: true,
  timeZone: 'Europe/Moscow',
  rules: [
    { id: 'all-day', kind: 'cap', of: {}, atMost: 12, per: 'day' },
    { id: 'all-week', kind: 'cap', of: {}, atMost: 25, per: 'week' },
    { id: 'all-month', kind: 'cap', of: {}, atMost: 40, per: 'month' },
    { id: 'sms-day', kind: 'cap', of: { channel: ['sms'] }, atMost: 3, per: 'day' },
    { id: 'email-day', kind: 'cap', of: { channel: ['email'] }, atMost: 4, per: 'day' },
    { id: 'push-week', kind: 'cap', of: { channel: ['push'] }, atMost: 8, per: 'week' },
    { id: 'loans-week', kind: 'cap', of: { tag: ['loan'] }, atMost: 15, per: 'week' },
    { id: 'sales-fortnight', kind: 'cap', of: { purpose: ['sales'] }, atMost: 30, per: 'sliding-days', length: 14 },
  ],
};

export const placementWith = (ruleSetId) => ({ title: 'Load', active: true, inbound: true, channels, ruleSetId, most: 1 });

/** Twenty candidates with propensities to four digits. */
const offersOf = (random) => actions.map(({ id }) => ({ actionId: id, propensity: Math.round(random() * 10_000) / 10_000 }));

/** A request for a decision about one of so many customers. */
export function decisionRequest(random, customers) {
  return { customerId: `c${Math.floor(random() * customers)}`, placement: placementId, context: { amount: Math.floor(random() * 2000), page: 'main' }, offers: offersOf(random) };
}

/** A key that no other request of a run has. */
export const idempotencyKey = (run, user, iteration) => `${run}-${user}-${iteration}`;
