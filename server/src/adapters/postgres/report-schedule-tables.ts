/** Reports that are sent at their times. A time of a schedule has one sending, however many processes look at the clock. */
export const reportScheduleTables = [
  `CREATE TABLE report_schedules (
    id text PRIMARY KEY,
    owner text,
    version integer NOT NULL CHECK (version >= 1),
    document jsonb NOT NULL,
    next_at timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX report_schedules_next ON report_schedules (next_at) WHERE next_at IS NOT NULL`,
  `CREATE TABLE report_sendings (
    id text PRIMARY KEY,
    schedule_id text NOT NULL REFERENCES report_schedules (id) ON DELETE CASCADE,
    due_at timestamptz(3),
    state text NOT NULL CHECK (state IN ('waiting', 'making', 'sending', 'sent', 'failed', 'unknown')),
    detail text NOT NULL,
    recipients jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    taken_by text,
    beat_at timestamptz(3),
    asked_by text,
    created_at timestamptz(3) NOT NULL,
    ended_at timestamptz(3),
    UNIQUE (schedule_id, due_at)
  )`,
  `CREATE INDEX report_sendings_newest ON report_sendings (schedule_id, created_at DESC)`,
  `CREATE INDEX report_sendings_open ON report_sendings (state) WHERE ended_at IS NULL`,
];
