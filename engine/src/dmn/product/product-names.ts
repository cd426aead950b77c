import { faultOfName } from '../../strategy-data-model/field-names.js';

/** Words that FEEL reads otherwise where they stand alone. */
const keywords = new Set(['and', 'between', 'else', 'every', 'external', 'false', 'for', 'function', 'if', 'in', 'instance', 'null', 'of', 'or', 'return', 'satisfies', 'some', 'then', 'true', 'item', 'partial']);
/** Parts of temporal values and ranges: a path cannot be told from one to an entry of that name. */
const parts = new Set(['time offset', 'start included', 'end included']);
const longest = 63;

/** Names of a DMN model as names of a data model, which hold letters, digits and underscores only. Two names never become one. */
export class ProductNames {
  private readonly byOld = new Map<string, string>();
  private readonly taken = new Set<string>();

  /** All names of the model must be known before any of them is changed: names that stay as they are have the right to themselves. */
  constructor(names: Iterable<string>) {
    const changing: string[] = [];
    for (const name of new Set(names)) {
      if (isProductName(name)) this.taken.add(name);
      else if (!parts.has(name)) changing.push(name);
    }
    for (const name of changing) {
      const made = this.free(cleaned(name));
      this.taken.add(made);
      this.byOld.set(name, made);
    }
  }

  of(name: string): string {
    return this.byOld.get(name) ?? name;
  }

  /** Names that changed, old to new. */
  get changed(): ReadonlyMap<string, string> {
    return this.byOld;
  }

  /** A name near to this one that nothing has yet; it is taken from then on. */
  add(near: string): string {
    const made = this.free(cleaned(near));
    this.taken.add(made);
    return made;
  }

  private free(wish: string): string {
    let made = wish;
    for (let n = 2; this.taken.has(made); n++) made = `${wish.slice(0, longest - String(n).length - 1)}_${n}`;
    return made;
  }
}

export function isProductName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]{0,62}$/u.test(name) && faultOfName(name) === undefined && !keywords.has(name);
}

function cleaned(name: string): string {
  const words = name.normalize('NFC').replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^_+|_+$/g, '');
  const begun = /^[\p{L}_]/u.test(words) ? words : `_${words}`;
  const cut = [...begun].join('').slice(0, longest);
  return isProductName(cut) ? cut : `${cut.slice(0, longest - 1)}_`;
}
