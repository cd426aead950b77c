import type { DependencyGraph, ItemUser } from '$lib/api/repository.js';

export type GraphKind = ItemUser['kind'];

export interface PlacedNode {
  key: string;
  /** Where a press leads. */
  id: string;
  kind: GraphKind;
  name: string;
  /** Null for a draft, a publication, a campaign. */
  version: number | null;
  isDraft: boolean;
  /** Column: below nought uses the item, above it is what the item is made of. */
  column: number;
  x: number;
  y: number;
}

export interface PlacedEdge {
  from: PlacedNode;
  to: PlacedNode;
  /** The version that is pinned. */
  version: number;
  /** A later version than the pinned one is registered. */
  isOutdated: boolean;
  path: string;
}

export interface PlacedGraph {
  nodes: PlacedNode[];
  edges: PlacedEdge[];
  width: number;
  height: number;
}

export const cardSize = { width: 190, height: 56 };
const gap = { x: 90, y: 18 };
const margin = 12;

/** Of the users of one item, the latest version and the draft: earlier versions are history. */
export function presentUsers(users: readonly ItemUser[]): ItemUser[] {
  const latest = new Map<string, number>();
  for (const { by, id, version } of users) if (by === 'version') latest.set(id, Math.max(latest.get(id) ?? 0, version ?? 0));
  return users.filter(({ by, id, version }) => by !== 'version' || version === latest.get(id));
}

/**
 * An item with whoever uses it to its left and whatever it is made of to its right, each step away one column further. `latest` is the item's
 * own last version; an edge that pins an earlier one is outdated.
 */
export function dependencyLayout(self: { id: string; kind: GraphKind; name: string; version: number | null; latest: number | null }, made: DependencyGraph, users: readonly ItemUser[]): PlacedGraph {
  const keyOf = (id: string, version: number | null): string => `${id}@${version ?? 'draft'}`;
  const nodes = new Map<string, PlacedNode>();
  const put = (key: string, node: Omit<PlacedNode, 'key' | 'x' | 'y'>): void => {
    const known = nodes.get(key);
    if (!known || (node.column > 0 && node.column > known.column && known.column > 0)) nodes.set(key, { ...node, key, x: 0, y: 0 });
  };
  const own = keyOf(self.id, self.version);
  put(own, { id: self.id, kind: self.kind, name: self.name, version: self.version, isDraft: self.version === null, column: 0 });

  const byKey = new Map(made.nodes.map((node) => [keyOf(node.id, node.version), node]));
  const links: { from: string; to: string; version: number; isOutdated: boolean }[] = [];
  // The longest way decides the column, so that every edge points to the right. References never go round in a circle.
  const place = (key: string, column: number, above: ReadonlySet<string>): void => {
    for (const { from, to } of made.edges) {
      if (keyOf(from.id, from.version) !== key) continue;
      const target = keyOf(to.id, to.version);
      const node = byKey.get(target);
      if (!node || above.has(target)) continue;
      put(target, { id: node.id, kind: node.kind, name: node.name, version: node.version, isDraft: false, column: column + 1 });
      if (nodes.get(target)!.column === column + 1) place(target, column + 1, new Set([...above, target]));
    }
  };
  place(own, 0, new Set([own]));
  for (const { from, to } of made.edges) links.push({ from: keyOf(from.id, from.version), to: keyOf(to.id, to.version), version: to.version, isOutdated: (byKey.get(keyOf(to.id, to.version))?.latestVersion ?? 0) > to.version });

  const shown = presentUsers(users);
  for (const user of shown) {
    const key = user.by === 'version' || user.by === 'draft' ? keyOf(user.id, user.version) : `${user.by}:${user.id}`;
    put(key, { id: user.id, kind: user.kind, name: user.name, version: user.version, isDraft: user.by === 'draft', column: -user.distance });
    const through = user.through ? keyOf(user.through.id, user.through.version) : own;
    const latest = user.through ? Math.max(0, ...users.filter(({ by, id }) => by === 'version' && id === user.through!.id).map(({ version }) => version ?? 0)) : (self.latest ?? 0);
    links.push({ from: key, to: through, version: user.uses, isOutdated: latest > user.uses && user.by !== 'campaign' });
  }
  return draw([...nodes.values()], links.filter(({ from, to }) => nodes.has(from) && nodes.has(to)), nodes);
}

function draw(nodes: PlacedNode[], links: { from: string; to: string; version: number; isOutdated: boolean }[], byKey: ReadonlyMap<string, PlacedNode>): PlacedGraph {
  const columns = [...new Set(nodes.map(({ column }) => column))].sort((a, b) => a - b);
  const rows = new Map(columns.map((column) => [column, nodes.filter((node) => node.column === column).sort((a, b) => a.name.localeCompare(b.name) || (a.version ?? 0) - (b.version ?? 0))]));
  const most = Math.max(1, ...[...rows.values()].map(({ length }) => length));
  const height = most * (cardSize.height + gap.y) - gap.y + 2 * margin;
  columns.forEach((column, index) => {
    const list = rows.get(column)!;
    const tall = list.length * (cardSize.height + gap.y) - gap.y;
    list.forEach((node, row) => {
      node.x = margin + index * (cardSize.width + gap.x);
      node.y = (height - tall) / 2 + row * (cardSize.height + gap.y);
    });
  });
  const edges = links.map(({ from, to, version, isOutdated }): PlacedEdge => {
    const [a, b] = [byKey.get(from)!, byKey.get(to)!];
    const [x1, y1, x2, y2] = [a.x + cardSize.width, a.y + cardSize.height / 2, b.x, b.y + cardSize.height / 2];
    const bend = Math.max(30, (x2 - x1) / 2);
    return { from: a, to: b, version, isOutdated, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` };
  });
  return { nodes, edges, width: 2 * margin + columns.length * (cardSize.width + gap.x) - gap.x, height };
}
