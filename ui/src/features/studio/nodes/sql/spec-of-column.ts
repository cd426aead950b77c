import type { ValueSpec } from '@arbiter/contracts';

/** What the data model says of a column, by the store's own name of its type. */
export function specOfColumn(type: string | undefined): ValueSpec {
  if (type === undefined) return { type: 'any' };
  const plain = type.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, '$1').replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, '$1').toLowerCase();
  const items = /^array\((.*)\)$/.exec(plain)?.[1];
  if (items !== undefined) return { type: 'list', items: specOfColumn(items) };
  if (/^u?int\d*$|^int[248]$|^bigint$|^smallint$|^integer$/.test(plain)) return { type: 'integer' };
  if (/^float|^decimal|^numeric|^double|^real$/.test(plain)) return { type: 'number' };
  if (/^bool/.test(plain)) return { type: 'boolean' };
  if (/^datetime|^timestamp/.test(plain)) return { type: 'date and time' };
  if (/^date/.test(plain)) return { type: 'date' };
  if (/^(fixed)?string|^text$|^varchar|^char|^uuid|^enum|^name$|^bpchar/.test(plain)) return { type: 'string' };
  return { type: 'any' };
}
