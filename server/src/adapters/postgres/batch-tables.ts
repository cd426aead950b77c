/** Batches and their parts. A part's row owns its state: whoever finds it waiting, or left behind by a job that runs no more, does it. */
export const batchTables = [
  `CREATE TABLE batches (
    id text PRIMARY KEY,
    job_id text NOT NULL,
    strategy_id text NOT NULL,
    strategy_version integer NOT NULL CHECK (strategy_version >= 1),
    strategy_hash text NOT NULL,
    source jsonb NOT NULL,
    key_column text,
    columns jsonb NOT NULL,
    wished_method text NOT NULL,
    method text,
    method_reason text,
    time_zone text NOT NULL,
    now_at timestamptz(3) NOT NULL,
    rows bigint CHECK (rows >= 0),
    unreadable bigint CHECK (unreadable >= 0),
    part_rows bigint CHECK (part_rows >= 1),
    prepared_at timestamptz(3),
    created_by text,
    created_at timestamptz(3) NOT NULL,
    ended_at timestamptz(3)
  )`,
  `CREATE INDEX batches_created ON batches (created_at DESC)`,
  `CREATE INDEX batches_strategy ON batches (strategy_id, strategy_version)`,
  `CREATE TABLE batch_parts (
    batch_id text NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    number integer NOT NULL CHECK (number >= 0),
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'done')),
    job_id text,
    attempts integer NOT NULL DEFAULT 0,
    answered bigint NOT NULL DEFAULT 0,
    rejected bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, number)
  )`,
];
