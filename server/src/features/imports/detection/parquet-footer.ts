/** A column of a Parquet file and the ClickHouse type to read it as. Undefined type: a shape that has no place in a table. */
export interface ParquetColumn {
  name: string;
  clickhouseType: string | undefined;
  list: boolean;
}

export interface ParquetFooter {
  columns: ParquetColumn[];
  rows: number;
}

type Thrift = number | bigint | boolean | Uint8Array | Thrift[] | Map<number, Thrift>;

/** Reads Thrift's compact protocol, as far as a Parquet footer uses it. Throws RangeError on bytes that are not that. */
class ThriftReader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  private byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError('cut off');
    return value;
  }

  private varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('varint too long');
  }

  private zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  private value(type: number, depth: number): Thrift {
    if (depth > 40) throw new RangeError('nested too deep');
    switch (type) {
      case 1: return true;
      case 2: return false;
      case 3: return this.byte();
      case 4: case 5: case 6: return this.zigzag();
      case 7: this.at += 8; return 0;
      case 8: {
        const length = Number(this.varint());
        if (this.at + length > this.bytes.length) throw new RangeError('cut off');
        return this.bytes.subarray(this.at, (this.at += length));
      }
      case 9: case 10: {
        const head = this.byte();
        const size = head >> 4 === 15 ? Number(this.varint()) : head >> 4;
        if (size > this.bytes.length) throw new RangeError('list too long');
        const items: Thrift[] = [];
        for (let index = 0; index < size; index++) items.push((head & 15) <= 2 ? this.byte() === 1 : this.value(head & 15, depth + 1));
        return items;
      }
      case 12: return this.struct(depth + 1);
      default: throw new RangeError(`unknown type ${type}`);
    }
  }

  struct(depth = 0): Map<number, Thrift> {
    const fields = new Map<number, Thrift>();
    let id = 0;
    for (;;) {
      const head = this.byte();
      if (head === 0) return fields;
      id = head >> 4 === 0 ? Number(this.zigzag()) : id + (head >> 4);
      fields.set(id, this.value(head & 15, depth));
    }
  }
}

const asNumber = (value: Thrift | undefined) => (typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined);
const asText = (value: Thrift | undefined) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : '');

/** Fields of parquet.thrift's SchemaElement: type 1, repetition 3, name 4, children 5, converted type 6, scale 7, precision 8, logical type 10. */
function primitiveType(element: Map<number, Thrift>): string | undefined {
  const physical = asNumber(element.get(1));
  const converted = asNumber(element.get(6));
  const logical = element.get(10) instanceof Map ? (element.get(10) as Map<number, Thrift>) : new Map<number, Thrift>();
  if (converted === 5 || logical.has(5)) return `Decimal(${Math.min(asNumber(element.get(8)) ?? 38, 76)}, ${asNumber(element.get(7)) ?? 0})`;
  if (converted === 6 || logical.has(6)) return 'Date32';
  if (converted === 9 || converted === 10 || logical.has(8)) return "DateTime64(3, 'UTC')";
  switch (physical) {
    case 0: return 'Bool';
    case 1: return converted === 13 ? 'UInt32' : 'Int32';
    case 2: return converted === 14 ? 'UInt64' : 'Int64';
    case 3: return "DateTime64(3, 'UTC')";
    case 4: return 'Float32';
    case 5: return 'Float64';
    case 6: case 7: return 'String';
    default: return undefined;
  }
}

/**
 * Columns and row count by the footer (the bytes before the trailing length and `PAR1`), after the public parquet-format
 * specification. A list of simple values is read as such; other nested columns have no type. Undefined: not a footer.
 */
export function readParquetFooter(footer: Uint8Array): ParquetFooter | undefined {
  try {
    const metadata = new ThriftReader(footer).struct();
    const elements = metadata.get(2);
    if (!Array.isArray(elements)) return undefined;
    const schema = elements.filter((element): element is Map<number, Thrift> => element instanceof Map);
    const columns: ParquetColumn[] = [];
    let at = 1;
    const skip = (): void => {
      const children = asNumber(schema[at++]?.get(5)) ?? 0;
      for (let child = 0; child < children && at < schema.length; child++) skip();
    };
    for (let column = 0; column < (asNumber(schema[0]?.get(5)) ?? 0) && at < schema.length; column++) {
      const element = schema[at]!;
      const start = at;
      skip();
      const nested = schema.slice(start + 1, at);
      const list = nested.length === 2 && (asNumber(element.get(6)) === 3 || (element.get(10) instanceof Map && (element.get(10) as Map<number, Thrift>).has(3)));
      columns.push({ name: asText(element.get(4)), clickhouseType: nested.length === 0 ? primitiveType(element) : list ? primitiveType(nested[1]!) : undefined, list });
    }
    return columns.length === 0 ? undefined : { columns, rows: asNumber(metadata.get(3)) ?? 0 };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
