import { describe, expect, it } from 'vitest';
import type { DependencyGraph, ItemUser } from '$lib/api/repository.js';
import { dependencyLayout, presentUsers } from './dependency-layout.js';

const user = (more: Partial<ItemUser>): ItemUser => ({ by: 'version', id: 'u', kind: 'strategy', name: 'User', projectId: 'p', version: 1, uses: 1, distance: 1, ...more });
const node = (id: string, version: number, latestVersion = version): DependencyGraph['nodes'][number] => ({ id, kind: 'rule-set', name: id, projectId: 'p', version, latestVersion });
const self = { id: 'self', kind: 'strategy' as const, name: 'Self', version: 2, latest: 2 };
const edge = (from: string, v: number, to: string, w: number) => ({ from: { id: from, version: v }, to: { id: to, version: w } });

describe('dependencyLayout', () => {
  it('puts users to the left, parts to the right, by the longest way', () => {
    const made: DependencyGraph = { nodes: [node('self', 2), node('a', 1), node('b', 1, 3)], edges: [edge('self', 2, 'a', 1), edge('self', 2, 'b', 1), edge('a', 1, 'b', 1)] };
    const { nodes, edges } = dependencyLayout(self, made, [user({ uses: 1 }), user({ id: 'far', name: 'Far', distance: 2, through: { id: 'u', version: 1 } }), user({ by: 'publication', id: 'pub', kind: 'publication', name: 'test/x', version: null, uses: 2 })]);
    const column = (name: string) => nodes.find((one) => one.name === name)!.column;
    expect([column('Far'), column('User'), column('test/x'), column('Self'), column('a'), column('b')]).toEqual([-2, -1, -1, 0, 1, 2]);
    for (const { from, to } of edges) expect(from.x).toBeLessThan(to.x);
    const outdated = edges.filter(({ isOutdated }) => isOutdated).map(({ from, to }) => `${from.name}>${to.name}`);
    expect(outdated.sort()).toEqual(['Self>b', 'User>Self', 'a>b']);
  });

  it('keeps the latest version and the draft of a user', () => {
    expect(presentUsers([user({ version: 1 }), user({ version: 3 }), user({ by: 'draft', version: null })]).map(({ version }) => version)).toEqual([3, null]);
  });

  it('draws an item that stands alone', () => {
    const { nodes, edges, width } = dependencyLayout(self, { nodes: [node('self', 2)], edges: [] }, []);
    expect([nodes.length, edges.length]).toEqual([1, 0]);
    expect(width).toBeGreaterThan(100);
  });
});
