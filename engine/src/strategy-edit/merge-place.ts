import type { GraphPlace } from './graph-place.js';
import type { MergePath } from './merge-json.js';

/** What a place of a merged strategy belongs to, as a person would say it. */
export interface MergePlace {
  /** Loops around the node or edge. */
  loops: GraphPlace;
  of: 'node' | 'edge' | 'field' | 'document';
  /** Identifier of the node, `from port` of the edge, name of the field; empty for the document. */
  name: string;
  part?: 'inputs' | 'variables' | 'outputs';
  /** What lies below: keys of settings, rows of tables. */
  within: MergePath;
}

export function mergePlaceOf(path: MergePath): MergePlace {
  if (path[0] === 'dataModel' && path.length >= 3) return { loops: [], of: 'field', part: path[1] as NonNullable<MergePlace['part']>, name: path[2]!, within: path.slice(3) };
  if (path[0] !== 'graph') return { loops: [], of: 'document', name: '', within: path };
  const loops: string[] = [];
  let at = 1;
  while (path[at] === 'nodes' && path[at + 2] === 'settings' && path[at + 3] === 'body' && path.length > at + 4) {
    loops.push(path[at + 1]!);
    at += 4;
  }
  if (path[at] === 'nodes' && path[at + 1] !== undefined) return { loops, of: 'node', name: path[at + 1]!, within: path.slice(at + 2) };
  if (path[at] === 'edges' && path[at + 1] !== undefined) return { loops, of: 'edge', name: path[at + 1]!, within: path.slice(at + 2) };
  return { loops, of: 'document', name: '', within: path.slice(at) };
}
