import { describe, expect, it } from 'vitest';
import { InstanceBuilder, instanceOf, parseProblem, solve } from '../index.js';

const base = {
  format: 'arbiter-problem/1',
  objective: { maximise: 'value' },
  actions: [{ id: 'call', channel: 'phone', cost: 10 }, { id: 'sms', channel: 'sms', cost: 1 }],
  candidates: [{ customer: 'a', action: 'call', value: 5 }, { customer: 'b', action: 'sms', value: 3 }],
  limits: [{ id: 'budget', sum: 'cost', atMost: 100 }],
};
const now = (): number => performance.now();

/** The first fault of a document at whichever step refuses it: reading, building or solving. */
async function fault(change: Record<string, unknown>): Promise<string> {
  const parsed = parseProblem({ ...base, ...change });
  if (!parsed.ok) return `${parsed.errors[0]!.code} ${parsed.errors[0]!.path}`;
  const built = instanceOf(parsed.problem);
  if (!built.ok) return `${built.errors[0]!.code} ${built.errors[0]!.path}`;
  const outcome = await solve(parsed.problem, built.instance, { now });
  return outcome.ok ? outcome.result.status : `${outcome.errors[0]!.code} ${outcome.errors[0]!.path}`;
}

describe('documents that are wrong', () => {
  it.each([
    [{ format: 'arbiter-problem/9' }, 'format /format'],
    [{ colour: 'red' }, 'unknown-key /colour'],
    [{ objective: { maximise: 'joy' } }, 'unknown-measure /objective'],
    [{ objective: { minimise: 'cost' } }, 'floor-missing /limits'],
    [{ objective: { maximise: { ratio: ['value', 'cost'] } } }, 'floor-missing /limits'],
    [{ objective: 'value' }, 'objective /objective'],
    [{ contactsPerCustomer: -1 }, 'not-a-whole-number /contactsPerCustomer'],
    [{ contactsPerCustomer: { perWeek: 2 } }, 'unknown-key /contactsPerCustomer/perWeek'],
    [{ actions: [] }, 'actions-missing /actions'],
    [{ actions: [{ id: 'call' }, { id: 'call' }] }, 'duplicate-id /actions/1/id'],
    [{ actions: [{ id: 'call', cost: Infinity }] }, 'attribute-value /actions/0/cost'],
    [{ candidates: [{ customer: 'a', action: 'fax', value: 1 }] }, 'unknown-action /candidates/0/action'],
    [{ candidates: [{ customer: 'a', action: 'call', value: NaN }] }, 'not-a-number /candidates/value/0'],
    [{ candidates: [{ customer: 'a', action: 'call', value: -Infinity }] }, 'not-a-number /candidates/value/0'],
    [{ candidates: [{ customer: 'a', action: 'call', value: '7' }] }, 'not-a-number /candidates/value/0'],
    [{ candidates: [{ customer: 'a', action: 'call' }] }, 'column-missing /candidates'],
    [{ candidates: [{ customer: '', action: 'call', value: 1 }] }, 'id-missing /candidates/0/customer'],
    [{ candidates: [{ customer: 'a', action: 'call', value: 1 }, { customer: 'a', action: 'call', value: 2 }] }, 'duplicate-candidate /candidates'],
    [{ candidates: [{ customer: 'a', action: 'call', value: 1, period: 'w1' }] }, 'no-periods /candidates'],
    [{ candidates: { columns: { customer: ['a', 'b'], action: ['call'], value: [1, 2] } } }, 'column-length /candidates/action'],
    [{ customers: [{ id: 'a' }] }, 'unknown-customer /candidates/1/customer'],
    [{ customers: [{ id: 'a' }, { id: 'a' }, { id: 'b' }] }, 'duplicate-customer /customers/1/id'],
    [{ customers: [{ id: 'a', age: 3 }, { id: 'b', age: 'old' }] }, 'mixed-column /customers/age/0'],
    [{ limits: [{ id: 'x', count: true }] }, 'one-bound /limits/0'],
    [{ limits: [{ id: 'x', count: true, atMost: 1, atLeast: 0 }] }, 'one-bound /limits/0'],
    [{ limits: [{ id: 'x', count: true, atMost: NaN }] }, 'not-a-number /limits/0/atMost'],
    [{ limits: [{ id: 'x', sum: 'minutes', atMost: 1 }] }, 'unknown-measure /limits'],
    [{ limits: [{ id: 'x', count: true, sum: 'cost', atMost: 1 }] }, 'count-or-sum /limits/0'],
    [{ limits: [{ id: 'x', count: true, where: { chanel: 'sms' }, atMost: 1 }] }, 'unknown-attribute /limits/0/where/chanel'],
    [{ limits: [{ id: 'x', count: true, where: { action: 'fax' }, atMost: 1 }] }, 'unknown-action /limits/0/where/action'],
    [{ limits: [{ id: 'x', count: true, where: { 'customer.region': 'n' }, atMost: 1 }] }, 'unknown-attribute /limits'],
    [{ limits: [{ id: 'x', count: true, atMost: 1, each: 'period' }] }, 'no-periods /limits/0/each'],
    [{ limits: [{ id: 'x', count: true, atMost: 1, orZero: true }] }, 'or-zero /limits/0/orZero'],
    [{ limits: [{ id: 'x', count: true, atMost: 1, soft: true }] }, 'soft /limits/0/soft'],
    [{ limits: [{ id: 'x', count: true, atMost: 1 }, { id: 'x', count: true, atMost: 2 }] }, 'duplicate-id /limits/1/id'],
    [{ eligibility: [{ id: 'e', forbid: { channel: 'sms' }, for: { segment: 'vip' } }] }, 'unknown-attribute /eligibility'],
    [{ eligibility: [{ id: 'e', for: { segment: 'vip' } }] }, 'forbid-or-allow-only /eligibility/0'],
    [{ eligibility: [{ id: 'e', forbid: { channel: 'sms' }, unless: { days: { over: 3 } } }] }, 'unknown-key /eligibility/0/unless/days/over'],
    [{ sequence: [{ id: 's', exclude: [{ action: 'call' }, { channel: 'phone' }] }] }, 'groups-overlap /sequence/0/exclude'],
    [{ sequence: [{ id: 's', action: { action: 'call' }, notBefore: { days: 3, after: { action: 'sms' } } }] }, 'no-periods /sequence/0'],
    [{ ageing: ['days'] }, 'unknown-attribute /ageing'],
    [{ candidates: { file: 'candidates.parquet' } }, 'file-not-read /candidates/file'],
  ])('%j', async (change, expected) => expect(await fault(change)).toBe(expected));

  it.each([null, 7, 'text', [], undefined])('is refused: %j', (document) => expect(parseProblem(document).ok).toBe(false));
});

