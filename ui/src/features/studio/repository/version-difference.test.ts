import type { StrategyDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { edgeKey } from '../draft/canvas-overlay.js';
import { sideBySide } from './side-by-side.js';
import { schemaFields } from './schema-fields.js';
import { differenceDrawing, differentParts, placeParts, strategyDifference } from './version-difference.js';

const strategy = (limit: number, extra: boolean): StrategyDocument => ({
  dataModel: { inputs: [{ name: 'amount', type: 'number' }], variables: [], outputs: [{ name: 'way', type: 'string' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'size', kind: 'branch', title: 'Size', settings: { branches: [{ port: 'big', condition: `amount > ${limit}` }] } },
      ...(extra ? [{ id: 'old', kind: 'output' as const, settings: { assignments: [] } }] : []),
      { id: 'out', kind: 'output', settings: { assignments: [] } },
    ],
    edges: [{ from: 'in', port: 'next', to: 'size' }, { from: 'size', port: 'big', to: extra ? 'old' : 'out' }, ...(extra ? [] : [{ from: 'size', port: 'else', to: 'out' }])],
  },
} as StrategyDocument);

describe('differences of versions', () => {
  const [before, after] = [strategy(100, true), strategy(200, false)];

  it('are told by node, field and edge', () => {
    const parts = differentParts('strategy', before, after);
    expect(parts.map(({ about, name, change }) => `${about} ${name} ${change}`)).toEqual(['node Size changed', 'node old removed', 'edge size · big → old removed', 'edge size · big → out added', 'edge size · else → out added']);
    expect(parts[0]!.changes[0]).toMatchObject({ before: 'amount > 100', after: 'amount > 200' });
    expect(differentParts('strategy', before, before)).toEqual([]);
  });

  it('of a half-made draft, or of no strategy, are told by place', () => {
    expect(strategyDifference('strategy', {}, after)).toBeNull();
    expect(differentParts('rule-set', { a: 1, b: [1] }, { a: 2, b: [1, 2] }).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(placeParts('/settings/branches/0/condition')).toEqual(['branches', '№ 1', 'condition']);
  });

  it('are drawn together: what was lost is drawn too', () => {
    const { document, overlay } = differenceDrawing(before, after, strategyDifference('strategy', before, after)!, { title: 'x', changes: String });
    expect(document.graph.nodes.map(({ id }) => id)).toEqual(['in', 'size', 'out', 'old']);
    expect(overlay.nodes.get('old')?.tone).toBe('removed');
    expect(overlay.edges.get(edgeKey('size', 'big'))?.tone).toBe('changed');
    expect(overlay.edges.get(edgeKey('size', 'else'))?.tone).toBe('added');
  });

  it('stand side by side, line against line, and long sameness is folded', async () => {
    const rows = await sideBySide({ a: 1, list: Array.from({ length: 40 }, (_, index) => index), z: 1 }, { a: 1, list: Array.from({ length: 40 }, (_, index) => index), z: 2 });
    expect(rows.some((row) => row.kind === 'folded')).toBe(true);
    expect(rows.find((row) => row.kind === 'changed')).toMatchObject({ left: { text: '  "z": 1' }, right: { text: '  "z": 2' } });
  });
});

describe('fields of a schema', () => {
  it('are read with their types, bounds and depth', () => {
    const words = { type: (name: string) => name, listOf: (type: string) => `list of ${type}`, byDefault: (value: string) => `default ${value}` };
    const fields = schemaFields({ type: 'object', required: ['a'], properties: { a: { type: 'number', minimum: 0, default: 5 }, list: { type: ['array', 'null'], items: { type: 'object', properties: { b: { enum: ['x', null] } } } } } }, words);
    expect(fields[0]).toMatchObject({ name: 'a', type: 'number', isRequired: true, about: '≥ 0; default 5' });
    expect(fields[1]).toMatchObject({ type: 'list of object', fields: [{ name: 'b', about: 'x' }] });
  });
});
