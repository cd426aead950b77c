import type { TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import { describe, expect, it } from 'vitest';
import { RunTrace } from './trace-steps.js';
import { namesInFull, namesInShort, valueInShort } from './value-in-short.js';

const dataModel = { inputs: [{ name: 'a', type: 'number' as const }, { name: 'b', type: 'number' as const, default: 7 }], variables: [{ name: 'sum', type: 'number' as const }], outputs: [{ name: 'out', type: 'string' as const, default: 'no' }] };
const step = (path: string, written: Record<string, unknown> = {}, port: string | null = 'next'): TraceStep => ({ path, nodeId: path.split('/').at(-1)!, port, startMs: 0, durationMs: 1, written });
const trace = new RunTrace({ dataModel }, { a: 1 }, [
  step('in'),
  step('each', { sum: 30 }),
  step('each[1]/size'),
  step('each[1]/mark', { out: 'first' }),
  step('each[2]/size'),
  step('each[2]/mark', { out: 'second' }),
  step('ask', { out: 'asked' }),
  step('ask/start', { sum: 99 }),
  step('ask/end'),
  step('end', {}, null),
]);

describe('a trace as steps', () => {
  it('knows what is within what, rounds, and whose names are meant', () => {
    expect(trace.steps.map(({ parent, round, depth, scope }) => [parent, round, depth, scope])).toEqual([[-1, null, 0, -1], [-1, null, 0, -1], [1, 1, 1, -1], [1, 1, 1, -1], [1, 2, 1, -1], [1, 2, 1, -1], [-1, null, 0, -1], [6, null, 1, 6], [6, null, 1, 6], [-1, null, 0, -1]]);
    expect(trace.last('each/mark')!.index).toBe(5);
  });

  it('tells names before and after each visit', () => {
    expect(trace.before(0)).toEqual({ a: 1, b: 7, sum: null, out: 'no' });
    expect(trace.after(1)).toEqual({ a: 1, b: 7, sum: 30, out: 'second' });
    expect(trace.changed(1)).toEqual({ sum: 30, out: 'second' });
    // What the loop carries from round to round is known at its end only.
    expect(trace.before(4)).toEqual({ a: 1, b: 7, out: 'first' });
    expect(trace.changed(5)).toEqual({ out: 'second' });
    expect(trace.before(9)).toEqual({ a: 1, b: 7, sum: 30, out: 'asked' });
  });

  it('keeps the names of a sub-process apart', () => {
    expect(trace.after(7)).toEqual({ sum: 99 });
    expect(trace.changed(6)).toEqual({ out: 'asked' });
  });
});

describe('values in short', () => {
  it('fit on an edge', () => {
    expect([valueInShort(null), valueInShort('x'.repeat(50), 10), valueInShort(0.1 + 0.2), valueInShort([1, 2]), valueInShort({ one: 'a long text that does not fit', two: 2 })]).toEqual(['—', `"${'x'.repeat(9)}…"`, '0.3', '[1,2]', '{one, two…}']);
    expect(namesInShort({ a: 1, b: 'x', c: true })).toBe('a = 1, b = "x" +1');
    expect(namesInFull({ a: 1, b: [2] })).toBe('a = 1\nb = [2]');
  });
});
