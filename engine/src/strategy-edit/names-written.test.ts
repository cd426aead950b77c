import { nodeKinds } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { namesWritten } from './names-written.js';

describe('names that a node writes', () => {
  it.each(nodeKinds)('are read from half-made settings of the kind %s', (kind) => {
    for (const settings of [null, undefined, {}, 'text', { assignments: null, outputs: [null, {}], result: 3, results: [null] }]) expect(namesWritten({ kind, settings })).toEqual([]);
  });

  it('are told once, those of a loop’s body too', () => {
    expect(namesWritten({ kind: 'calculate', settings: { assignments: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }, { name: 'a', value: '3' }, { name: '' }] } })).toEqual(['a', 'b']);
    expect(namesWritten({ kind: 'loop', settings: { accumulators: [{ name: 'sum' }], collect: { name: 'all' }, body: { nodes: [{ id: 'x', kind: 'python', settings: { outputs: [{ name: 'p' }, { name: 'q', to: 'r' }] } }] } } })).toEqual(['sum', 'all', 'p', 'r']);
    expect(namesWritten({ kind: 'sql', settings: { result: { take: 'first-row', columns: [{ column: 'c', name: 'n' }] } } })).toEqual(['n']);
    expect(namesWritten({ kind: 'model', settings: { results: { score: 's', reasonCodes: 'r' } } })).toEqual(['s', 'r']);
    expect(namesWritten({ kind: 'arbitrate', settings: { best: { action: 'x' }, top: { count: 3, actions: 'y' }, removed: 'z' } })).toEqual(['x', 'y', 'z']);
  });
});
