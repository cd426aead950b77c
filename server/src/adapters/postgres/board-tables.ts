/** Boards and saved questions of people, and notes that explain what happened on a day. Dates as text, so that they never move with a zone. */
export const boardTables = [
  `CREATE TABLE report_documents (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('board', 'saved-query')),
    owner text,
    shared boolean NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    document jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX report_documents_kind ON report_documents (kind, updated_at DESC)`,
  `CREATE TABLE annotations (
    id text PRIMARY KEY,
    owner text,
    starts_on text NOT NULL,
    ends_on text NOT NULL,
    campaign_id text,
    document jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX annotations_days ON annotations (starts_on, ends_on)`,
];
