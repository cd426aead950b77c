import type { StrategyDocument } from '@arbiter/contracts';

/**
 * What is drawn over a strategy's canvas by whatever looks at it: a trace, the coverage of tests, a difference, counts, comments.
 * Keys of `nodes` are node identifiers of the strategy's own graph, or `loop/node` inside a loop's body; keys of `edges` come from `edgeKey`.
 */
export interface CanvasOverlay {
  /** Who draws it; the canvas shows a strip with the title and a button that takes the overlay away. */
  title: string;
  nodes: ReadonlyMap<string, NodeMark>;
  edges: ReadonlyMap<string, EdgeMark>;
  /** Whatever is not marked is drawn faint (a trace, a search). */
  dimOthers?: boolean;
  /** Drawn in place of the draft while the overlay stands, as a difference that shows what is gone. Nothing can be edited meanwhile. */
  document?: StrategyDocument;
}

export type MarkTone = 'path' | 'good' | 'warn' | 'bad' | 'added' | 'removed' | 'changed';

export interface NodeMark {
  tone: MarkTone;
  /** A few signs at the node: a time, a count, a share. */
  badge?: string;
  /** What a pointer over the node, and a screen reader, is told. */
  note?: string;
}

export interface EdgeMark {
  tone: MarkTone;
  /** Values or a count on the edge. */
  label?: string;
  /** The whole of what the label tells in short. */
  note?: string;
}

export const edgeKey = (from: string, port: string): string => `${from} ${port}`;
