import type { FieldSpec, ItemReference, StrategyDocument, StrategyGraph } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { errorNames, fieldsOf, keyCode, printInputReader, propertyCode, scopeOf } from '../strategy-data-model/index.js';
import { orderGraph } from './graph-order.js';
import { literalCode } from './literal-code.js';
import type { ModulePrinter } from './module-printer.js';
import { inComment } from './node-in-words.js';
import { printNode } from './print-node.js';
import { kindOf } from './nodes/index.js';
import { graphWaits, nodeWaits } from './walk-graphs.js';

export type ExtraNames = ReadonlyMap<string, { type: FeelType; code: string }>;

/** Prints one strategy as functions over a state: reading the input, one function for each node, a walk along the edges, the answer. */
export class StrategyPrinter {
  readonly scope: FeelScope;
  readonly fields: ReadonlyMap<string, FieldSpec>;
  readonly waits: boolean;
  /** `node:port` of each way out of the strategy's own graph, by the number that an evaluation records. */
  readonly ways: string[] = [];
  private readonly slots = new Set<string>();
  private readonly writers = new Map<string, string>();

  constructor(readonly module: ModulePrinter, readonly document: StrategyDocument, readonly prefix: string, private readonly title: string, readonly reference: ItemReference | null) {
    this.scope = scopeOf(document.dataModel);
    this.fields = new Map(fieldsOf(document.dataModel).map((field) => [field.name, field]));
    this.waits = graphWaits(document.graph, module.dependencies, module.known);
  }

  name(part: string): string {
    return this.module.identifier(this.prefix === '' ? part : `${this.prefix}_${part}`);
  }

  /** `evaluate(input, run)`: the strategy whose code this is. */
  printMain(): void {
    const { inputs, outputs } = this.document.dataModel;
    const { state, walk } = this.printParts();
    const known = this.module.define('inputs', `R.inputFields(${literalCode(inputs.map(bare))})`);
    const read = this.module.define('readInput', printInputReader(inputs, known));
    const lines = outputs.map((field) => {
      const value = `s${propertyCode(field.name)}`;
      const plain = ['number', 'integer', 'string', 'boolean'].includes(field.type) ? value : `R.toJson(${value})`;
      return `      ${keyCode(field.name)}: ${field.required ? `R.given(${plain}, ${literalCode(field.name)})` : plain},`;
    });
    this.module.functions.push(`/* Reads the input, walks the graph, answers */
${this.async}function evaluate(input, run) {
  const s = ${state}();
  const reading = R.reading(run);
  ${read}(input, s, reading);
  if (reading.faults.length > 0) R.refuseInput(reading);
  ${this.await}${walk}(s, run.x, run);
  return {
    outputs: {
${lines.join('\n')}
    },
    outcome: R.outcome(s),
  };
}`);
  }

  /** The strategy as a sub-process: inputs by name in, the state out. */
  printSub(): void {
    const { state, walk } = this.printParts();
    const lines = this.document.dataModel.inputs.map((field) => `  s${propertyCode(field.name)} = ${this.module.define(`take_${field.name}`, `R.taker(${literalCode(bare(field))})`)}(given${propertyCode(field.name)});`);
    this.module.functions.push(`/* Runs ${inComment(this.title)} */
${this.async}function ${this.runName}(given, x, run) {
  const s = ${state}();
${lines.join('\n')}
  ${this.await}${walk}(s, x, run);
${this.document.dataModel.outputs.filter((field) => field.required).map((field) => `  R.given(s${propertyCode(field.name)}, ${literalCode(field.name)});\n`).join('')}  return s;
}`);
  }

  get runName(): string {
    return `${this.prefix}_run`;
  }

  private get async(): string {
    return this.waits ? 'async ' : '';
  }

  private get await(): string {
    return this.waits ? 'await ' : '';
  }

  private printParts(): { state: string; walk: string } {
    const state = this.name('newState');
    const { graph } = this.document;
    const start = graph.nodes.findIndex((node) => kindOf(node.kind)?.role === 'start');
    // A sub-process is one node of the strategy that runs it: only the way through the whole is recorded.
    const { walk } = this.printGraph(graph, start, new Map(), '', this.prefix === '', '');
    this.module.functions.push(this.printState(state));
    return { state, walk };
  }

