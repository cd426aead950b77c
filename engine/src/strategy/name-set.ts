/** A set of numbered names as bits: definite assignment compares thousands of them. */
export class NameSet {
  private constructor(private readonly words: Uint32Array) {}

  static empty(names: number): NameSet {
    return new NameSet(new Uint32Array(Math.ceil(names / 32)));
  }

  has(name: number): boolean {
    return ((this.words[name >>> 5]! >>> (name & 31)) & 1) === 1;
  }

  add(name: number): void {
    this.words[name >>> 5]! |= 1 << (name & 31);
  }

  copy(): NameSet {
    return new NameSet(this.words.slice());
  }

  /** Keeps what is in both. */
  keep(other: NameSet): void {
    for (let i = 0; i < this.words.length; i += 1) this.words[i]! &= other.words[i]!;
  }
}
