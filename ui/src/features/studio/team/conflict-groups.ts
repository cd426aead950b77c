import type { MergeConflict } from '@arbiter/engine/strategy-edit/merge-json';
import { mergePlaceOf, type MergePlace } from '@arbiter/engine/strategy-edit/merge-place';
import type { EdgeMark, NodeMark } from '../draft/canvas-overlay.js';

/** Places of one node, way, field or of the document as a whole that two people changed. */
export interface ConflictGroup {
  key: string;
  of: MergePlace['of'];
  /** Key of the node (`each/call`), of the way (`each/call next`), name of the field. */
  name: string;
  places: { conflict: MergeConflict; within: readonly string[] }[];
}

export function groupConflicts(conflicts: readonly MergeConflict[]): ConflictGroup[] {
  const groups = new Map<string, ConflictGroup>();
  for (const conflict of conflicts) {
    const { loops, of, name, within } = mergePlaceOf(conflict.path);
    const full = [...loops, name].join('/');
    const key = `${of} ${full}`;
    const group = groups.get(key) ?? { key, of, name: full, places: [] };
    group.places.push({ conflict, within });
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Marks of the canvas for what collides. */
export function conflictMarks(groups: readonly ConflictGroup[], note: string): { nodes: Map<string, NodeMark>; edges: Map<string, EdgeMark> } {
  const nodes = new Map<string, NodeMark>();
  const edges = new Map<string, EdgeMark>();
  for (const { of, name, places } of groups) {
    if (of === 'edge') edges.set(name, { tone: 'warn', note });
    if (of !== 'node') continue;
    nodes.set(name, { tone: 'warn', badge: String(places.length), note });
    // The loops around it, so that the way to it is seen.
    const ids = name.split('/');
    for (let depth = 1; depth < ids.length; depth += 1) nodes.set(ids.slice(0, depth).join('/'), { tone: 'warn', note });
  }
  return { nodes, edges };
}
