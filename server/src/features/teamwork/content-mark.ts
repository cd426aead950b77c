import { createHash } from 'node:crypto';
import { canonicalText } from '@arbiter/engine/strategy-edit/same-json';

/** SHA-256 of what a draft says. Where nodes stand on the drawing does not count: tidying up takes no approval away. */
export function contentMark(document: unknown): string {
  return createHash('sha256').update(canonicalText(withoutPositions(document))).digest('hex');
}

function withoutPositions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPositions);
  if (typeof value !== 'object' || value === null) return value;
  const isNode = 'id' in value && 'kind' in value && 'settings' in value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !(isNode && key === 'position')).map(([key, part]) => [key, withoutPositions(part)]));
}
