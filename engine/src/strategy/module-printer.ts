import type { ItemReference, StrategyDocument, StrategyGraph } from '@arbiter/contracts';
import type { Dependencies } from './node-kind.js';
import type { StrategyPrinter } from './strategy-printer.js';

/** Makes the printer of a sub-process; given from outside, since that printer needs this one. */
export type MakePrinter = (module: ModulePrinter, document: StrategyDocument, prefix: string, title: string, reference: ItemReference | null) => StrategyPrinter;

/** Gathers the declarations of one module: constants first, functions after them. */
export class ModulePrinter {
  readonly constants: string[] = [];
  readonly functions: string[] = [];
  /** Which functions are nodes, by their place in `functions`. */
  readonly nodes: { function: number; path: string; strategy: ItemReference | null }[] = [];
  private readonly identifiers = new Set<string>(['R', 's', 'x', 'run', 'evaluate', 'error', 'at', 'input', 'given', 'reading']);
  private readonly defined = new Map<string, string>();
  private readonly strategies = new Map<string, StrategyPrinter>();
  readonly known = new Map<StrategyGraph, boolean>();

  constructor(readonly dependencies: Dependencies, readonly traced: boolean, private readonly makePrinter: MakePrinter) {}

  /** An identifier of the module made from a text; no two are the same. */
  identifier(hint: string): string {
    const base = hint.normalize('NFKD').replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 60);
    const sound = /^[A-Za-z_]/.test(base) ? base : `_${base}`;
    let name = sound;
    for (let n = 2; this.identifiers.has(name); n += 1) name = `${sound}_${n}`;
    this.identifiers.add(name);
    return name;
  }

  /** A constant of the module; the same code is defined once. */
  define(hint: string, code: string): string {
    const before = this.defined.get(code);
    if (before !== undefined) return before;
    const name = this.identifier(hint);
    this.defined.set(code, name);
    this.constants.push(`const ${name} = ${code};`);
    return name;
  }

  /** A registered strategy as functions of this module, printed once however often it is run. */
  strategy(reference: ItemReference): StrategyPrinter {
    const key = `${reference.version} ${reference.id}`;
    const before = this.strategies.get(key);
    if (before) return before;
    const document = this.dependencies.find(reference) as StrategyDocument;
    const printer = this.makePrinter(this, document, this.identifier(`sub_${reference.id}_${reference.version}`), `sub-process ${reference.id}, version ${reference.version}`, reference);
    this.strategies.set(key, printer);
    printer.printSub();
    return printer;
  }
}
