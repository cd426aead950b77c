import { writeSync } from 'node:fs';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';

/** Text of each row as bytes[offsets[of[row]] … offsets[of[row] + 1]). */
export interface TextsByIndex {
  name: string;
  kind: 'texts';
  bytes: Uint8Array;
  offsets: Uint32Array;
  of: ArrayLike<number>;
}
/** Text of each row out of a few; a negative code is a missing value. */
export interface CodedTexts {
  name: string;
  kind: 'codes';
  dictionary: readonly string[];
  codes: ArrayLike<number>;
}
export type OutputColumn = TextsByIndex | CodedTexts;

const rowsInGroup = 200_000;
const decoder = new TextDecoder();

/** Bytes go to an open file whenever a row group is whole. */
class FileBytes extends ByteWriter {
  constructor(private readonly file: number) {
    super();
  }

  flush(): void {
    for (let at = 0; at < this.index; ) at += writeSync(this.file, new Uint8Array(this.buffer, at, this.index - at));
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/** Writes columns of texts as a Parquet file (Snappy) to an open file. */
export function writeParquet(file: number, columns: readonly OutputColumn[], rows: number): void {
  const columnData = (from: number, to: number) => columns.map((column) => ({ name: column.name, data: texts(column, from, to), type: 'STRING' as const }));
  const writer = new ParquetWriter({ writer: new FileBytes(file), schema: schemaFromColumnData({ columnData: columnData(0, Math.min(rows, 1)) }), createdBy: 'Arbiter' });
  for (let from = 0; from < rows; from += rowsInGroup) void writer.write({ columnData: columnData(from, Math.min(rows, from + rowsInGroup)), rowGroupSize: rowsInGroup });
  void writer.finish();
}

function texts(column: OutputColumn, from: number, to: number): (string | null)[] {
  if (column.kind === 'codes') return Array.from({ length: to - from }, (_, row) => column.dictionary[column.codes[from + row]!] ?? null);
  const { bytes, offsets, of } = column;
  return Array.from({ length: to - from }, (_, row) => decoder.decode(bytes.subarray(offsets[of[from + row]!], offsets[of[from + row]! + 1])));
}
