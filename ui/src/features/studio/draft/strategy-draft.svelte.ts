import type { Item, StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { changeNode } from '@arbiter/engine/strategy-edit/graph-edits';
import { graphAt, withGraphAt, type GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';
import { faultsByNode, type NodeFinding } from './faults-by-node.js';
import type { CanvasOverlay } from './canvas-overlay.js';
import { mergeStrategies } from '@arbiter/engine/strategy-edit/merge-strategies';
import type { Merged } from '@arbiter/engine/strategy-edit/merge-json';
import { ItemDraft, type DraftStore } from './item-draft.svelte.js';

const noFindings: ReadonlyMap<string, NodeFinding[]> = new Map();

/** A strategy's draft with what its editor needs to know besides: which graph is open, what is chosen in it, what is drawn over it. */
export class StrategyDraft extends ItemDraft<StrategyDocument> {
  /** Loops that were stepped into. */
  place = $state.raw<GraphPlace>([]);
  selection = $state.raw<ReadonlySet<string>>(new Set());
  overlay = $state.raw<CanvasOverlay | null>(null);
  /** What the canvas shows: the draft, or what the overlay brings in its place (then nothing can be edited on it). */
  readonly shown: StrategyDocument = $derived(this.overlay?.document ?? this.document);
  readonly graph: StrategyGraph = $derived(graphAt(this.shown, this.place) ?? this.shown.graph);
  /** The one chosen node, where it is one. */
  readonly chosen: StrategyNode | null = $derived(this.selection.size === 1 ? (this.graph.nodes.find((node) => this.selection.has(node.id)) ?? null) : null);
  /** Faults and warnings by node of the open graph. */
  readonly findings = $derived(this.overlay?.document ? noFindings : faultsByNode(this.document, this.place, this.faults, this.warnings));

  /** Who else looks at which node (by identifiers of loops and node: `each/call`): names, told by the presence of others. */
  others = $state.raw<ReadonlyMap<string, readonly string[]>>(new Map());

  /** Open threads of comments by node, keyed alike. */
  discussed = $state.raw<ReadonlyMap<string, number>>(new Map());

  override get readOnly(): boolean {
    return super.readOnly || this.overlay?.document !== undefined;
  }

  /** Key of a node of the open graph. */
  keyOf(id: string): string {
    return [...this.place, id].join('/');
  }

  /** Shows a node by its key. */
  revealKey(key: string): void {
    const ids = key.split('/');
    this.reveal(ids.slice(0, -1), ids.at(-1)!);
  }

  constructor(item: Item, options: { readOnly?: boolean; store?: DraftStore } = {}) {
    super(item, { ...options, merge: mergeStrategies });
  }

  /** A chosen node that got another identifier stays chosen, and an open loop open. */
  protected override follow(renamed: Merged<StrategyDocument>['renamed']): void {
    for (const { place, from, to } of renamed) {
      const sameGraph = place.length === this.place.length && place.every((id, index) => id === this.place[index]);
      if (sameGraph && this.selection.has(from)) this.selection = new Set([...this.selection].map((id) => (id === from ? to : id)));
      if (this.place.length > place.length && place.every((id, index) => id === this.place[index]) && this.place[place.length] === from) this.place = [...place, to, ...this.place.slice(place.length + 1)];
    }
  }

  /** An edit of the open graph. */
  applyGraph(label: string, edit: (graph: StrategyGraph) => StrategyGraph, options: { coalesce?: string } = {}): void {
    const { place } = this;
    this.apply(label, (document) => withGraphAt(document, place, edit), options);
  }

  /** An edit of one node of the open graph. */
  applyNode(label: string, id: string, edit: (node: StrategyNode) => StrategyNode, options: { coalesce?: string } = {}): void {
    this.applyGraph(label, (graph) => changeNode(graph, id, edit), options);
  }

  choose(ids: Iterable<string>): void {
    this.selection = new Set(ids);
    this.endStep();
  }

  /** Shows a node wherever it is: its graph is opened, it is chosen. */
  reveal(place: GraphPlace, id: string): void {
    this.place = place;
    this.choose([id]);
  }
}
