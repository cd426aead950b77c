/** What real time is configured by: documents by kind and id, every version kept. What an action has besides its columns. */
export const realTimeTables = [
  `ALTER TABLE actions ADD COLUMN details jsonb NOT NULL DEFAULT '{}'`,
  `CREATE TABLE configuration (
    kind text NOT NULL,
    id text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    deleted boolean NOT NULL DEFAULT false,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (kind, id)
  )`,
  `CREATE TABLE configuration_versions (
    kind text NOT NULL,
    id text NOT NULL,
    version integer NOT NULL,
    document jsonb,
    author text,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (kind, id, version)
  )`,
];
