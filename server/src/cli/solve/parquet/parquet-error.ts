/** A fault of a Parquet file; whoever opened it puts the file's name before it. */
export class ParquetError extends Error {
  override name = 'ParquetError';
}
