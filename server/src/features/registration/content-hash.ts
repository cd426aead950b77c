import { createHash } from 'node:crypto';
import type { ItemKind, ItemReference } from '@arbiter/contracts';
import { replaceReferences } from '../projects/api.js';

/** JSON text with the keys of every object in the order of their UTF-16 code units and without spaces: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((element) => canonicalJson(element ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}

/**
 * SHA-256 (hexadecimal) of what a registered version is: its kind and its document in canonical JSON, where each pinned reference is
 * replaced by the kind and hash of what it pins. So the hash says the same in every project and on every server, whatever identifiers
 * items have there, and changes with anything below.
 */
export function contentHash(kind: ItemKind, document: unknown, hashOf: (reference: ItemReference) => string): string {
  const content = replaceReferences(document, (reference) => ({ hash: hashOf(reference), kind: reference.kind }));
  return createHash('sha256').update(canonicalJson({ kind, document: content })).digest('hex');
}
