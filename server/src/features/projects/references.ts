import { itemKinds, type ItemReference } from '@arbiter/contracts';

const isReference = (value: Record<string, unknown>): boolean =>
  Object.keys(value).length === 3 && typeof value.id === 'string' && value.id.length <= 128 && Number.isSafeInteger(value.version) && (value.version as number) >= 1 && (itemKinds as readonly unknown[]).includes(value.kind);
const escape = (key: string | number): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * A copy of a document in which every pinned reference is replaced. Whatever has exactly the keys kind, id and version of a reference
 * is one, wherever it stands. The document must be no deeper than drafts may be.
 */
export function replaceReferences(document: unknown, replace: (reference: ItemReference, path: string) => unknown, path = ''): unknown {
  if (Array.isArray(document)) return document.map((element, index) => replaceReferences(element, replace, `${path}/${index}`));
  if (typeof document !== 'object' || document === null) return document;
  if (isReference(document as Record<string, unknown>)) return replace(document as ItemReference, path);
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, replaceReferences(value, replace, `${path}/${escape(key)}`)]));
}

/** Every pinned reference of a document with its JSON pointer. */
export function referencePlaces(document: unknown): { path: string; reference: ItemReference }[] {
  const places: { path: string; reference: ItemReference }[] = [];
  replaceReferences(document, (reference, path) => {
    places.push({ path, reference: { kind: reference.kind, id: reference.id, version: reference.version } });
    return reference;
  });
  return places;
}

/** The repository items that a document pins, each once, in the order of their places. */
export function referencesIn(document: unknown): ItemReference[] {
  return [...new Map(referencePlaces(document).map(({ reference }) => [referenceKey(reference), reference])).values()];
}

export const referenceKey = ({ id, version }: Pick<ItemReference, 'id' | 'version'>): string => `${id}@${version}`;
