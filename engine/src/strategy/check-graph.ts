import type { FieldSpec, StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { Value } from 'typebox/value';
import type { FeelScope } from '../feel/feel-type.js';
import { checkErrorPolicy } from './check-error-policy.js';
import { orderGraph, type GraphOrder } from './graph-order.js';
import { NameSet } from './name-set.js';
import { nodeInWords } from './node-in-words.js';
import { NodeChecker } from './node-checker.js';
import type { Dependencies, NodeKind } from './node-kind.js';
import { kindOf } from './nodes/index.js';
import { shapeFaults } from './shape-faults.js';
import { graphDepthCap } from './walk-graphs.js';

export interface CheckedNode { reads: ReadonlySet<string>; writes: ReadonlySet<string> }

/** What the checks of one document share. */
export interface StrategyCheck {
  readonly document: StrategyDocument;
  readonly dependencies: Dependencies;
  readonly scope: FeelScope;
  /** Numbers of the data model's names, for sets of names. */
  readonly names: ReadonlyMap<string, number>;
  readonly fields: ReadonlyMap<string, FieldSpec>;
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
  readonly nodes: Map<string, CheckedNode>;
  fault(path: string, code: string, message: string): void;
  warning(path: string, code: string, message: string): void;
}

/** Checks one graph: the strategy's own, or one inside a node's settings (then with the names that the node adds). */
export class GraphCheck {
  private order: GraphOrder | undefined;
  /** Names that surely have a value where a node begins. */
  private readonly entries = new Map<number, NameSet>();
  /** Names that surely have a value after a node's way out. */
  private readonly exits = new Map<number, Map<string, NameSet>>();

  constructor(
    readonly check: StrategyCheck,
    readonly graph: StrategyGraph,
    readonly path: string,
    readonly extra: FeelScope,
    private readonly entry: NameSet,
    readonly depth = 0,
  ) {}

  get inner(): boolean {
    return this.depth > 0;
  }

  run(): void {
    const { check, graph, path } = this;
    if (this.depth > graphDepthCap) return check.fault(path, 'too-deep', `Graphs nest deeper than ${graphDepthCap} levels: move the inner ones into sub-processes`);
    const start = this.start();
    if (!this.nodesAreSound() || start === undefined) return;
    if (!this.edgesAreSound()) return;
    const ordered = orderGraph(graph, start);
    if (!ordered.ok) {
      const along = ordered.cycle.map((i) => graph.nodes[i]!.id).join(' → ');
      return check.fault(`${path}/nodes/${ordered.cycle[0]}`, 'cycle', `These nodes lead back to themselves: ${along}; take one of the edges out, or use a loop node`);
    }
    this.order = ordered.value;
    const reached = new Set(ordered.value.order);
    graph.nodes.forEach((node, i) => {
      if (!reached.has(i)) check.fault(`${path}/nodes/${i}`, 'unreachable', `Node ${nodeInWords(node)} is never reached: lead an edge to it or take it out`);
    });
    for (const index of ordered.value.order) this.node(index);
    if (!this.inner) this.checkOutputs();
  }

  private start(): number | undefined {
    const { check, graph, path } = this;
    if (this.inner) {
      const at = graph.nodes.findIndex((node) => node.id === graph.start);
      if (at < 0) check.fault(`${path}/start`, 'no-start', graph.start === undefined ? 'The graph does not say where it begins: set "start" to the id of its first node' : `"start" names "${graph.start}", which is no node of this graph`);
      return at < 0 ? undefined : at;
    }
    const starts = graph.nodes.flatMap((node, i) => (kindOf(node.kind)?.role === 'start' ? [i] : []));
    if (starts.length === 0) check.fault(`${path}/nodes`, 'no-start', 'The strategy has no input node: add one');
    for (const other of starts.slice(1)) check.fault(`${path}/nodes/${other}`, 'two-starts', `Node ${nodeInWords(graph.nodes[other]!)} is a second input node: a strategy has exactly one`);
    if (!graph.nodes.some((node) => kindOf(node.kind)?.role === 'end')) check.fault(`${path}/nodes`, 'no-end', 'The strategy has no output node: add one');
    return starts[0];
  }

  private nodesAreSound(): boolean {
    const { check, graph, path } = this;
    const ids = new Set<string>();
    let sound = true;
    const fault = (at: string, code: string, message: string): void => {
      sound = false;
      check.fault(at, code, message);
    };
    graph.nodes.forEach((node, i) => {
      const at = `${path}/nodes/${i}`;
      if (ids.has(node.id)) fault(`${at}/id`, 'duplicate-id', `Two nodes are called "${node.id}": rename one`);
      ids.add(node.id);
      const kind = kindOf(node.kind);
      if (!kind) return fault(`${at}/kind`, 'unknown-kind', `Node ${nodeInWords(node)}: there is no kind "${node.kind}"`);
      if (this.inner && kind.role !== undefined) fault(`${at}/kind`, 'not-inside', `Node ${nodeInWords(node)}: a node of kind "${node.kind}" cannot stand inside another node`);
      if (!Value.Check(kind.settings, node.settings)) {
        for (const told of shapeFaults(kind.settings, node.settings, `${at}/settings`, `Node ${nodeInWords(node)}`)) fault(told.path, told.code, told.message);
      }
    });
    return sound;
  }

  private edgesAreSound(): boolean {
    const { check, graph, path } = this;
    const places = new Map(graph.nodes.map((node, i) => [node.id, i]));
    const taken = graph.nodes.map(() => new Set<string>());
    let sound = true;
    const fault = (at: string, code: string, message: string): void => {
      sound = false;
      check.fault(at, code, message);
    };
    graph.edges.forEach((edge, i) => {
      const at = `${path}/edges/${i}`;
      const from = places.get(edge.from);
      if (from === undefined) fault(`${at}/from`, 'no-node', `An edge begins at "${edge.from}", which is no node`);
      if (!places.has(edge.to)) fault(`${at}/to`, 'no-node', `An edge from "${edge.from}" leads to "${edge.to}", which is no node`);
      if (from === undefined) return;
      const node = graph.nodes[from]!;
      if (kindOf(graph.nodes[places.get(edge.to) ?? -1]?.kind ?? '')?.role === 'start') fault(`${at}/to`, 'into-start', `An edge from "${edge.from}" leads into the input node: nothing comes before it`);
      const ports = portsOf(node);
      if (edge.port === 'error' && node.onError?.then !== 'edge') fault(`${at}/port`, 'no-port', `Node ${nodeInWords(node)} has an edge at "error", but its error policy is not "edge": change the policy or take the edge out`);
      else if (!ports.includes(edge.port)) fault(`${at}/port`, 'no-port', `Node ${nodeInWords(node)} has no way out "${edge.port}"; it has ${ports.length === 0 ? 'none' : ports.map((port) => `"${port}"`).join(', ')}`);
      else if (taken[from]!.has(edge.port)) fault(at, 'two-edges', `The way out "${edge.port}" of node ${nodeInWords(node)} has two edges: keep one`);
      taken[from]!.add(edge.port);
    });
    if (this.inner) return sound;
    graph.nodes.forEach((node, i) => {
      for (const port of portsOf(node)) {
        if (!taken[i]!.has(port)) fault(`${path}/nodes/${i}`, 'no-edge', `The way out "${port}" of node ${nodeInWords(node)} leads nowhere: draw an edge from it`);
      }
    });
    return sound;
  }

  private node(index: number): void {
    const { check, graph } = this;
    const { order, before } = this.order!;
    const node = graph.nodes[index]!;
    let entry: NameSet | undefined;
    for (const { from, port } of before[index]!) {
      const exit = this.exits.get(from)!.get(port)!;
      if (entry) entry.keep(exit);
      else entry = exit.copy();
    }
    entry ??= this.entry.copy();
    if (order[0] === index) entry = this.entry.copy();
    this.entries.set(index, entry);

    const kind = kindOf(node.kind)! as NodeKind;
    const path = `${this.path}/nodes/${index}`;
    const checker = new NodeChecker(this, node, path, entry);
    const ports = kind.ports(node.settings);
    ports.forEach((port, i) => {
      if (port === 'error' || ports.indexOf(port) !== i) checker.fault('', 'bad-port', port === 'error' ? 'a way out cannot be called "error": that name belongs to the error policy' : `two ways out are called "${port}": rename one`);
    });
    kind.check(node.settings, checker);
    checkErrorPolicy(this, node, path, ports);
    check.nodes.set(path, { reads: checker.reading, writes: checker.writing });

    const written = (names: Iterable<string>): NameSet => {
      const set = entry.copy();
      for (const name of names) if (check.names.has(name)) set.add(check.names.get(name)!);
      return set;
    };
    const exits = new Map<string, NameSet>();
    for (const port of ports) exits.set(port, written(checker.assigned));
    if (node.onError?.then === 'edge') exits.set('error', entry);
    if (node.onError?.then === 'default' && ports[0] !== undefined) {
      const given = new Set(Object.keys(node.onError.values ?? {}));
      exits.set(ports[0], written([...checker.assigned].filter((name) => given.has(name))));
    }
    if (ports.length === 0) exits.set('', node.onError?.then === 'default' ? entry : written(checker.assigned));
    this.exits.set(index, exits);
  }

  /** Titles of the nodes along one way on which a name gets no value, up to a node. */
  pathWithout(name: string, index: number): string {
    const { before, order } = this.order!;
    const number = this.check.names.get(name)!;
    const way = [index];
    for (let at = index; at !== order[0]; ) {
      const step = before[at]!.find(({ from, port }) => !this.exits.get(from)!.get(port)!.has(number));
      if (!step) break;
      at = step.from;
      way.push(at);
    }
    const ids = way.reverse().map((i) => this.graph.nodes[i]!.id);
    return (ids.length > 12 ? [...ids.slice(0, 5), '…', ...ids.slice(-6)] : ids).join(' → ');
  }

  /** Names that have a value after every way through the graph; after a fault all of them, so that one mistake is told once. */
  private surelySet(): ReadonlySet<string> {
    let after: NameSet | undefined;
    for (const [index, exits] of this.exits) {
      for (const [port, exit] of exits) {
        if (this.order!.ways[index]!.has(port)) continue;
        if (after) after.keep(exit);
        else after = exit.copy();
      }
    }
    return new Set([...this.check.names].flatMap(([name, number]) => (!after || after.has(number) ? [name] : [])));
  }

  /** Checks a graph inside a node's settings. */
  inside(graph: StrategyGraph, path: string, extra: FeelScope, entry: NameSet): ReadonlySet<string> {
    const inside = new GraphCheck(this.check, graph, path, new Map([...this.extra, ...extra]), entry, this.depth + 1);
    inside.run();
    return inside.surelySet();
  }

  indexOf(node: StrategyNode): number {
    return this.graph.nodes.indexOf(node);
  }

  private checkOutputs(): void {
    const { check } = this;
    const ends = this.order!.order.filter((i) => kindOf(this.graph.nodes[i]!.kind)?.role === 'end');
    check.document.dataModel.outputs.forEach((field, at) => {
      const end = ends.find((i) => !this.exits.get(i)!.get('')!.has(check.names.get(field.name)!));
      if (end === undefined) return;
      const tell = field.required ? check.fault : check.warning;
      tell(`/dataModel/outputs/${at}`, 'output-not-set', `Output "${field.name}" gets no value on the way ${this.pathWithout(field.name, end)}: set it there, or give it a default${field.required ? '' : '; it will be null'}`);
    });
  }
}

/** Ways out of a node, with "error" where its policy has that edge. */
export function portsOf(node: StrategyNode): readonly string[] {
  const ports = kindOf(node.kind)?.ports(node.settings) ?? [];
  return node.onError?.then === 'edge' ? [...ports, 'error'] : ports;
}

