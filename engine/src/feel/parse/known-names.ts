import { Scanner } from './scanner.js';

interface Branch {
  next: Map<string, Branch>;
  name: string | null;
}

const fresh = (): Branch => ({ next: new Map(), name: null });

/** One spelling of a name: single spaces between words, none around signs. */
export function nameParts(name: string): string[] {
  const scanner = new Scanner(name);
  const parts: string[] = [];
  for (let at = 0; at < name.length; ) {
    const part = scanner.namePartAt(at);
    if (part === '') {
      if (!/\s/.test(name[at]!)) parts.push(name[at]!);
      at += 1;
    } else {
      parts.push(part);
      at += part.length;
    }
  }
  return parts;
}

export function joinNameParts(parts: readonly string[]): string {
  let name = '';
  let wordBefore = false;
  for (const part of parts) {
    const word = !(part.length === 1 && ".-/'+*".includes(part));
    name += word && wordBefore ? ` ${part}` : part;
    wordBefore = word;
  }
  return name;
}

/** Names in reach, of which the longest that stands at a place of the source is found. */
export class KnownNames {
  readonly #root = fresh();
  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    let branch = this.#root;
    const parts = nameParts(name);
    if (parts.length === 0) return;
    for (const part of parts) {
      let next = branch.next.get(part);
      if (!next) branch.next.set(part, (next = fresh()));
      branch = next;
    }
    branch.name ??= name;
  }

  /** The longest known name at an offset. */
  longest(scanner: Scanner, offset: number): { name: string; end: number } | null {
    let branch = this.#root;
    let found: { name: string; end: number } | null = null;
    const before = scanner.at;
    scanner.at = offset;
    for (;;) {
      const part = scanner.namePartAt(scanner.at);
      const next = part === '' ? undefined : branch.next.get(part);
      if (!next) break;
      scanner.at += part.length;
      branch = next;
      if (branch.name !== null) found = { name: branch.name, end: scanner.at };
      while (scanner.at < scanner.source.length && /\s/.test(scanner.source[scanner.at]!)) scanner.at += 1;
    }
    scanner.at = before;
    return found;
  }
}
