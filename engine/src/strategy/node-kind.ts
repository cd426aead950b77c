import type { ItemReference, NodeKindName, ValueSpec } from '@arbiter/contracts';
import type { TSchema } from 'typebox';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import type { SqlNodePrinter } from './sql-node-printer.js';

/**
 * What the compiler needs to know of a kind of node. Each kind is a folder under `strategy/nodes/` (schema, check, printer, tests) and
 * an entry of the registry `strategy/nodes/index.ts`; nothing else in the engine names a kind.
 */
export interface NodeKind<S = unknown> {
  readonly kind: NodeKindName;
  /** Where a strategy begins (exactly one node) or ends; such nodes cannot stand inside another node. */
  readonly role?: 'start' | 'end';
  /** Schema of the node's settings. */
  readonly settings: TSchema;
  /** True where the evaluation must await something outside (SQL, HTTP, Python, an ONNX model, a sub-process that waits). */
  waits(settings: S, dependencies: Dependencies): boolean;
  /** Ways out, in order. The way "error" comes from the node's error policy and is not listed. Output nodes have none. */
  ports(settings: S): readonly string[];
  /** Finds faults and declares what the node writes. Called in topological order, with the names that are in reach. */
  check(settings: S, check: NodeCheck): void;
  /**
   * JavaScript statements that do the node's work and end by leaving through a way out. They stand in a block of their own (locals are
   * theirs) and throw to fail. Built from checked settings alone: literals through `literal`, names through `read` and `assign`.
   */
  print(settings: S, printer: NodePrinter): string;
  /** The node as ClickHouse SQL; absent where the kind cannot be pushed down. */
  printSql?(settings: S, printer: SqlNodePrinter): void;
  /** Repository items that the settings pin. */
  references?(settings: S): readonly ItemReference[];
  /** Registered strategies that the node runs as part of this one, with the place of each reference below the settings. */
  strategies?(settings: S): readonly { path: string; reference: ItemReference }[];
  /** How many rules the node has whose hits its trace notes as `{ hits: [place, …] }`, for the coverage of tests. */
  rules?(settings: S, dependencies: Dependencies): number;
  /** Graphs inside the settings (a loop's body). */
  graphs?(settings: S): readonly { path: string; graph: import('@arbiter/contracts').StrategyGraph }[];
}

/** Repository items by reference: stored documents, already checked at their registration. */
export interface Dependencies {
  find(reference: ItemReference): unknown;
}

export interface NodeCheck {
  readonly nodeId: string;
  /** Every name of the data model and of loops around the node, with its type. */
  readonly scope: FeelScope;
  /** What the data model says of each of its names: bounds, allowed values, fields. Names that loops add are not there. */
  readonly fields: ReadonlyMap<string, ValueSpec>;
  readonly dependencies: Dependencies;
  /** A fault at a JSON pointer below the node's settings ('' for the settings as a whole). The message names the thing, its value and what to try. */
  fault(path: string, code: string, message: string): void;
  /** Something to tell that does not forbid registration (a gap in a table, a branch that is never reached). */
  warning(path: string, code: string, message: string): void;
  /** Checks a FEEL expression; its type, or undefined after a fault. `extra` adds names (an element of a list). */
  expression(source: string, path: string, expected?: FeelType, extra?: FeelScope): FeelType | undefined;
  /** Declares that the node reads a name without an expression (`NodePrinter.read`); its type, or undefined after a fault. */
  reads(name: string, path: string): FeelType | undefined;
  /** Declares that the node writes a variable or an output with a value of this type; a fault where there is no such name or the types do not fit. */
  assigns(name: string, type: FeelType, path: string): void;
  /** Checks a graph inside the settings with names added to the scope (a loop's body); the names that have a value after every way through it. */
  graph(graph: import('@arbiter/contracts').StrategyGraph, path: string, extra: FeelScope): ReadonlySet<string>;
}

export interface NodePrinter {
  readonly nodeId: string;
  readonly scope: FeelScope;
  readonly dependencies: Dependencies;
  /** FEEL source as a JavaScript expression over the state; a value of FEEL. */
  expression(source: string, extra?: ReadonlyMap<string, { type: FeelType; code: string }>): string;
  /** FEEL source as a JavaScript boolean: true only where the value is true. */
  condition(source: string, extra?: ReadonlyMap<string, { type: FeelType; code: string }>): string;
  /** The present value of a name as a JavaScript expression. */
  read(name: string): string;
  /** Statement that writes a name, with the conversion and the range check of the data model. */
  assign(name: string, code: string): string;
  /** A JSON value as JavaScript. */
  literal(value: unknown): string;
  /** Defines a constant of the module, such as a compiled rule set, from a JavaScript expression over the runtime `R`; the identifier to use. */
  define(hint: string, code: string): string;
  /** Statement that leaves the node by a way out. */
  leave(port: string): string;
  /** Statement that adds a reason code (JavaScript expression of a string) to the answer. */
  reason(code: string): string;
  /** Statement that records details of this node for the trace (JavaScript expression); empty where the code is not traced. */
  note(code: string): string;
  /** Statement that counts one step against the cap and, now and then, looks at the time. */
  tick(): string;
  /** Expression that awaits a service: `service('http', request)`. The request is a JavaScript expression of a plain object. */
  service(name: 'sql' | 'http' | 'python' | 'model' | 'contactPolicy' | 'channel', request: string): string;
  /**
   * Statements that run a graph inside the settings until a way out has no edge, then do `continueWith`. The nodes are functions of their
   * own: what `extra` names must be readable there (`slot`, or a constant of the module), never a local of this node. `step` is a
   * JavaScript expression that names the round in the trace, such as `"each-contract[" + i + "]"`.
   */
  graph(graph: import('@arbiter/contracts').StrategyGraph, extra: ReadonlyMap<string, { type: FeelType; code: string }>, continueWith: string, step?: string): string;
  /** A place in the state that the nodes of a graph inside the settings can read, such as a loop's element; null at first. An assignable expression. */
  slot(name: string): string;
  /**
   * A registered strategy as a function of this module. `run` gives the expression (awaited where needed) that runs it with inputs by name
   * (JavaScript expressions of FEEL values; absent ones take their defaults) and yields its state; `read` an expression for a name of that state.
   */
  strategy(reference: ItemReference): { run(inputs: ReadonlyMap<string, string>): string; read(state: string, name: string): string };
  /** A fresh local identifier. */
  local(hint: string): string;
}
