import type { ItemReference, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { checkFeel, printFeelCondition, printFeelJavaScript, type CheckedFeel } from '../feel/index.js';
import type { FeelScope } from '../feel/feel-type.js';
import { keyCode, propertyCode } from '../strategy-data-model/index.js';
import { literalCode } from './literal-code.js';
import { inComment } from './node-in-words.js';
import type { Dependencies, NodePrinter } from './node-kind.js';
import { kindOf } from './nodes/index.js';
import type { ExtraNames, StrategyPrinter } from './strategy-printer.js';
import { graphWaits } from './walk-graphs.js';

/** Number under which leaving by a way is recorded. */
type RecordWay = (port: string) => number;
type Next = (port: string) => { place: number; node: StrategyNode } | undefined;

/** Prints a node as a function with its error policy around it; the function's name and the names that it writes. */
export function printNode(strategy: StrategyPrinter, node: StrategyNode, path: string, waits: boolean, extra: ExtraNames, next: Next, record?: RecordWay): { name: string; written: ReadonlySet<string> } {
  const kind = kindOf(node.kind)!;
  const name = strategy.name(`node_${node.id}`);
  const printer = new PrintedNode(strategy, node, path, extra, next, record);
  const body = kind.print(node.settings, printer);
  const guarded = node.onError && (node.onError.then !== 'fail' || node.onError.retry) ? guard(printer, node, waits, body, kind.ports(node.settings)) : body;
  const title = node.title ? `"${inComment(node.title)}" (${node.id}), ${node.kind}` : `${node.id}, ${node.kind}`;
  strategy.module.nodes.push({ function: strategy.module.functions.length, path, strategy: strategy.reference });
  strategy.module.functions.push(`/* ${title} */\n${waits ? 'async ' : ''}function ${name}(s, x, run) {\n${indented(guarded)}\n}`);
  return { name, written: printer.written };
}

/** The node's statements within its error policy: what it wrote is taken back, then it is tried again, or the policy goes on. */
function guard(printer: PrintedNode, node: StrategyNode, waits: boolean, body: string, ports: readonly string[]): string {
  const { then, values, retry } = node.onError!;
  // An output node writes the outcome too, beside the names.
  const written = [...printer.written, ...(kindOf(node.kind)?.role === 'end' ? ['$decision', '$action', '$channel', '$terms'] : [])];
  const keep = ['const $reasons = s.$reasons.slice();', ...written.map((name, i) => `const $kept_${i} = s${propertyCode(name)};`)].join('\n');
  const restore = ['s.$reasons = $reasons.slice();', ...written.map((name, i) => `s${propertyCode(name)} = $kept_${i};`)].join('\n');
  const goOn =
    then === 'fail'
      ? 'throw error;'
      : [
          'R.caught(run, s, error);',
          ...(then === 'default' ? Object.entries(values ?? {}).map(([name, value]) => printer.assign(name, printer.jsonValue(name, value))) : []),
          printer.leave(then === 'edge' ? 'error' : (ports[0] ?? '')),
        ].join('\n');
  if (!retry) return `${keep}\ntry {\n${indented(body)}\n} catch (error) {\n${indented(restore)}\n${indented(goOn)}\n}`;
  const again = [`if (R.mayRetry(run, error, attempt, ${retry.times})) {`, ...(waits ? [`  await R.backOff(run, ${retry.backoffMs}, attempt);`] : []), '  continue;', '}'].join('\n');
  return `${keep}\nfor (let attempt = 0; ; attempt += 1) {\n  try {\n${indented(body, 4)}\n  } catch (error) {\n${indented(restore, 4)}\n${indented(again, 4)}\n${indented(goOn, 4)}\n  }\n}`;
}

class PrintedNode implements NodePrinter {
  /** Names that the node writes, also through graphs inside it. */
  readonly written = new Set<string>();
  readonly scope: FeelScope;
  private readonly locals = new Set<string>();

  constructor(private readonly place: StrategyPrinter, private readonly node: StrategyNode, private readonly path: string, private readonly extra: ExtraNames, private readonly next: Next, private readonly record: RecordWay | undefined) {
    this.scope = extra.size === 0 ? place.scope : new Map([...place.scope, ...[...extra].map(([name, { type }]) => [name, type] as const)]);
  }

  get nodeId(): string {
    return this.node.id;
  }

  get dependencies(): Dependencies {
    return this.place.module.dependencies;
  }

  expression(source: string, extra?: ExtraNames): string {
    return printFeelJavaScript(this.checked(source, extra), this.names(extra));
  }

  condition(source: string, extra?: ExtraNames): string {
    return printFeelCondition(this.checked(source, extra), this.names(extra));
  }

  private checked(source: string, extra: ExtraNames | undefined): CheckedFeel {
    const scope = extra && extra.size > 0 ? new Map([...this.scope, ...[...extra].map(([name, { type }]) => [name, type] as const)]) : this.scope;
    const checked = checkFeel(source, { scope, strict: true });
    if (!checked.ok) throw new Error(`The expression was not checked: ${checked.error[0]?.message}`);
    return checked.value;
  }

  private names(extra: ExtraNames | undefined) {
    return { read: (name: string) => extra?.get(name)?.code ?? this.read(name) };
  }

  read(name: string): string {
    return this.extra.get(name)?.code ?? `s${propertyCode(name)}`;
  }

  assign(name: string, code: string): string {
    this.written.add(name);
    const value = this.place.convert(name, code);
    return `s${propertyCode(name)} = ${this.place.module.traced ? `R.traceWrite(run, ${literalCode(name)}, ${value})` : value};`;
  }

  literal(value: unknown): string {
    return literalCode(value);
  }

  /** A JSON value given for a name, as a value of expressions. */
  jsonValue(name: string, value: unknown): string {
    const field = this.place.fields.get(name)!;
    if (value === null || ['number', 'integer', 'string', 'boolean'].includes(field.type)) return literalCode(value);
    return this.define(`on_error_${name}`, `R.defaultValue(${literalCode({ ...field, title: undefined, default: value })})`);
  }

  define(hint: string, code: string): string {
    return this.place.module.define(hint, code);
  }

  leave(port: string): string {
    const next = this.next(port);
    const note = `${this.record ? `run.way?.push(${this.record(port)}); ` : ''}${this.place.module.traced && port !== '' ? `R.tracePort(run, ${literalCode(port)}); ` : ''}`;
    if (!next) return `${note ? `{ ${note}return -1; }` : 'return -1;'}`;
    const go = `return ${next.place} /* ${inComment(port, 40)} → ${inComment(next.node.title ?? next.node.id, 40)} */;`;
    return note ? `{ ${note}${go} }` : go;
  }

  reason(code: string): string {
    return `R.addReason(s, ${code});`;
  }

  note(code: string): string {
    return this.place.module.traced ? `R.traceNote(run, ${code});` : '';
  }

  tick(): string {
    return 'R.step(run);';
  }

  service(name: Parameters<NodePrinter['service']>[0], request: string): string {
    if (name === 'contactPolicy' || name === 'channel') return `R.askService(run, ${literalCode(name)}, ${request})`;
    return `(await R.callService(run, ${literalCode(name)}, ${request}))`;
  }

  graph(graph: StrategyGraph, extra: ExtraNames, continueWith: string, step?: string): string {
    const start = graph.nodes.findIndex((node) => node.id === graph.start);
    const { walk, written } = this.place.printGraph(graph, start, new Map([...this.extra, ...extra]), this.node.id, false, `${this.path}/`);
    for (const name of written) this.written.add(name);
    const { module } = this.place;
    const call = `${graphWaits(graph, module.dependencies, module.known) ? 'await ' : ''}${walk}(s, x, run);`;
    const round = module.traced ? `R.traceRound(run, ${step ?? literalCode(this.node.id)});\n${call}\nR.traceRoundEnd(run);` : call;
    return `${round}\n${continueWith}`;
  }

  slot(name: string): string {
    return this.place.slot(name);
  }

  strategy(reference: ItemReference): ReturnType<NodePrinter['strategy']> {
    const { module } = this.place;
    const sub = module.strategy(reference);
    return {
      run: (inputs) => {
        const given = [...inputs].map(([name, code]) => `${keyCode(name)}: ${code}`).join(', ');
        const call = `${sub.waits ? 'await ' : ''}${sub.runName}({ ${given} }, x, run)`;
        return module.traced ? `R.traceRoundEnd(run, (R.traceRound(run, ${literalCode(this.node.id)}), ${call}))` : `(${call})`;
      },
      read: (state, name) => `${state}${propertyCode(name)}`,
    };
  }

  local(hint: string): string {
    const base = `${hint.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || 'value'}_`;
    let name = base;
    for (let n = 2; this.locals.has(name); n += 1) name = `${base}${n}`;
    this.locals.add(name);
    return name;
  }
}

/** Statements moved to the right; every line is one of ours, since literals hold no line breaks. */
const indented = (text: string, by = 2): string => text.split('\n').filter((line) => line.trim() !== '').map((line) => ' '.repeat(by) + line).join('\n');
