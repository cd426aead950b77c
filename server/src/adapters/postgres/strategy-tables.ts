const instant = 'timestamptz(3)';
const now = `${instant} NOT NULL DEFAULT now()`;

/**
 * Projects, their items, registered versions and publications. Documents are `json`, not `jsonb`: they come back as they were written,
 * keys in their order. Registered versions and revisions of publications are never changed nor removed, which triggers hold too.
 */
export const strategyTables = [
  `CREATE TABLE projects (
    id text PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT '',
    owner text,
    tags jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(tags) = 'array'),
    revision integer NOT NULL CHECK (revision >= 1),
    archived_at ${instant},
    deleted_at ${instant},
    created_at ${now},
    updated_at ${now}
  )`,
  `CREATE INDEX projects_updated ON projects (updated_at DESC)`,
  `CREATE TABLE items (
    id text PRIMARY KEY,
    project_id text NOT NULL REFERENCES projects (id),
    kind text NOT NULL CHECK (kind IN ('strategy', 'rule-set', 'decision-table', 'scorecard', 'decision-tree', 'model')),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT '',
    draft json NOT NULL,
    revision integer NOT NULL CHECK (revision >= 1),
    latest_version integer NOT NULL DEFAULT 0 CHECK (latest_version >= 0),
    faults integer NOT NULL DEFAULT 0,
    warnings integer NOT NULL DEFAULT 0,
    deleted_at ${instant},
    created_at ${now},
    updated_at ${now},
    updated_by text
  )`,
  `CREATE INDEX items_project ON items (project_id)`,
  `CREATE INDEX items_kind ON items (kind)`,
  `CREATE TABLE item_conflicts (
    id text PRIMARY KEY,
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    base_revision integer NOT NULL,
    document json NOT NULL,
    note text NOT NULL DEFAULT '',
    author text,
    created_at ${now}
  )`,
  `CREATE INDEX item_conflicts_item ON item_conflicts (item_id)`,
  `CREATE TABLE item_versions (
    item_id text NOT NULL REFERENCES items (id),
    version integer NOT NULL CHECK (version >= 1),
    kind text NOT NULL,
    content_hash text NOT NULL,
    document json NOT NULL,
    author text,
    comment text NOT NULL DEFAULT '',
    checks json NOT NULL,
    created_at ${now},
    PRIMARY KEY (item_id, version)
  )`,
  `CREATE UNIQUE INDEX item_versions_content ON item_versions (item_id, content_hash)`,
  `CREATE INDEX item_versions_hash ON item_versions (content_hash)`,
  `CREATE TABLE version_references (
    item_id text NOT NULL,
    version integer NOT NULL,
    target_id text NOT NULL,
    target_version integer NOT NULL,
    PRIMARY KEY (item_id, version, target_id, target_version),
    FOREIGN KEY (item_id, version) REFERENCES item_versions (item_id, version),
    FOREIGN KEY (target_id, target_version) REFERENCES item_versions (item_id, version)
  )`,
  `CREATE INDEX version_references_target ON version_references (target_id, target_version)`,
  // What drafts refer to may be wrong or gone, so it is held to nothing.
  `CREATE TABLE draft_references (
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    target_id text NOT NULL,
    target_version integer NOT NULL,
    PRIMARY KEY (item_id, target_id, target_version)
  )`,
  `CREATE INDEX draft_references_target ON draft_references (target_id)`,
  `CREATE TABLE publications (
    id text PRIMARY KEY,
    endpoint text NOT NULL,
    environment text NOT NULL CHECK (environment IN ('test', 'production')),
    state text NOT NULL CHECK (state IN ('running', 'stopped')),
    revision integer NOT NULL CHECK (revision >= 1),
    created_at ${now},
    updated_at ${now},
    UNIQUE (environment, endpoint)
  )`,
  `CREATE TABLE publication_revisions (
    publication_id text NOT NULL REFERENCES publications (id),
    revision integer NOT NULL CHECK (revision >= 1),
    settings json NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'stopped')),
    origin text NOT NULL CHECK (origin IN ('publish', 'promotion', 'rollback', 'stop', 'start')),
    restored integer,
    author text,
    comment text NOT NULL DEFAULT '',
    created_at ${now},
    PRIMARY KEY (publication_id, revision)
  )`,
  `CREATE TABLE publication_targets (
    publication_id text NOT NULL,
    revision integer NOT NULL,
    item_id text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (publication_id, revision, item_id, version),
    FOREIGN KEY (publication_id, revision) REFERENCES publication_revisions (publication_id, revision),
    FOREIGN KEY (item_id, version) REFERENCES item_versions (item_id, version)
  )`,
  `CREATE INDEX publication_targets_item ON publication_targets (item_id, version)`,
  `CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'Rows of % are never changed nor removed', TG_TABLE_NAME USING ERRCODE = '23001';
  END $$`,
  ...['item_versions', 'version_references', 'publication_revisions', 'publication_targets'].flatMap((table) => [
    `CREATE TRIGGER ${table}_stay BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()`,
    `CREATE TRIGGER ${table}_not_emptied BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()`,
  ]),
];
