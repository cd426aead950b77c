/** Runs of publications in batch and on schedule. An instant of a schedule has one run, however many processes look at the clock. */
export const publicationRunTables = [
  `CREATE TABLE publication_runs (
    id text PRIMARY KEY,
    publication_id text NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
    revision integer NOT NULL,
    due_at timestamptz(3),
    batch_id text,
    error jsonb,
    started_by text,
    started_at timestamptz(3) NOT NULL,
    UNIQUE (publication_id, due_at)
  )`,
  `CREATE INDEX publication_runs_started ON publication_runs (publication_id, started_at DESC)`,
];
