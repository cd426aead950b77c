import type { NodeKindName, StrategyDocument, StrategyEdge, StrategyGraph } from '@arbiter/contracts';
import { connect, disconnect, moveNodes, removeNodes } from '@arbiter/engine/strategy-edit/graph-edits';
import type { Pasted } from '@arbiter/engine/strategy-edit/clipboard';
import { withGraphAt } from '@arbiter/engine/strategy-edit/graph-place';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { getContext, setContext } from 'svelte';
import { toasts } from '$lib/components/toasts.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import { edgeKey } from '../draft/canvas-overlay.js';
import type { StrategyDraft } from '../draft/strategy-draft.svelte.js';
import { nodeKindOf } from '../nodes/node-kinds.js';
import { refusalOf } from './connection-check.js';
import type { Point } from './flow-elements.js';
import { layoutGraph } from './graph-layout.js';
import { firstNode, walkFrom, type WalkDirection } from './graph-walk.js';
import { insertNode, wayToGoOn } from './insert-node.js';
import { kindTitle, nodeTitle } from './node-names.svelte.js';
import { shownPositions } from './shown-positions.js';

/** What a canvas on the screen can do for whoever works on it. */
export interface CanvasSight {
  fit: (ids?: readonly string[]) => void;
  /** Moves the view so that the node is in it. */
  reveal: (id: string) => void;
  focus: (id: string) => void;
  toFlow: (screen: Point) => Point;
  center: () => Point;
  zoom: (factor: number) => void;
  /** Where on the screen something about a node, or about the canvas, can be shown. */
  beside: (id: string | null) => Point;
}

/** Where a new node goes: after a way out, into an edge, or where the pointer is. */
export interface InsertionPlace {
  after?: { id: string; port: string };
  edge?: StrategyEdge;
  at?: Point | undefined;
}

const key = Symbol('canvas');

/** A strategy's canvas at work: where the cards stand, what the hands do. What is edited goes to the draft, one step of undo each. */
export class CanvasDesk {
  readonly draft: StrategyDraft;
  sight: CanvasSight | null = null;
  selectedEdge = $state<string | null>(null);
  hoveredEdge = $state<string | null>(null);
  /** Edge over which something from the palette is held. */
  dropEdge = $state<string | null>(null);
  /** Where a new node is wanted, while the list of kinds is open. */
  insertion = $state.raw<(InsertionPlace & { screen: Point }) | null>(null);
  /** Sub-process whose registered graph is shown. */
  subProcess = $state<string | null>(null);
  /** Which of the canvas's own windows is open. */
  panel = $state<'search' | 'findings' | 'connect' | 'shortcuts' | null>(null);
  /** The view is so far away that nothing on a card could be read: cards are drawn in short. */
  far = $state(false);
  /** Narrow windows show, they do not change. */
  wide = $state(true);
  readonly editable = $derived.by(() => !this.draft.readOnly && this.wide);
  /** Places of nodes that have none of their own; made once, so that nothing jumps while a strategy is edited. */
  #given: ReadonlyMap<string, Point> = new Map();
  #givenFor = '';
  readonly positions: ReadonlyMap<string, Point> = $derived.by(() => {
    const place = this.draft.place.join('/');
    const former = place === this.#givenFor ? this.#given : new Map<string, Point>();
    const shown = shownPositions(this.draft.graph, former, layoutGraph);
    this.#given = shown;
    this.#givenFor = place;
    return shown;
  });

  constructor(draft: StrategyDraft) {
    this.draft = draft;
  }

  get graph(): StrategyGraph {
    return this.draft.graph;
  }

  titleOf(id: string): string {
    const node = this.graph.nodes.find((one) => one.id === id);
    return node ? nodeTitle(node) : id;
  }

  /** An edit of the graph that keeps the places of all its nodes, so that they stay where they are seen. */
  edit(label: string, change: (graph: StrategyGraph) => StrategyGraph, options: { coalesce?: string } = {}): void {
    this.draft.applyGraph(
      label,
      (graph) => {
        const placed = this.#placed(graph);
        const next = change(placed);
        return next === placed ? graph : next;
      },
      options,
    );
  }

