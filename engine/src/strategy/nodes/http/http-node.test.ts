import { describe, expect, it } from 'vitest';
import { compileStrategy } from '../../compile-strategy.js';
import { StrategyFailure, type HttpAnswer, type HttpRequest, type StrategyServices } from '../../strategy-services.js';
import { compiled, context, dependenciesOf, node, strategy } from '../../testing/strategy-fixture.js';
import { readPathTemplate } from './path-template.js';

const document = (settings: Record<string, unknown>, onError?: Parameters<typeof node>[3]) =>
  strategy({ inputs: { customer: 'string', at: 'date', tags: { type: 'list', items: { type: 'string' } } }, outputs: { score: 'number', grade: 'string' } }, [node('in', 'input'), node('call', 'http', settings, onError), node('out', 'output')], ['in -> call', 'call -> out']);
const base = { service: 'scoring', method: 'GET', path: '/customers/{customer}/score', result: [{ name: 'score', value: 'response.body.score' }] };

async function evaluate(settings: Record<string, unknown>, answers: (HttpAnswer | Error)[], onError?: Parameters<typeof node>[3], customer = 'a/../b ё?') {
  const asked: HttpRequest[] = [];
  const http = (request: HttpRequest) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(request);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const result = await compiled(document(settings, onError)).evaluateAsync({ customer, at: '2025-01-02', tags: ['x', 'y&z'] }, context({ services: { http } as unknown as StrategyServices }));
  return { asked, result };
}
const faultsOf = (settings: Record<string, unknown>) => {
  const result = compileStrategy(document(settings), dependenciesOf());
  return result.ok ? [] : result.error.map(({ path, code }) => `${path.replace(/^.*settings/, '')} ${code}`);
};
const ok = (body: unknown, status = 200): HttpAnswer => ({ status, headers: { 'x-grade': 'B' }, body });

describe('the HTTP node', () => {
  it('asks with encoded parts and writes what it maps', async () => {
    const settings = { ...base, query: [{ name: 'day', value: 'at' }, { name: 'tag', value: 'tags' }, { name: 'none', value: 'null' }], headers: [{ name: 'X-Day', value: 'at' }], timeoutMs: 400, cacheMs: 1_000, result: [...base.result, { name: 'grade', value: 'response.headers.x-grade' }].slice(0, 1) };
    const { asked, result } = await evaluate(settings, [ok({ score: 0.7 })]);
    expect(asked).toEqual([{ service: 'scoring', method: 'GET', url: '/customers/a%2F..%2Fb%20%D1%91%3F/score?day=2025-01-02&tag=x&tag=y%26z', headers: { 'X-Day': '2025-01-02' }, timeoutMs: 400, cacheMs: 1_000 }]);
    expect(result).toMatchObject({ ok: true, answer: { outputs: { score: 0.7 } } });
  });

  it('sends a body and a key of its own', async () => {
    const { asked } = await evaluate({ ...base, method: 'POST', path: '/score', body: '{ id: customer, day: at, list: tags }', idempotencyKey: '"k-" + customer' }, [ok({ score: 1 })]);
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/score', body: { id: 'a/../b ё?', day: '2025-01-02', list: ['x', 'y&z'] }, headers: { 'idempotency-key': 'k-a/../b ё?' } });
  });

  it('keeps a part of the path one step', async () => {
    for (const customer of ['', '.', '..']) expect((await evaluate(base, [ok({})], undefined, customer)).result).toMatchObject({ ok: false, failure: { code: 'http-refused' } });
  });

  it('takes expected statuses alone', async () => {
    expect((await evaluate(base, [ok(null, 404)])).result).toMatchObject({ ok: false, failure: { code: 'http-status', nodeId: 'call', details: { status: 404 } } });
    expect((await evaluate({ ...base, expect: [2, 404], result: [{ name: 'score', value: 'if response.status = 404 then -1 else response.body.score' }] }, [ok(null, 404)])).result).toMatchObject({ ok: true, answer: { outputs: { score: -1 } } });
    expect((await evaluate(base, [ok({ score: 'high' })])).result).toMatchObject({ ok: false, failure: { nodeId: 'call' } });
    expect((await evaluate(base, [ok('<html>')])).result).toMatchObject({ ok: true, answer: { outputs: { score: null } } });
  });

  it('is repeated where that does no harm', async () => {
    const retry = { then: 'fail' as const, retry: { times: 2, backoffMs: 0 } };
    expect((await evaluate(base, [ok(null, 503), ok({ score: 2 })], retry)).result).toMatchObject({ ok: true, answer: { outputs: { score: 2 } } });
    expect((await evaluate(base, [ok(null, 400)], retry)).asked).toHaveLength(1);
    expect((await evaluate({ ...base, method: 'POST' }, [ok(null, 503)], retry)).asked).toHaveLength(1);
    expect((await evaluate({ ...base, method: 'POST', idempotencyKey: 'customer' }, [ok(null, 503)], retry)).asked).toHaveLength(3);
    expect((await evaluate(base, [new StrategyFailure('http-timeout', 'slow')], retry)).asked).toHaveLength(3);
  });

  it('finds faults at save, at their place', () => {
    expect(faultsOf(base)).toEqual([]);
    expect(faultsOf({ ...base, path: '/{nobody}' })).toEqual(['/path feel-unknown-name']);
    expect(faultsOf({ ...base, path: '/{customer' })).toEqual(['/path path-invalid']);
    for (const path of ['http://evil.example/', '//evil.example', '/a/../b', '/a/%2e%2e/b']) expect(faultsOf({ ...base, path }), path).toEqual(['/path path-invalid']);
    expect(faultsOf({ ...base, body: 'customer' })).toEqual(['/body body-not-sent']);
    expect(faultsOf({ ...base, method: 'PUT', cacheMs: 5 })).toEqual(['/cacheMs not-cacheable']);
    expect(faultsOf({ ...base, headers: [{ name: 'Host', value: 'customer' }] })).toEqual(['/headers/0/name header-reserved']);
    expect(faultsOf({ ...base, result: [{ name: 'score', value: 'answer.body' }] })).toEqual(['/result/0/value feel-unknown-name']);
    expect(faultsOf({ ...base, result: [{ name: 'customer', value: 'response.status' }] })).toEqual(['/result/0/name not-writable']);
  });

  it('reads templates with braces and strings in expressions', () => {
    expect(readPathTemplate('/a/{ {b: "}"}.b }/c')).toEqual({ ok: true, value: [{ text: '/a/' }, { expression: '{b: "}"}.b' }, { text: '/c' }] });
    for (const template of ['/a}', '/{a', '/{}', '/{"}']) expect(readPathTemplate(template).ok, template).toBe(false);
  });
});
