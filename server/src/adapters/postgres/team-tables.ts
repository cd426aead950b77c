const instant = 'timestamptz(3)';
const now = `${instant} NOT NULL DEFAULT now()`;

/** States of drafts, comments, reviews, who is where. States are `json`, not `jsonb`, so that they come back as they were written. */
export const teamTables = [
  `CREATE TABLE item_states (
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    revision integer NOT NULL CHECK (revision >= 1),
    document json NOT NULL,
    author text,
    origin text NOT NULL CHECK (origin IN ('created', 'save', 'restore', 'import')),
    restored integer,
    saves integer NOT NULL DEFAULT 1 CHECK (saves >= 1),
    name text NOT NULL DEFAULT '',
    faults integer NOT NULL DEFAULT 0,
    first_at ${instant} NOT NULL,
    at ${instant} NOT NULL,
    PRIMARY KEY (item_id, revision)
  )`,
  `CREATE INDEX item_states_at ON item_states (item_id, at DESC)`,
  `INSERT INTO item_states (item_id, revision, document, author, origin, faults, first_at, at) SELECT id, revision, draft, updated_by, 'created', faults, updated_at, updated_at FROM items WHERE deleted_at IS NULL`,
  `CREATE TABLE item_presence (
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    session text NOT NULL,
    user_id text,
    place jsonb NOT NULL,
    since ${instant} NOT NULL,
    seen_at ${instant} NOT NULL,
    PRIMARY KEY (item_id, session)
  )`,
  `CREATE INDEX item_presence_seen ON item_presence (seen_at)`,
  `CREATE TABLE item_discussions (
    item_id text PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    changes integer NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE item_threads (
    id text PRIMARY KEY,
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    node text,
    resolved_by text,
    resolved_at ${instant},
    created_at ${now}
  )`,
  `CREATE INDEX item_threads_item ON item_threads (item_id, created_at)`,
  `CREATE TABLE item_comments (
    id text PRIMARY KEY,
    thread_id text NOT NULL REFERENCES item_threads (id) ON DELETE CASCADE,
    author text,
    text text NOT NULL,
    deleted boolean NOT NULL DEFAULT false,
    at ${instant} NOT NULL,
    edited_at ${instant}
  )`,
  `CREATE INDEX item_comments_thread ON item_comments (thread_id, at)`,
  `CREATE TABLE item_reviews (
    id text PRIMARY KEY,
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    revision integer NOT NULL,
    content text NOT NULL,
    document json NOT NULL,
    requested_by text,
    note text NOT NULL DEFAULT '',
    withdrawn boolean NOT NULL DEFAULT false,
    at ${instant} NOT NULL
  )`,
  `CREATE INDEX item_reviews_item ON item_reviews (item_id, at DESC)`,
  // One word of each person on a review; the later one counts.
  `CREATE TABLE item_review_verdicts (
    review_id text NOT NULL REFERENCES item_reviews (id) ON DELETE CASCADE,
    author text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('approved', 'changes')),
    note text NOT NULL DEFAULT '',
    at ${instant} NOT NULL,
    PRIMARY KEY (review_id, author)
  )`,
  `CREATE TABLE project_approvals (
    project_id text PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
    needed boolean NOT NULL,
    changed_by text,
    changed_at ${instant} NOT NULL
  )`,
  `CREATE INDEX audit_subject ON audit (subject, at DESC)`,
];

export const itemEditorTables = [
  // When somebody last changed a draft: exact, whatever states are thinned out.
  `CREATE TABLE item_editors (
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    author text NOT NULL,
    at ${instant} NOT NULL,
    PRIMARY KEY (item_id, author)
  )`,
  `INSERT INTO item_editors (item_id, author, at) SELECT id, updated_by, updated_at FROM items WHERE deleted_at IS NULL AND updated_by IS NOT NULL`,
];