describe('documents that are strange but right', () => {
  it.each([
    [{ candidates: [] }, 'optimal'],
    [{ limits: [] }, 'optimal'],
    [{ contactsPerCustomer: 0 }, 'optimal'],
    [{ limits: [{ id: 'none', count: true, atMost: 0 }] }, 'optimal'],
    [{ limits: [{ id: 'minus', sum: 'cost', atMost: -1 }] }, 'infeasible'],
    [{ limits: [{ id: 'up', count: true, atLeast: 2 }, { id: 'down', count: true, atMost: 1 }] }, 'infeasible'],
    [{ limits: [{ id: 'half', sum: 'cost', equal: 0.5 }] }, 'infeasible'],
    [{ limits: [{ id: 'huge', sum: 'value', atMost: 1e15 }, { id: 'tiny', sum: { cost: 1e-6 }, atMost: 1e-6 }] }, 'optimal'],
    [{ candidates: [{ customer: 'a', action: 'call', value: -5 }, { customer: 'b', action: 'sms', value: 0 }] }, 'optimal'],
    [{ candidates: [{ customer: '__proto__', action: 'call', value: 5 }, { customer: 'constructor', action: 'sms', value: 1 }] }, 'optimal'],
    [{ customers: [{ id: 1 }, { id: 2 }], candidates: [{ customer: 2, action: 'sms', value: 3 }] }, 'optimal'],
  ])('%j is %s', async (change, expected) => expect(await fault(change)).toBe(expected));
});

