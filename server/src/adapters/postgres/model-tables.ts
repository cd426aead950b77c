/** Model files in binary form (ONNX) under the SHA-256 of their bytes, in parts so that no statement carries a whole file. */
export const modelTables = [
  `CREATE TABLE model_files (
    content_hash text PRIMARY KEY,
    size_bytes integer NOT NULL CHECK (size_bytes > 0),
    created_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE model_file_parts (
    content_hash text NOT NULL REFERENCES model_files (content_hash) ON DELETE CASCADE,
    number integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (content_hash, number)
  )`,
];
