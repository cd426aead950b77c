import type { Fault, FieldSpec } from '@arbiter/contracts';
import { fieldsFromJsonSchema } from '@arbiter/engine/strategy-data-model/from-json-schema';
import { fieldsFromDelimited, inferFields } from '@arbiter/engine/strategy-edit/infer-fields';

/** Where fields come from. */
export type BringInWay = 'schema' | 'sample' | 'csv' | 'table';

export interface BroughtIn {
  fields: FieldSpec[];
  untaken: Fault[];
  /** Why the text cannot be read at all: the parser's words. */
  unread: string | null;
}

const nothing: BroughtIn = { fields: [], untaken: [], unread: null };

/** Fields out of a text of the kind that was chosen; lines of JSON are a list of samples too. */
export function fieldsFromText(way: Exclude<BringInWay, 'table'>, text: string): BroughtIn {
  if (text.trim() === '') return nothing;
  if (way === 'csv') return { ...fieldsFromDelimited(text), unread: null };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const lines = way === 'sample' ? readLines(text) : null;
    if (lines === null) return { ...nothing, unread: error instanceof Error ? error.message : String(error) };
    value = lines;
  }
  return { ...(way === 'schema' ? fieldsFromJsonSchema(value) : inferFields(value)), unread: null };
}

function readLines(text: string): unknown[] | null {
  try {
    const lines = text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
    return lines.length > 1 ? lines : null;
  } catch {
    return null;
  }
}