  private printState(name: string): string {
    const lines = [...this.fields.values()].map((field) => `    ${keyCode(field.name)}: ${this.initial(field)},`);
    for (const key of [...errorNames, ...this.slots]) lines.push(`    ${keyCode(key)}: null,`);
    return `/* Every name of ${inComment(this.title)} with its first value */
function ${name}() {
  return {
${lines.join('\n')}
    $decision: null,
    $action: null,
    $channel: null,
    $terms: {},
    $reasons: [],
  };
}`;
  }

  private initial(field: FieldSpec): string {
    if (field.default === undefined || field.default === null || this.document.dataModel.inputs.includes(field)) return 'null';
    if (['number', 'integer', 'string', 'boolean'].includes(field.type)) return literalCode(field.default);
    return this.module.define(`default_${field.name}`, `R.defaultValue(${literalCode(bare(field))})`);
  }

  /** A place in the state that is no name of the data model. */
  slot(name: string): string {
    this.slots.add(name);
    return `s${propertyCode(name)}`;
  }

  /** Code that converts a value to a name's type and checks it. */
  convert(name: string, code: string): string {
    const field = this.fields.get(name)!;
    if (field.min === undefined && field.max === undefined && !field.values) {
      if (field.type === 'number') return `R.toNumber(${code}, ${literalCode(name)})`;
      if (field.type === 'string') return `R.toText(${code}, ${literalCode(name)})`;
      if (field.type === 'boolean') return `R.toBoolean(${code}, ${literalCode(name)})`;
      if (field.type === 'any') return code;
    }
    let writer = this.writers.get(name);
    if (writer === undefined) {
      writer = this.module.define(`write_${name}`, `R.writer(${literalCode(name)}, ${literalCode(bare(field))})`);
      this.writers.set(name, writer);
    }
    return `${writer}(${code})`;
  }

  /** Prints the nodes of a graph and the walk along its edges; the name of the walk and the names that the nodes write. `within` begins the paths of its nodes. */
  printGraph(graph: StrategyGraph, start: number, extra: ExtraNames, hint: string, recorded: boolean, within: string): { walk: string; written: ReadonlySet<string> } {
    const ordered = orderGraph(graph, start);
    if (!ordered.ok) throw new Error('The graph was not checked: it holds a cycle');
    const { order, ways } = ordered.value;
    const places = new Map(order.map((node, place) => [node, place]));
    const { dependencies, known, traced } = this.module;
    const cases: string[] = [];
    const ids: string[] = [];
    const written = new Set<string>();
    for (const [place, index] of order.entries()) {
      const node = graph.nodes[index]!;
      const waits = nodeWaits(node, dependencies, known);
      const next = (port: string) => {
        const to = ways[index]!.get(port);
        return to === undefined ? undefined : { place: places.get(to)!, node: graph.nodes[to]! };
      };
      const { name, written: writes } = printNode(this, node, `${within}${node.id}`, waits, extra, next, recorded ? (port) => this.ways.push(`${node.id}:${port}`) - 1 : undefined);
      for (const one of writes) written.add(one);
      ids.push(node.id);
      cases.push(`        case ${place}: at = ${waits ? 'await ' : ''}${name}(s, x, run); break;`);
    }
    const walk = this.name(hint === '' ? 'walk' : `walk_${hint}`);
    const nodes = this.module.define(`${walk}_nodes`, literalCode(ids));
    this.module.functions.push(`/* Goes from node to node${hint === '' ? ` of ${inComment(this.title)}` : ''}; a node answers the number of the next, or -1 */
${graphWaits(graph, dependencies, known) ? 'async ' : ''}function ${walk}(s, x, run) {
  let at = 0;
  try {
    while (at >= 0) {
${traced ? `      R.traceEnter(run, ${nodes}[at]);\n` : ''}      R.step(run);
      switch (at) {
${cases.join('\n')}
      }
${traced ? '      R.traceLeave(run);\n' : ''}    }
  } catch (error) {
    throw R.failedAt(run, error, ${nodes}[at]);
  }
}`);
    return { walk, written };
  }
}

/** A field without what people read. */
function bare(field: FieldSpec): FieldSpec {
  const { title: _, ...rest } = field;
  return rest;
}
