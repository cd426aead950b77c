import type { StrategyDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { compiled, context, dependenciesOf, edges, node, outputsOf, strategy } from './testing/strategy-fixture.js';

const out = (...assignments: [string, string][]) => ({ assignments: assignments.map(([name, value]) => ({ name, value })) });
const calc = (...assignments: [string, string][]) => out(...assignments);
const branch = (...branches: [string, string][]) => ({ branches: branches.map(([port, condition]) => ({ port, condition })) });

const credit = (): StrategyDocument =>
  strategy(
    { inputs: { income: { type: 'number', required: true }, debt: { type: 'number', default: 0 }, birthday: 'date' }, variables: { ratio: 'number' }, outputs: { decision: { type: 'string', required: true }, limit: { type: 'integer', min: 0, max: 1_000_000 } } },
    [
      node('start', 'input'),
      node('ratio', 'calculate', calc(['ratio', 'if income > 0 then debt / income else null'])),
      node('check', 'branch', branch(['low', 'ratio < 0.3'], ['middle', 'ratio < 0.6'])),
      node('yes', 'output', { ...out(['decision', '"approve"'], ['limit', 'floor(income * 10)']), decision: '"approve"', action: '"call"', terms: [{ name: 'rate', value: '12.5' }], reasonCodes: ['"GOOD"', '["A", "B"]'] }),
      node('half', 'output', out(['decision', '"review"'], ['limit', 'floor(income * 2)'])),
      node('no', 'output', out(['decision', '"refuse"'])),
    ],
    ['start -> ratio', 'ratio -> check', 'check:low -> yes', 'check:middle -> half', 'check:else -> no'],
  );

describe('a compiled strategy', () => {
  it('goes along one way and answers', () => {
    const { evaluate, waits, code } = compiled(credit());
    expect(waits).toBe(false);
    expect(evaluate({ income: 1000, debt: 100 }, context())).toEqual({
      ok: true,
      answer: { outputs: { decision: 'approve', limit: 10_000 }, outcome: { decision: 'approve', action: 'call', channel: null, terms: { rate: 12.5 }, reasonCodes: ['GOOD', 'A', 'B'] } },
    });
    expect(outputsOf(credit(), { income: 1000, debt: 500 })).toEqual({ decision: 'review', limit: 2000 });
    expect(outputsOf(credit(), { income: 0 })).toEqual({ decision: 'refuse', limit: null });
    expect(code).toContain('function evaluate(input, run)');
  });

  it('refuses a faulty input with its places', () => {
    expect(compiled(credit()).evaluate({ income: 'x', birthday: '2020-13-01', more: 1 }, context())).toMatchObject({
      ok: false,
      failure: { code: 'input-invalid', nodeId: null, faults: [{ path: '/income' }, { path: '/birthday' }, { path: '/more' }] },
    });
    expect(compiled(credit()).evaluate({ income: 1, more: 1 }, context({ unknownInputs: 'ignore' })).ok).toBe(true);
  });

  it('ends with the node when a value leaves its range', () => {
    expect(compiled(credit()).evaluate({ income: 1e9 }, context())).toMatchObject({ ok: false, failure: { code: 'too-large', nodeId: 'yes' } });
  });

  it('traces the way, the writes and the notes', async () => {
    let time = 0;
    const { result, trace } = await compiled(credit()).evaluateTraced({ income: 1000, debt: 500 }, context({ clock: () => (time += 1) }));
    expect(result.ok).toBe(true);
    expect(trace.map(({ path, port }) => `${path} ${port}`)).toEqual(['start next', 'ratio next', 'check middle', 'half null']);
    expect(trace[1]!.written).toEqual({ ratio: 0.5 });
    expect(trace.every(({ durationMs }) => durationMs > 0)).toBe(true);
  });

  it('holds its caps', () => {
    expect(compiled(credit()).evaluate({ income: 1 }, context({ limits: { steps: 2 } }))).toMatchObject({ ok: false, failure: { code: 'step-limit' } });
    let time = 0;
    expect(compiled(credit()).evaluate({ income: 1 }, context({ clock: () => (time += 1000), limits: { timeMs: 500 } }))).toMatchObject({ ok: false, failure: { code: 'time-budget' } });
    expect(compiled(credit()).evaluate({ income: 1 }, context({ signal: AbortSignal.abort() }))).toMatchObject({ ok: false, failure: { code: 'aborted' } });
  });
});

describe('a traced evaluation', () => {
  it('fails as the other does, wherever that is', async () => {
    for (const steps of [0, 1, 2, 3, 4, 5]) {
      const more = context({ limits: { steps: Math.max(1, steps) } });
      const ready = compiled(credit());
      const { result, trace } = await ready.evaluateTraced({ income: 1000 }, more);
      expect(result).toEqual(ready.evaluate({ income: 1000 }, more));
      if (!result.ok) expect(trace.at(-1)).toMatchObject({ nodeId: result.failure.nodeId, port: null, error: { code: 'step-limit' } });
    }
  });
});

describe('error policies', () => {
  const failing = (onError: object | undefined): StrategyDocument =>
    strategy(
      { inputs: { a: 'any' }, variables: { n: { type: 'integer', default: 7 } }, outputs: { result: 'integer', code: 'string' } },
      [node('start', 'input'), node('set', 'calculate', calc(['n', '8'], ['n', 'a']), onError as never), node('end', 'output', out(['result', 'n'], ['code', 'error_code'])), ...(onError && (onError as { then: string }).then === 'edge' ? [node('rescue', 'output', out(['result', 'n'], ['code', 'error_code']))] : [])],
      ['start -> set', 'set -> end', ...(onError && (onError as { then: string }).then === 'edge' ? ['set:error -> rescue'] : [])],
    );

  it('fail with the node', () => {
    expect(compiled(failing(undefined)).evaluate({ a: 'x' }, context())).toMatchObject({ ok: false, failure: { code: 'wrong-type', nodeId: 'set' } });
    expect(compiled(failing({ then: 'fail', retry: { times: 3, backoffMs: 1 } })).evaluate({ a: 'x' }, context())).toMatchObject({ ok: false, failure: { code: 'wrong-type', nodeId: 'set' } });
  });

  it('take back what was written and leave by "error"', () => {
    expect(outputsOf(failing({ then: 'edge' }), { a: 'x' })).toEqual({ result: 7, code: 'wrong-type' });
    expect(outputsOf(failing({ then: 'edge' }), { a: 3 })).toEqual({ result: 3, code: null });
  });

  it('write default values', () => {
    expect(outputsOf(failing({ then: 'default', values: { n: 99 } }), { a: 'x' })).toEqual({ result: 99, code: 'wrong-type' });
  });

  it('take back the outcome of an output node', () => {
    const document = strategy(
      { inputs: { a: 'any' }, outputs: { r: 'string' } },
      [node('start', 'input'), node('first', 'output', { ...out(['r', '"first"']), decision: '1', reasonCodes: ['"R"'], terms: [{ name: 't', value: '1' }], channel: 'a' }, { then: 'edge' }), node('second', 'output')],
      ['start -> first', 'first:error -> second'],
    );
    expect(compiled(document).evaluate({ a: 5 }, context())).toMatchObject({ answer: { outputs: { r: null }, outcome: { decision: null, channel: null, terms: {}, reasonCodes: [] } } });
    expect(compiled(document).evaluate({ a: 'sms' }, context())).toMatchObject({ answer: { outputs: { r: 'first' }, outcome: { decision: 1, channel: 'sms', terms: { t: 1 }, reasonCodes: ['R'] } } });
  });

  it('do not catch a cap', () => {
    expect(compiled(failing({ then: 'edge' })).evaluate({ a: 1 }, context({ limits: { steps: 1 } }))).toMatchObject({ failure: { code: 'step-limit' } });
  });
});

describe('loops', () => {
  const roll = (): StrategyDocument =>
    strategy(
      {
        inputs: { contracts: { type: 'list', items: { type: 'object', fields: [{ name: 'id', type: 'string' }, { name: 'invoices', type: 'list', items: { type: 'number' } }] } } },
        variables: { total: 'number', sum: 'number', big: { type: 'list', items: { type: 'string' } }, mark: 'string' },
        outputs: { all: 'number', marks: { type: 'list', items: { type: 'string' } } },
      },
      [
        node('start', 'input'),
        node('each', 'loop', {
          list: 'contracts',
          element: 'contract',
          index: 'place',
          accumulators: [{ name: 'total', initial: '0', next: 'total + sum' }],
          collect: { name: 'marks', value: 'mark' },
          breakWhen: 'total > 1000',
          body: {
            start: 'inner',
            nodes: [
              node('inner', 'loop', { list: 'contract.invoices', element: 'invoice', accumulators: [{ name: 'sum', initial: '0', next: 'sum + invoice' }], body: { start: 'nothing', nodes: [node('nothing', 'calculate', calc(['mark', '"x"']))], edges: [] } }),
              node('name', 'calculate', calc(['mark', 'contract.id + ":" + string(place) + ":" + string(sum)'])),
            ],
            edges: edges('inner -> name'),
          },
        }),
        node('end', 'output', out(['all', 'total'])),
      ],
      ['start -> each', 'each -> end'],
    );

  it.each([
    [null, { all: 0, marks: [] }],
    [[], { all: 0, marks: [] }],
    [[{ id: 'a', invoices: [1, 2] }], { all: 3, marks: ['a:1:3'] }],
    [[{ id: 'a', invoices: [1, 2] }, { id: 'b', invoices: null }, { id: 'c', invoices: [5] }], { all: 8, marks: ['a:1:3', 'b:2:0', 'c:3:5'] }],
    [[{ id: 'a', invoices: [2000] }, { id: 'b', invoices: [1] }], { all: 2000, marks: ['a:1:2000'] }],
  ])('roll up %j', (contracts, expected) => {
    expect(outputsOf(roll(), { contracts })).toEqual(expected);
  });

  it('name their rounds in the trace', async () => {
    const { trace } = await compiled(roll()).evaluateTraced({ contracts: [{ id: 'a', invoices: [1, 2] }] }, context());
    expect(trace.map(({ path }) => path)).toEqual(['start', 'each', 'each[1]/inner', 'each[1]/inner[1]/nothing', 'each[1]/inner[2]/nothing', 'each[1]/name', 'end']);
  });

  it('stop at their limit, or fail', () => {
    const limited = (exceeded: string) => {
      const document = roll();
      (document.graph.nodes[1]!.settings as { limit: unknown }).limit = { count: 1, exceeded };
      return compiled(document).evaluate({ contracts: [{ id: 'a', invoices: [1] }, { id: 'b', invoices: [2] }] }, context());
    };
    expect(limited('stop')).toMatchObject({ ok: true, answer: { outputs: { all: 1 } } });
    expect(limited('error')).toMatchObject({ ok: false, failure: { code: 'loop-limit', nodeId: 'each' } });
  });
});

describe('sub-processes', () => {
  const reference = { kind: 'strategy' as const, id: 'credit', version: 2 };
  const dependencies = dependenciesOf([{ ...reference, document: credit() }]);
  const caller = () =>
    strategy(
      { inputs: { people: { type: 'list', items: { type: 'number' } } }, variables: { verdict: 'string', again: 'string' }, outputs: { verdicts: { type: 'list', items: { type: 'string' } }, last: 'string' } },
      [
        node('start', 'input'),
        node('each', 'loop', { list: 'people', element: 'person', collect: { name: 'verdicts', value: 'verdict' }, body: { start: 'one', nodes: [node('one', 'sub-process', { strategy: reference, inputs: [{ name: 'income', value: 'person' }, { name: 'debt', value: '100' }], outputs: [{ name: 'verdict', value: 'decision' }] })], edges: [] } }),
        node('twice', 'sub-process', { strategy: reference, inputs: [{ name: 'income', value: '1000' }], outputs: [{ name: 'again', value: 'decision + ":" + string(limit)' }], reasons: 'drop' }),
        node('end', 'output', out(['last', 'again'])),
      ],
      ['start -> each', 'each -> twice', 'twice -> end'],
    );

  it('run inline, printed once', async () => {
    const ready = compiled(caller(), dependencies);
    expect(ready.evaluate({ people: [1000, 200, 0] }, context())).toMatchObject({ ok: true, answer: { outputs: { verdicts: ['approve', 'review', 'refuse'], last: 'approve:10000' }, outcome: { reasonCodes: ['GOOD', 'A', 'B'] } } });
    expect(ready.code.match(/function sub_credit_2_node_ratio\(/g)).toHaveLength(1);
    expect(ready.references).toEqual([reference]);
    const { trace } = await ready.evaluateTraced({ people: [1000] }, context());
    expect(trace.map(({ path }) => path)).toContain('each[1]/one/ratio');
  });

  it('fail at the inner node', () => {
    const { evaluate } = compiled(caller(), dependencies);
    expect(evaluate({ people: [1e9] }, context())).toMatchObject({ ok: false, failure: { code: 'too-large', nodeId: 'yes' } });
    expect(evaluate({ people: [null] }, context())).toMatchObject({ ok: false, failure: { code: 'missing', nodeId: 'one', details: { path: 'each/one' } } });
  });
});

describe('the other kinds', () => {
  const split = strategy(
    { inputs: { customer: { type: 'string', required: true } }, variables: { arm: 'string' }, outputs: { group: 'string' } },
    [node('start', 'input'), node('test', 'ab-test', { key: 'customer', salt: 's', arms: [{ port: 'champion', share: 7000, champion: true }, { port: 'challenger', share: 3000 }], arm: 'arm' }), node('a', 'output', out(['group', 'arm'])), node('b', 'output', out(['group', '"other " + arm']))],
    ['start -> test', 'test:champion -> a', 'test:challenger -> b'],
  );

  it('A/B test: shares as planned, the same arm each time', () => {
    const { evaluate } = compiled(split);
    const groups = Array.from({ length: 10_000 }, (_, i) => evaluate({ customer: `c${i}` }, context()));
    const champions = groups.filter((result) => result.ok && result.answer.outputs.group === 'champion').length;
    expect(Math.abs(champions - 7000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.7 * 0.3));
    const again = compiled(split);
    expect(Array.from({ length: 100 }, (_, i) => again.evaluate({ customer: `c${i}` }, context()))).toEqual(groups.slice(0, 100));
  });

  it('contact policy and channel: ask the services that they are given', () => {
    const document = strategy(
      { inputs: { customer: { type: 'string', required: true } }, variables: { chosen: 'string', when: 'date and time' }, outputs: { channel: 'string', at: 'date and time' } },
      [
        node('start', 'input'),
        node('choose', 'channel', { customer: 'customer', action: '"offer"', channels: [{ channel: 'sms', score: '0.2' }, { channel: 'push', score: 'null' }], channel: 'chosen', at: 'when' }),
        node('ask', 'contact-policy', { customer: 'customer', channel: 'chosen', action: '"offer"' }),
        node('yes', 'output', out(['channel', 'chosen'], ['at', 'when'])),
        node('no', 'output', out(['channel', 'null'])),
      ],
      ['start -> choose', 'choose:chosen -> ask', 'choose:none -> no', 'ask:allowed -> yes', 'ask:refused -> no'],
    );
    const services = {
      contactPolicy: ({ customer }: { customer: string }) => ({ allowed: customer === 'a', reasons: ['TOO-OFTEN'] }),
      channel: ({ channels }: { channels: { channel: string }[] }) => ({ channel: channels.length === 1 ? channels[0]!.channel : null, at: '2026-01-31T10:00:00Z', reasons: ['BEST'] }),
    } as never;
    const { evaluate } = compiled(document);
    expect(evaluate({ customer: 'a' }, context({ services }))).toMatchObject({ answer: { outputs: { channel: 'sms', at: '2026-01-31T10:00:00Z' }, outcome: { reasonCodes: ['BEST'] } } });
    expect(evaluate({ customer: 'b' }, context({ services }))).toMatchObject({ answer: { outputs: { channel: null }, outcome: { reasonCodes: ['BEST', 'TOO-OFTEN'] } } });
    expect(evaluate({ customer: 'b' }, context())).toMatchObject({ ok: false, failure: { code: 'service-missing', nodeId: 'choose' } });
  });
});