describe('the builder', () => {
  const problemOf = () => {
    const parsed = parseProblem({ ...base, customers: { file: '-' }, candidates: { file: '-' } });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    return parsed.problem;
  };

  it('takes columns in any order and in batches', () => {
    const builder = new InstanceBuilder(problemOf());
    builder.addCustomers({ id: ['x', 'y'], segment: { codes: [1, -1], dictionary: ['mass', 'vip'] } });
    builder.addCustomers({ id: ['z'], segment: ['mass'] });
    builder.addCandidates({ customer: ['z', 'x'], action: ['sms', 'sms'], value: Float64Array.of(1, 2), cost: [null, 4] });
    builder.addCandidates({ customer: { codes: Uint32Array.of(1, 0), dictionary: ['x', 'z'] }, action: { codes: [0, 0], dictionary: ['call'] }, value: [3, 4], cost: [5, null] });
    const built = builder.build();
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    const { offsets, option, value, measures, customers } = built.instance;
    expect([...offsets]).toEqual([0, 2, 2, 4]);
    expect([...option]).toEqual([0, 1, 0, 1]);
    expect([...value]).toEqual([4, 2, 3, 1]);
    expect([...measures['cost']!]).toEqual([10, 4, 5, 1]);
    expect([...customers.text['segment']!.codes].map((code) => customers.text['segment']!.dictionary[code])).toEqual(['vip', undefined, 'mass']);
  });

  it('counts the faults it does not list', () => {
    const builder = new InstanceBuilder(problemOf());
    builder.addCustomers({ id: ['x'] });
    builder.addCandidates({ customer: Array.from({ length: 1000 }, (_, i) => `no-${i}`), action: new Array(1000).fill('sms'), value: new Float64Array(1000) });
    const built = builder.build();
    expect(built.ok ? [] : built.errors).toHaveLength(101);
    expect(built.ok ? '' : built.errors.at(-1)!.message).toContain('900 more');
  });
});

describe('numbers far apart or far from one', () => {
  const solved = async (first: number, second: number, most: number, worth = 1, method: 'auto' | 'exact' | 'prices' = 'auto') => {
    const parsed = parseProblem({
      format: 'arbiter-problem/1',
      objective: { maximise: 'value' },
      actions: [{ id: 'a', cost: first }, { id: 'b', cost: second }],
      candidates: [{ customer: 'x', action: 'a', value: 3 * worth }, { customer: 'x', action: 'b', value: 5 * worth }, { customer: 'y', action: 'a', value: 4 * worth }],
      limits: [{ id: 'budget', sum: 'cost', atMost: most }],
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    const built = instanceOf(parsed.problem);
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    const outcome = await solve(parsed.problem, built.instance, { now, method, timeLimitMs: 2_000 });
    return outcome.ok ? outcome.result : outcome.errors[0]!.code;
  };

  it.each([
    [1e15, 1e-6, 1e15],
    [1e15, 1e-6, 1e15 + 1],
    [1e15, 1, 1e15 + 1],
  ])('%d beside %d within %d: bound and plan meet', async (first, second, most) => {
    for (const method of ['auto', 'exact', 'prices'] as const) expect(await solved(first, second, most, 1, method)).toMatchObject({ status: 'optimal', objective: 9, bound: 9 });
  });

  it('keeps what fits beside an action that is out of reach by the last digits', async () => {
    expect(await solved(1e15, 1, 1e15 - 1000)).toMatchObject({ objective: 5 });
  });

  it.each([1e-12, 1e-30, 1e-100])('takes values of %d for what they are in the bound', async (worth) => {
    const result = await solved(1, 2, 3, worth);
    expect(typeof result === 'string' ? 0 : result.bound).toBeGreaterThanOrEqual(9 * worth * (1 - 1e-12));
  });

  it('refuses what overflows in sums', async () => {
    expect(await solved(1, 2, 3, 1e307)).toBe('number-too-large');
    expect(await solved(1e300, 2, 3)).toBe('number-too-large');
    expect(await solved(1, 2, 1e300)).toBe('number-too-large');
  });

  it('names what is nested deeper than the stack', async () => {
    const deep: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));
    expect(await fault({ objective: deep })).toBe('objective /objective');
  });
});
