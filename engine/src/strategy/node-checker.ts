import type { StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { checkFeel } from '../feel/index.js';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { typeFits, typeName } from '../strategy-data-model/index.js';
import type { GraphCheck } from './check-graph.js';
import type { NameSet } from './name-set.js';
import { nodeInWords } from './node-in-words.js';
import type { Dependencies, NodeCheck } from './node-kind.js';

/** What a node kind's check is given: it gathers the names that the node reads and writes, and holds reads against the names that have a value. */
export class NodeChecker implements NodeCheck {
  readonly reading = new Set<string>();
  readonly writing = new Set<string>();
  /** Names written for sure by this node itself. */
  readonly assigned = new Set<string>();
  readonly scope: FeelScope;
  readonly dependencies: Dependencies;
  private readonly told = new Set<string>();

  constructor(private readonly place: GraphCheck, private readonly node: StrategyNode, private readonly path: string, private readonly entry: NameSet) {
    const { check, extra } = place;
    this.scope = extra.size === 0 ? check.scope : new Map([...check.scope, ...extra]);
    this.dependencies = check.dependencies;
  }

  get fields(): NodeCheck['fields'] {
    return this.place.check.fields;
  }

  get nodeId(): string {
    return this.node.id;
  }

  fault(path: string, code: string, message: string): void {
    this.place.check.fault(`${this.path}/settings${path}`, code, `Node ${nodeInWords(this.node)}: ${message}`);
  }

  warning(path: string, code: string, message: string): void {
    this.place.check.warning(`${this.path}/settings${path}`, code, `Node ${nodeInWords(this.node)}: ${message}`);
  }

  expression(source: string, path: string, expected?: FeelType, extra?: FeelScope): FeelType | undefined {
    const scope = extra && extra.size > 0 ? new Map([...this.scope, ...extra]) : this.scope;
    const checked = checkFeel(source, { scope, strict: true });
    if (!checked.ok) {
      for (const fault of checked.error) this.fault(path, fault.code, fault.message);
      return undefined;
    }
    for (const name of checked.value.names) if (!extra?.has(name)) this.read(name, path);
    const { type } = checked.value;
    if (expected && !typeFits(type, expected)) {
      this.fault(path, 'type-mismatch', `the expression gives ${typeName(type)}, but ${typeName(expected)} is wanted`);
      return undefined;
    }
    return type;
  }

  reads(name: string, path: string): FeelType | undefined {
    const type = this.scope.get(name);
    if (!type) {
      this.fault(path, 'unknown-name', `"${name.slice(0, 80)}" is no name of the data model`);
      return undefined;
    }
    this.read(name, path);
    return type;
  }

  assigns(name: string, type: FeelType, path: string): void {
    const { check, extra } = this.place;
    const wanted = check.scope.get(name);
    if (extra.has(name) || check.inputs.has(name) || (wanted && !this.writable(name))) return this.fault(path, 'not-writable', `"${name}" cannot be written: only variables and outputs can; write to a variable`);
    if (!wanted) return this.fault(path, 'unknown-name', `"${name.slice(0, 80)}" is neither a variable nor an output of the data model; add it there`);
    if (!typeFits(type, wanted)) this.fault(path, 'type-mismatch', `"${name}" is ${typeName(wanted)}, but gets ${typeName(type)}`);
    this.assigned.add(name);
    this.writing.add(name);
  }

  graph(graph: StrategyGraph, path: string, extra: FeelScope): ReadonlySet<string> {
    const { check } = this.place;
    for (const name of extra.keys()) {
      if (this.scope.has(name)) this.fault(path, 'duplicate-name', `"${name}" is a name already: choose another for the loop`);
    }
    const entry = this.entry.copy();
    for (const name of this.assigned) if (check.names.has(name)) entry.add(check.names.get(name)!);
    const set = this.place.inside(graph, `${this.path}/settings${path}`, extra, entry);
    for (const [at, node] of check.nodes) {
      if (!at.startsWith(`${this.path}/settings${path}/`)) continue;
      for (const name of node.reads) if (check.scope.has(name)) this.reading.add(name);
      for (const name of node.writes) this.writing.add(name);
    }
    return set;
  }

  private writable(name: string): boolean {
    const { variables, outputs } = this.place.check.document.dataModel;
    return variables.some((field) => field.name === name) || outputs.some((field) => field.name === name);
  }

  private read(name: string, path: string): void {
    this.reading.add(name);
    const { check } = this.place;
    const number = check.names.get(name);
    if (number === undefined || this.place.extra.has(name) || this.assigned.has(name) || this.entry.has(number) || this.told.has(name)) return;
    this.told.add(name);
    const way = this.place.pathWithout(name, this.place.indexOf(this.node));
    this.fault(path, 'missing-default', `"${name}" is read here, but has no value yet on the way ${way}: set it before, or give it a default`);
  }
}
