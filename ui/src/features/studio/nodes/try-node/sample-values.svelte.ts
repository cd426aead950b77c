/** Values that somebody typed to try nodes with, by strategy: what was typed at one node serves the next one too. */
const kept = new Map<string, Record<string, unknown>>();

export class SampleValues {
  readonly #id: string;
  values = $state.raw<Record<string, unknown>>({});

  constructor(itemId: string) {
    this.#id = itemId;
    this.values = kept.get(itemId) ?? {};
  }

  set(name: string, value: unknown): void {
    this.values = { ...this.values, [name]: value };
    kept.set(this.#id, this.values);
  }
}
