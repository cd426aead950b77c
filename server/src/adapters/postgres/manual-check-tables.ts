const instant = 'timestamptz(3)';

/** Queues of manual checks, and what is in them. A check has the identifier of the decision that opened it, so that it is opened once. */
export const manualCheckTables = [
  `CREATE TABLE check_queues (
    id text PRIMARY KEY,
    version integer NOT NULL CHECK (version >= 1),
    document jsonb NOT NULL,
    created_at ${instant} NOT NULL,
    updated_at ${instant} NOT NULL,
    deleted_at ${instant}
  )`,
  `CREATE TABLE manual_checks (
    id text PRIMARY KEY,
    queue_id text NOT NULL REFERENCES check_queues (id),
    revision integer NOT NULL DEFAULT 1 CHECK (revision >= 1),
    state text NOT NULL CHECK (state IN ('waiting', 'taken', 'second', 'decided')),
    subject text NOT NULL,
    decision text NOT NULL,
    reason_codes jsonb NOT NULL,
    amount double precision,
    strategy jsonb NOT NULL,
    input json,
    outputs json,
    taken_by text,
    taken_until ${instant},
    due_at ${instant} NOT NULL,
    created_at ${instant} NOT NULL,
    first_verdict jsonb,
    second_verdict jsonb,
    verdict text,
    decided_at ${instant},
    notes jsonb NOT NULL DEFAULT '[]',
    label_written_at ${instant}
  )`,
  `CREATE INDEX manual_checks_open ON manual_checks (queue_id, due_at) WHERE state <> 'decided'`,
  `CREATE INDEX manual_checks_created ON manual_checks (created_at DESC)`,
  `CREATE INDEX manual_checks_labels ON manual_checks (decided_at) WHERE state = 'decided' AND label_written_at IS NULL`,
];
