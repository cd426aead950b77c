/**
 * ClickHouse types that a batch reads and writes. Other types are cast in the query:
 * numbers to Nullable(Float64), texts and times to Nullable(String), booleans to Nullable(Bool), lists of those to Array(…).
 */
export type NativeType =
  | { kind: 'float64' | 'string' | 'bool' | 'uint64' | 'int32' }
  | { kind: 'nullable'; of: NativeType }
  | { kind: 'array'; of: NativeType };

/** Values of one block by column: numbers, strings, booleans, null, arrays. A plain column without nulls may be a typed array. */
export interface NativeColumn {
  readonly name: string;
  readonly type: NativeType;
  readonly values: ArrayLike<unknown>;
}

export interface NativeBlock {
  readonly rows: number;
  readonly columns: readonly NativeColumn[];
}

const plain: Record<string, NativeType> = { Float64: { kind: 'float64' }, String: { kind: 'string' }, Bool: { kind: 'bool' }, UInt8: { kind: 'bool' }, UInt64: { kind: 'uint64' }, Int32: { kind: 'int32' }, Date32: { kind: 'int32' } };

/** Reads a type's name as ClickHouse writes it. Throws on a type that the batch does not ask for. */
export function parseNativeType(text: string): NativeType {
  const known = plain[text];
  if (known) return known;
  const wrapped = /^(Nullable|Array)\((.*)\)$/.exec(text);
  if (!wrapped) throw new Error(`A column of the ClickHouse type ${text} cannot be read in a batch: cast it to Float64, String, Bool or an Array of these`);
  return { kind: wrapped[1] === 'Array' ? 'array' : 'nullable', of: parseNativeType(wrapped[2]!) };
}

const names = { float64: 'Float64', string: 'String', bool: 'Bool', uint64: 'UInt64', int32: 'Int32' } as const;

/** The type as ClickHouse writes it. */
export function nativeTypeName(type: NativeType): string {
  switch (type.kind) {
    case 'nullable':
      return `Nullable(${nativeTypeName(type.of)})`;
    case 'array':
      return `Array(${nativeTypeName(type.of)})`;
    default:
      return names[type.kind];
  }
}
