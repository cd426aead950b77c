import { describe, expect, it } from 'vitest';
import { StrategyFailure, type SqlRequest } from './strategy-services.js';
import { compiled, context, dependenciesOf, edges, node, strategy } from './testing/strategy-fixture.js';

const out = (...assignments: [string, string][]) => ({ assignments: assignments.map(([name, value]) => ({ name, value })) });
const sql = (value: string) => ({ source: 'warehouse', statement: 'SELECT n FROM t WHERE id = {id}', parameters: [{ name: 'id', type: 'number', value }], result: { take: 'first-row', columns: [{ column: 'n', name: 'n' }] } });
type Answer = (request: SqlRequest, signal: AbortSignal | undefined) => Promise<Record<string, unknown>[]>;
const services = (answer: Answer) => ({ sql: answer }) as never;
const asking = (onError?: object) =>
  strategy(
    { inputs: { id: 'number' }, variables: { n: { type: 'number', default: -1 } }, outputs: { r: 'number', code: 'string' } },
    [node('start', 'input'), node('ask', 'sql', sql('id'), onError as never), node('end', 'output', out(['r', 'n'], ['code', 'error_code']))],
    ['start -> ask', 'ask -> end', ...((onError as { then?: string } | undefined)?.then === 'edge' ? ['ask:error -> end'] : [])],
  );
const idOf = (request: SqlRequest): number => Number(request.parameters.id!.value);

describe('a strategy that waits', () => {
  it('keeps a thousand evaluations apart that run at once', async () => {
    const ready = compiled(asking());
    expect(ready.waits).toBe(true);
    expect(ready.code).toContain('await node_ask(s, x, run)');
    const later: Answer = async (request) => {
      await new Promise((done) => setTimeout(done, idOf(request) % 7));
      return [{ n: idOf(request) * 2 }];
    };
    const results = await Promise.all(Array.from({ length: 1000 }, (_, id) => ready.evaluateAsync({ id }, context({ services: services(later) }))));
    results.forEach((result, id) => expect(result).toMatchObject({ ok: true, answer: { outputs: { r: id * 2 } } }));
    expect(() => ready.evaluate({ id: 1 }, context())).toThrow(/evaluateAsync/);
  });

  it('tries again after longer and longer waits', async () => {
    const slept: number[] = [];
    let calls = 0;
    const failing: Answer = async () => {
      calls += 1;
      if (calls < 4) throw new StrategyFailure('source-failed', 'The source is away');
      return [{ n: 5 }];
    };
    const more = { services: services(failing), sleep: async (ms: number) => void slept.push(ms) };
    expect(await compiled(asking({ then: 'fail', retry: { times: 3, backoffMs: 10 } })).evaluateAsync({ id: 1 }, context(more))).toMatchObject({ ok: true, answer: { outputs: { r: 5 } } });
    expect(slept).toEqual([10, 20, 40]);
    calls = -10;
    expect(await compiled(asking({ then: 'fail', retry: { times: 2, backoffMs: 0 } })).evaluateAsync({ id: 1 }, context(more))).toMatchObject({ ok: false, failure: { code: 'source-failed', nodeId: 'ask' } });
    expect(calls).toBe(-7);
    calls = -10;
    const { trace } = await compiled(asking({ then: 'edge', retry: { times: 1, backoffMs: 0 } })).evaluateTraced({ id: 1 }, context(more));
    expect(trace[1]).toMatchObject({ nodeId: 'ask', port: 'error', written: {}, error: { code: 'source-failed' } });
  });

  it('goes on by its policy', async () => {
    const failing = services(async () => Promise.reject(new StrategyFailure('source-failed', 'away')));
    expect(await compiled(asking({ then: 'edge' })).evaluateAsync({ id: 1 }, context({ services: failing }))).toMatchObject({ answer: { outputs: { r: -1, code: 'source-failed' } } });
    expect(await compiled(asking({ then: 'default', values: { n: 3 } })).evaluateAsync({ id: 1 }, context({ services: failing }))).toMatchObject({ answer: { outputs: { r: 3 } } });
  });

  it('gives services no more time than is left, and ends when it is over or the caller leaves', async () => {
    let time = 0;
    const asked: number[] = [];
    const slow = services(async (request) => {
      asked.push(request.timeoutMs);
      time += 400;
      return [{ n: 1 }];
    });
    expect(await compiled(asking({ then: 'edge' })).evaluateAsync({ id: 1 }, context({ services: slow, clock: () => time, limits: { timeMs: 300 } }))).toMatchObject({ ok: false, failure: { code: 'time-budget', nodeId: 'ask' } });
    expect(asked).toEqual([300]);
    const gone = new AbortController();
    const leaving = services(async () => {
      gone.abort();
      return [{ n: 1 }];
    });
    expect(await compiled(asking()).evaluateAsync({ id: 1 }, context({ services: leaving, signal: gone.signal }))).toMatchObject({ ok: false, failure: { code: 'aborted' } });
  });

  it('waits within loops and sub-processes', async () => {
    const reference = { kind: 'strategy' as const, id: 'ask', version: 1 };
    const document = strategy(
      { inputs: { ids: { type: 'list', items: { type: 'number' } } }, variables: { n: 'number', m: 'number', total: 'number' }, outputs: { r: 'number' } },
      [
        node('start', 'input'),
        node('each', 'loop', {
          list: 'ids', element: 'id', accumulators: [{ name: 'total', initial: '0', next: 'total + n + m' }],
          body: { start: 'one', nodes: [node('one', 'sql', sql('id')), node('two', 'sub-process', { strategy: reference, inputs: [{ name: 'id', value: 'id' }], outputs: [{ name: 'm', value: 'r' }] })], edges: edges('one -> two') },
        }),
        node('end', 'output', out(['r', 'total'])),
      ],
      ['start -> each', 'each -> end'],
    );
    const ready = compiled(document, dependenciesOf([{ ...reference, document: asking() }]));
    const double = services(async (request) => [{ n: idOf(request) * 2 }]);
    expect(await ready.evaluateAsync({ ids: [1, 2, 3] }, context({ services: double }))).toMatchObject({ ok: true, answer: { outputs: { r: 24 } } });
    const { trace } = await ready.evaluateTraced({ ids: [1, 2] }, context({ services: double }));
    expect(trace.map(({ path }) => path)).toEqual(['start', 'each', 'each[1]/one', 'each[1]/two', 'each[1]/two/start', 'each[1]/two/ask', 'each[1]/two/end', 'each[2]/one', 'each[2]/two', 'each[2]/two/start', 'each[2]/two/ask', 'each[2]/two/end', 'end']);
  });
});
