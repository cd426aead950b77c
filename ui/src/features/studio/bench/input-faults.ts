import type { FieldSpec } from '@arbiter/contracts';
import { valueReader } from '@arbiter/engine/strategy-data-model/value-reader';
import { inWords } from '../findings/worded.js';

/** What the strategy's own check would say of an input, by JSON pointer. */
export function inputFaults(inputs: readonly FieldSpec[], input: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const reading: Parameters<ReturnType<typeof valueReader>>[1] = { faults: [], ignoreUnknown: false };
  try {
    valueReader({ type: 'object', fields: [...inputs] }, 'json')(input, reading);
  } catch {
    // A data model that is being written may hold what cannot be read yet: its own faults tell so.
    return new Map();
  }
  return new Map(reading.faults.map((fault) => [fault.path, inWords(fault)]));
}
