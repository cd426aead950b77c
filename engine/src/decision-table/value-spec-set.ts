import type { ValueSpec } from '@arbiter/contracts';
import { parseDate, parseDateTime, parseTime } from '../feel/values/date-and-time.js';
import { parseDuration } from '../feel/values/durations.js';
import { isListed, type CellSet, type ColumnKind } from './cell-set.js';
import { orderedKey } from './ordered-key.js';

/** The values that the data model lets a name hold. A value that is not required may be null. */
export function valueSpecSet(spec: ValueSpec & { required?: boolean }, kind: ColumnKind): CellSet {
  const nullToo = spec.required !== true;
  if (isListed(kind)) {
    if (!spec.values) return { null: nullToo, is: [], except: true };
    return { null: nullToo, is: spec.values.filter((value): value is string | boolean => typeof value === kind), except: false };
  }
  const key = (value: unknown): number | undefined => orderedKey(kind, typeof value === 'string' ? temporal(kind, value) : value);
  if (spec.values) {
    const keys = spec.values.map(key);
    if (!keys.includes(undefined)) return { null: nullToo, in: (keys as number[]).sort((a, b) => a - b).map((one) => [one, one, '[]']) };
  }
  const low = spec.min === undefined ? null : (key(spec.min) ?? null);
  const high = spec.max === undefined ? null : (key(spec.max) ?? null);
  return { null: nullToo, in: [[low, high, '[]']] };
}

const temporal = (kind: ColumnKind, text: string): unknown => (kind === 'date' ? parseDate(text) : kind === 'time' ? parseTime(text) : kind === 'date and time' ? parseDateTime(text) : parseDuration(text));
