import type { FeelNode } from './feel-node.js';
import { childrenOf } from './feel-node.js';
import { joinNameParts, KnownNames } from './known-names.js';
import type { NamedTypes } from './parse-type.js';
import { Scanner } from './scanner.js';

/** Brackets, functions and the like inside one another. */
export const maxNesting = 200;
/** Levels of the tree, long chains such as `a + b + c + …` included. */
export const maxTreeDepth = 1000;

export interface ParserNames {
  /** Names in reach. */
  readonly globals: KnownNames;
  readonly builtins: KnownNames;
  /** Fields that may stand behind a dot or in a filter. */
  readonly members: KnownNames;
  readonly types: NamedTypes;
}

type Bare = FeelNode extends infer N ? (N extends FeelNode ? Omit<N, 'start' | 'end'> : never) : never;

/** What every rule of the parser uses: places, caps, and names in reach. */
export class ParserState {
  readonly scanner: Scanner;
  #nesting = 0;
  protected locals: KnownNames[] = [];
  protected filters = 0;
  /** Nesting at which a `[` may close a range. */
  protected rangeEnd = -1;
  #depths = new WeakMap<FeelNode, number>();

  constructor(source: string, readonly names: ParserNames) {
    this.scanner = new Scanner(source);
  }

  protected get nesting(): number {
    return this.#nesting;
  }

  /** Forgets what a reading that was given up had begun. */
  protected restart(at: number): void {
    this.scanner.at = at;
    this.#nesting = 0;
    this.locals = [];
    this.filters = 0;
    this.rangeEnd = -1;
  }

  protected here(): number {
    this.scanner.skip();
    return this.scanner.at;
  }

  protected make(start: number, bare: Bare): FeelNode {
    const node = { ...bare, start, end: this.scanner.at } as FeelNode;
    let depth = 0;
    for (const child of childrenOf(node)) depth = Math.max(depth, this.#depths.get(child) ?? 0);
    if (depth >= maxTreeDepth) this.scanner.stop(start, this.scanner.at, 'feel-too-deep', `The expression is deeper than ${maxTreeDepth} levels; split it into several.`);
    this.#depths.set(node, depth + 1);
    return node;
  }

  protected nested<T>(read: () => T): T {
    const { scanner } = this;
    if (++this.#nesting > maxNesting) scanner.stop(scanner.at, scanner.at + 1, 'feel-too-deep', `The expression is nested deeper than ${maxNesting} levels; split it into several.`);
    const value = read();
    this.#nesting -= 1;
    return value;
  }

  /** What is read in here sees more names. */
  protected within<T>(locals: KnownNames, read: () => T): T {
    this.locals.push(locals);
    const value = read();
    this.locals.pop();
    return value;
  }

  /** A name that ends before one of these symbols; null (and nothing taken) where something else stands. */
  protected nameBefore(ends: readonly string[], word?: string): string | null {
    const { scanner } = this;
    scanner.skip();
    const from = scanner.at;
    const parts: string[] = [];
    for (;;) {
      while (/\s/.test(scanner.source[scanner.at] ?? '')) scanner.at += 1;
      const part = scanner.namePartAt(scanner.at);
      if (parts.length > 0 && (part === '' ? ends.includes(scanner.source[scanner.at] ?? '') : part === word)) return joinNameParts(parts);
      if (part === '' || (parts.length === 0 && !scanner.wordAt(scanner.at)) || parts.length > 100) break;
      parts.push(part);
      scanner.at += part.length;
    }
    scanner.at = from;
    return null;
  }

  protected longest(start: number): { name: string; end: number } | null {
    const { scanner, names } = this;
    let own = names.globals.longest(scanner, start);
    const candidates = this.filters > 0 ? [names.members, ...this.locals] : this.locals;
    for (const candidate of candidates) {
      const found = candidate.longest(scanner, start);
      if (found && (!own || found.end >= own.end)) own = found;
    }
    const builtin = names.builtins.longest(scanner, start);
    if (!builtin || (own && own.end >= builtin.end)) return own;
    return own && !/\s*\(/y.test(scanner.source.slice(builtin.end, builtin.end + 20)) ? own : builtin;
  }

  /** Whether a `[` behind the end of a range closes it and does not begin a filter, which never stands behind a literal. */
  protected closesRange(end: FeelNode): boolean {
    if (end.kind === 'number' || end.kind === 'string' || end.kind === 'at') return true;
    return /\[\s*($|[)\],}=!<>+*/.]|(and|or|then|else|in|return|satisfies)\b)/y.test(this.scanner.source.slice(this.scanner.at, this.scanner.at + 100));
  }
}
