/** Text values by code into a dictionary; −1 is a missing value. */
export interface TextColumn {
  codes: Int32Array;
  dictionary: string[];
}

/** Ids as UTF-8 in one buffer: a million of them move between threads without a copy. Id i is bytes[offsets[i] … offsets[i + 1]). */
export interface IdColumn {
  bytes: Uint8Array;
  offsets: Uint32Array;
}

/**
 * Customers and candidates as columns. Everything large is a typed array, so that an instance passes to another thread by transfer
 * (`instanceBuffers`). Candidates stand by customer: those of customer i are offsets[i] … offsets[i + 1] − 1, by ascending option.
 */
export interface Instance {
  customers: {
    count: number;
    ids: IdColumn;
    text: Record<string, TextColumn>;
    /** NaN is a missing value. */
    numbers: Record<string, Float64Array>;
  };
  offsets: Uint32Array;
  /** action × max(1, periods) + period. */
  option: Uint16Array;
  /** Single precision where it holds every value exactly: half the memory. */
  value: Float64Array | Float32Array;
  /** Measures given with the candidates; they take the place of the action's own. */
  measures: Record<string, Float64Array>;
  /** Agent of each candidate + 1; 0 for any agent with the skill. Absent where no candidate names one. */
  agent?: Uint16Array;
  history?: History;
  fixed?: Fixed;
  /** Candidates of the plan before that still are candidates, ascending, and how many assignments it had. */
  previous?: { candidates: Uint32Array; customers: Uint32Array; assignments: number };
}

/** What customers got before the plan, row by row. */
export interface History {
  customer: Uint32Array;
  action: Uint16Array;
  /** Days from the contact to the first day of the plan; never negative. */
  daysAgo: Float64Array;
}

/** Customers whose plan is decided: they get these candidates and nothing else. */
export interface Fixed {
  customers: Uint32Array;
  /** Ascending. */
  candidates: Uint32Array;
  /** Agent of each fixed candidate, −1 where it needs none. */
  agents: Int32Array;
}

const decoder = new TextDecoder();
export function customerId(instance: Instance, customer: number): string {
  const { bytes, offsets } = instance.customers.ids;
  return decoder.decode(bytes.subarray(offsets[customer], offsets[customer + 1]));
}

/** Buffers to put on the transfer list when an instance is posted to a worker. */
export function instanceBuffers(instance: Instance): ArrayBufferLike[] {
  const { customers } = instance;
  const arrays = [
    customers.ids.bytes,
    customers.ids.offsets,
    ...Object.values(customers.text).map((column) => column.codes),
    ...Object.values(customers.numbers),
    instance.offsets,
    instance.option,
    instance.value,
    ...Object.values(instance.measures),
    ...(instance.agent ? [instance.agent] : []),
    ...[instance.history, instance.fixed, instance.previous].flatMap((table) => (table ? Object.values(table as object).filter((column): column is Uint32Array => ArrayBuffer.isView(column)) : [])),
  ];
  return [...new Set(arrays.map((array) => array.buffer))];
}

export function packIds(ids: readonly string[]): IdColumn {
  const encoder = new TextEncoder();
  const offsets = new Uint32Array(ids.length + 1);
  let bytes = new Uint8Array(Math.max(64, ids.length * 12));
  let end = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (end + id.length * 3 > bytes.length) {
      const grown = new Uint8Array(Math.max(bytes.length * 2, end + id.length * 3));
      grown.set(bytes.subarray(0, end));
      bytes = grown;
    }
    end += encoder.encodeInto(id, bytes.subarray(end)).written;
    offsets[i + 1] = end;
  }
  return { bytes: bytes.slice(0, end), offsets };
}