  /** The graph with every node at the place where it is seen. */
  #placed(graph: StrategyGraph): StrategyGraph {
    const homeless = new Set(graph.nodes.filter(({ id, position }) => !position && this.positions.has(id)).map(({ id }) => id));
    return homeless.size === 0 ? graph : moveNodes(graph, new Map([...this.positions].filter(([id]) => homeless.has(id))));
  }

  move(positions: ReadonlyMap<string, Point>): void {
    const moved = new Map([...positions].filter(([id, { x, y }]) => this.positions.get(id)?.x !== x || this.positions.get(id)?.y !== y));
    if (moved.size === 0) return;
    const [id] = moved.keys();
    this.edit(moved.size === 1 ? t('studioCanvas.stepMove', { title: this.titleOf(id!) }) : t('studioCanvas.stepMoveMany', { count: moved.size }), (graph) => moveNodes(graph, moved));
    this.draft.endStep();
  }

  /** Draws an edge, or says why not. */
  connect(edge: StrategyEdge): boolean {
    const refusal = refusalOf(this.graph, edge);
    if (refusal === 'same') return true;
    if (refusal) {
      toasts.refused(t(`studioCanvas.refused-${refusal}`, { from: this.titleOf(edge.from), to: this.titleOf(edge.to) }));
      return false;
    }
    this.edit(t('studioCanvas.stepConnect', { from: this.titleOf(edge.from), to: this.titleOf(edge.to) }), (graph) => connect(graph, edge));
    return true;
  }

  accepts(edge: StrategyEdge): boolean {
    const refusal = refusalOf(this.graph, edge);
    return refusal === null || refusal === 'same';
  }

  /** A connection that was drawn to no handle: to a card it is meant for the card, to the free canvas it asks what to put there. */
  endOfConnection(event: MouseEvent | TouchEvent, state: { isValid: boolean | null; fromHandle: { nodeId: string; id?: string | null; type: string } | null; toHandle: { nodeId: string } | null }): void {
    const { fromHandle } = state;
    if (state.isValid || !fromHandle) return;
    const at = 'changedTouches' in event ? event.changedTouches[0] : event;
    if (!at) return;
    const screen = { x: at.clientX, y: at.clientY };
    const under = document.elementFromPoint(screen.x, screen.y);
    const node = state.toHandle?.nodeId ?? under?.closest<HTMLElement>('.svelte-flow__node')?.dataset['id'];
    if (node !== undefined) {
      if (node === fromHandle.nodeId && !state.toHandle) return;
      if (fromHandle.type === 'source') this.connect({ from: fromHandle.nodeId, port: fromHandle.id ?? 'next', to: node });
      else this.connect({ from: node, port: this.#freePort(node), to: fromHandle.nodeId });
    } else if (under?.closest('.svelte-flow') && fromHandle.type === 'source') {
      this.insertion = { after: { id: fromHandle.nodeId, port: fromHandle.id ?? 'next' }, at: this.sight?.toFlow(screen), screen };
    }
  }

  #freePort(id: string): string {
    const node = this.graph.nodes.find((one) => one.id === id);
    const ports = node ? portsOf(node) : [];
    return ports.find((port) => !this.graph.edges.some((edge) => edge.from === id && edge.port === port)) ?? ports[0] ?? 'next';
  }

  /** Opens the list of kinds beside what asks for it. */
  askWhatToInsert(place: InsertionPlace, beside: Element): void {
    const { right, top } = beside.getBoundingClientRect();
    this.insertion = { ...place, screen: { x: right + 6, y: top } };
  }

  /** Whether a node of this kind may be put into the open graph; a strategy has one input, a loop's body none. */
  allows(kind: NodeKindName): boolean {
    return kind !== 'input' || (this.draft.place.length === 0 && !this.graph.nodes.some((node) => node.kind === 'input'));
  }

  /** Puts a new node of a kind in: where it is said, else after the chosen node; it is chosen then. */
  insert(kind: NodeKindName, place: InsertionPlace = {}): void {
    this.insertion = null;
    this.dropEdge = null;
    if (!this.editable) return;
    if (!this.allows(kind)) {
      toasts.refused(t(this.draft.place.length > 0 ? 'studioCanvas.refused-input-in-loop' : 'studioCanvas.refused-second-input'));
      return;
    }
    const { chosen } = this.draft;
    const port = chosen ? wayToGoOn(this.graph, chosen) : undefined;
    const after = place.after ?? (place.edge || place.at || !chosen || port === undefined ? undefined : { id: chosen.id, port });
    let id = '';
    const settings = nodeKindOf(kind).begin();
    this.edit(t('studioCanvas.stepInsert', { title: kindTitle(kind) }), (graph) => {
      const inserted = insertNode(graph, { kind, settings, ...(after ? { after } : {}), ...(place.edge ? { edge: place.edge } : {}), at: place.at }, this.positions, { inLoop: this.draft.place.length > 0 });
      ({ id } = inserted);
      return inserted.graph;
    });
    if (!id) return;
    this.draft.choose([id]);
    this.sight?.focus(id);
  }

  /** An edit of the whole document, for nodes that bring fields of the data model along. */
  paste(label: string, change: (document: StrategyDocument) => Pasted): Pasted {
    this.draft.endStep();
    let pasted: Pasted = { document: this.draft.document, ids: [], fields: [], left: [] };
    this.draft.apply(label, (document) => {
      pasted = change(withGraphAt(document, this.draft.place, (graph) => this.#placed(graph)));
      return pasted.ids.length === 0 ? document : pasted.document;
    });
    return pasted;
  }

  /** Puts a lone node that is already there into an edge. */
  splice(id: string, edge: StrategyEdge): void {
    const node = this.graph.nodes.find((one) => one.id === id);
    const port = node && portsOf(node)[0];
    if (!node || port === undefined || this.graph.edges.some(({ from, to }) => from === id || to === id)) return;
    this.edit(t('studioCanvas.stepConnect', { from: this.titleOf(edge.from), to: this.titleOf(id) }), (graph) => connect(connect(graph, { ...edge, to: id }), { from: id, port, to: edge.to }));
  }

  edgeOf(id: string | undefined | null): StrategyEdge | undefined {
    return this.graph.edges.find(({ from, port }) => edgeKey(from, port) === id);
  }

  walk(direction: WalkDirection): void {
    const { chosen } = this.draft;
    const id = chosen ? walkFrom(this.graph, this.positions, chosen.id, direction) : firstNode(this.graph, this.positions);
    if (id === null) return;
    this.draft.choose([id]);
    this.sight?.focus(id);
  }

  /** Moves what is chosen a little; presses in a row are one step. */
  nudge(dx: number, dy: number): void {
    const { selection } = this.draft;
    const moved = new Map([...selection].flatMap((id) => (this.positions.has(id) ? [[id, { x: this.positions.get(id)!.x + dx, y: this.positions.get(id)!.y + dy }]] : [])));
    const [id] = selection;
    if (id === undefined || moved.size === 0) return;
    this.edit(selection.size === 1 ? t('studioCanvas.stepMove', { title: this.titleOf(id) }) : t('studioCanvas.stepMoveMany', { count: selection.size }), (graph) => moveNodes(graph, moved), { coalesce: `nudge ${[...selection].join(' ')}` });
  }

  /** A loop's body begins at this node. */
  beginAt(id: string): void {
    this.edit(t('studioCanvas.stepBegin', { title: this.titleOf(id) }), (graph) => (graph.start === id ? graph : { ...graph, start: id }));
  }

  /** Opens the list of kinds for what comes after the chosen node, or for the middle of the canvas. */
  askAtChosen(): void {
    const { chosen } = this.draft;
    const port = chosen ? wayToGoOn(this.graph, chosen) : undefined;
    this.insertion = { ...(chosen && port !== undefined ? { after: { id: chosen.id, port } } : { at: this.sight?.center() }), screen: this.sight?.beside(chosen?.id ?? null) ?? { x: 0, y: 0 } };
  }

  /** The first two nodes of an empty strategy. */
  begin(): void {
    this.draft.applyGraph(t('studioCanvas.stepBeginGraph'), (graph) => {
      const first = insertNode(graph, { kind: 'input', settings: nodeKindOf('input').begin() }, new Map());
      return insertNode(first.graph, { kind: 'output', settings: nodeKindOf('output').begin(), after: { id: first.id, port: 'next' } }, new Map([[first.id, { x: 0, y: 0 }]])).graph;
    });
    setTimeout(() => this.sight?.fit());
  }

  chooseAll(): void {
    this.draft.choose(this.graph.nodes.map(({ id }) => id));
  }

  showSubProcess(id: string): void {
    this.subProcess = id;
  }

  disconnect(from: string, port: string): void {
    this.selectedEdge = null;
    this.edit(t('studioCanvas.stepDisconnect', { from: this.titleOf(from) }), (graph) => disconnect(graph, from, port));
  }

  /** Takes away what is chosen: the edge, or the nodes with their edges. */
  removeChosen(label?: string): void {
    const { selectedEdge } = this;
    const { selection } = this.draft;
    if (selection.size === 0) {
      const edge = this.edgeOf(selectedEdge);
      if (edge) this.disconnect(edge.from, edge.port);
      return;
    }
    const [id] = selection;
    this.edit(label ?? (selection.size === 1 ? t('studioCanvas.stepRemove', { title: this.titleOf(id!) }) : t('studioCanvas.stepRemoveMany', { count: selection.size })), (graph) => removeNodes(graph, selection));
    this.draft.choose([]);
    this.selectedEdge = null;
  }

  /** Lays the whole open graph out anew. */
  tidy(): void {
    const placed = layoutGraph(this.graph);
    this.draft.applyGraph(t('studioCanvas.stepTidy'), (graph) => moveNodes(graph, placed));
    setTimeout(() => this.sight?.fit());
  }

  stepInto(loop: string): void {
    this.selectedEdge = null;
    this.draft.place = [...this.draft.place, loop];
    this.draft.choose([]);
  }

  /** Back to a graph around the open one; the loop that was stepped out of is chosen. */
  stepOut(depth = this.draft.place.length - 1): void {
    const loop = this.draft.place[depth];
    if (loop === undefined) return;
    this.selectedEdge = null;
    this.draft.reveal(this.draft.place.slice(0, depth), loop);
  }
}

export const provideDesk = (desk: CanvasDesk | undefined): CanvasDesk | undefined => setContext(key, desk);
export const useDesk = (): CanvasDesk | undefined => getContext<CanvasDesk | undefined>(key);
