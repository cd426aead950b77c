import type { ItemReference, StrategyDocument } from '@arbiter/contracts';
import { projects } from '$lib/api/projects.js';

const keyOf = ({ id, version }: ItemReference): string => `${id}@${version}`;

/** Whatever has exactly the keys kind, id and version is a reference to a registered item. */
function referencesIn(value: unknown, into: Map<string, ItemReference>, depth = 0): void {
  if (value === null || typeof value !== 'object' || depth > 60) return;
  if (!Array.isArray(value)) {
    const { kind, id, version } = value as Record<string, unknown>;
    if (typeof kind === 'string' && typeof id === 'string' && id !== '' && typeof version === 'number' && Object.keys(value).length === 3) into.set(keyOf(value as ItemReference), value as ItemReference);
  }
  for (const child of Object.values(value)) referencesIn(child, into, depth + 1);
}

/** Registered documents that a strategy refers to: versions never change, so each is asked for once. */
export class RegisteredDocuments {
  #known = $state.raw<ReadonlyMap<string, unknown>>(new Map());
  #asked = new Set<string>();

  readonly find = (reference: ItemReference): unknown => this.#known.get(keyOf(reference));

  /** Changes with every document that has come. */
  get count(): number {
    return this.#known.size;
  }

  async bring(document: StrategyDocument): Promise<void> {
    const wanted = new Map<string, ItemReference>();
    referencesIn(document.graph, wanted);
    const missing = [...wanted].filter(([key]) => !this.#asked.has(key));
    for (const [key] of missing) this.#asked.add(key);
    await Promise.all(
      missing.map(async ([key, { id, version }]) => {
        try {
          const { document: found } = await projects.version(id, version);
          this.#known = new Map([...this.#known, [key, found]]);
        } catch {
          // A version that is not there is told by the check of the strategy; it is asked for again when the page is opened anew.
        }
      }),
    );
  }
}
