import { sql, type Kysely, type Migration } from 'kysely';
import { batchTables } from './batch-tables.js';
import { boardTables } from './board-tables.js';
import { decisionTables } from './decision-tables.js';
import { manualCheckTables } from './manual-check-tables.js';
import { modelTables } from './model-tables.js';
import { realTimeTables } from './real-time-tables.js';
import { reportScheduleTables } from './report-schedule-tables.js';
import { sourceTables } from './source-tables.js';
import { publicationRunTables } from './publication-run-tables.js';
import { itemEditorTables, teamTables } from './team-tables.js';
import { testTables } from './test-tables.js';
import { strategyTables } from './strategy-tables.js';
import { whatIfTables } from './what-if-tables.js';

/** Each migration is fixed once it is released; a change of the schema is a further entry. */
export const migrations: Record<string, Migration> = {
  '001-tables': {
    async up(db: Kysely<unknown>) {
      for (const statement of firstTables) await sql.raw(statement).execute(db);
    },
  },
  '002-exports': {
    async up(db: Kysely<unknown>) {
      for (const statement of exportTables) await sql.raw(statement).execute(db);
    },
  },
  '003-strategies': {
    async up(db: Kysely<unknown>) {
      for (const statement of strategyTables) await sql.raw(statement).execute(db);
    },
  },
  '006-batches': {
    async up(db: Kysely<unknown>) {
      for (const statement of batchTables) await sql.raw(statement).execute(db);
    },
  },
  '007-strategy-tests': {
    async up(db: Kysely<unknown>) {
      for (const statement of testTables) await sql.raw(statement).execute(db);
    },
  },
  '008-sources': {
    async up(db: Kysely<unknown>) {
      for (const statement of sourceTables) await sql.raw(statement).execute(db);
    },
  },
  '009-publication-runs': {
    async up(db: Kysely<unknown>) {
      for (const statement of publicationRunTables) await sql.raw(statement).execute(db);
    },
  },
  '009-model-files': {
    async up(db: Kysely<unknown>) {
      for (const statement of modelTables) await sql.raw(statement).execute(db);
    },
  },
  '010-jobs-end-early': {
    async up(db: Kysely<unknown>) {
      await sql.raw('ALTER TABLE jobs ADD COLUMN end_requested boolean NOT NULL DEFAULT false').execute(db);
    },
  },
  '011-what-if': {
    async up(db: Kysely<unknown>) {
      for (const statement of whatIfTables) await sql.raw(statement).execute(db);
    },
  },
  '012-real-time': {
    async up(db: Kysely<unknown>) {
      for (const statement of realTimeTables) await sql.raw(statement).execute(db);
    },
  },
  '013-decisions': {
    async up(db: Kysely<unknown>) {
      for (const statement of decisionTables) await sql.raw(statement).execute(db);
    },
  },
  '014-boards': {
    async up(db: Kysely<unknown>) {
      for (const statement of boardTables) await sql.raw(statement).execute(db);
    },
  },
  '015-report-schedules': {
    async up(db: Kysely<unknown>) {
      for (const statement of reportScheduleTables) await sql.raw(statement).execute(db);
    },
  },
  '016-team': {
    async up(db: Kysely<unknown>) {
      for (const statement of teamTables) await sql.raw(statement).execute(db);
    },
  },
  '017-manual-checks': {
    async up(db: Kysely<unknown>) {
      for (const statement of manualCheckTables) await sql.raw(statement).execute(db);
    },
  },
  '018-item-editors': {
    async up(db: Kysely<unknown>) {
      for (const statement of itemEditorTables) await sql.raw(statement).execute(db);
    },
  },
};

const instant = 'timestamptz(3)';
const now = `${instant} NOT NULL DEFAULT now()`;

const firstTables = [
  `CREATE TABLE users (
    id text PRIMARY KEY,
    login text NOT NULL CHECK (length(login) BETWEEN 1 AND 200),
    password_hash text,
    role text NOT NULL,
    language text NOT NULL DEFAULT 'ru',
    created_at ${now}
  )`,
  `CREATE UNIQUE INDEX users_login ON users (lower(login))`,
  `CREATE TABLE sessions (
    token_hash text PRIMARY KEY,
    user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    csrf_token text NOT NULL,
    created_at ${now},
    expires_at ${instant} NOT NULL
  )`,
  `CREATE INDEX sessions_user ON sessions (user_id)`,
  `CREATE INDEX sessions_expiry ON sessions (expires_at)`,
  `CREATE TABLE api_keys (
    id text PRIMARY KEY,
    name text NOT NULL,
    key_hash text NOT NULL UNIQUE,
    scopes jsonb NOT NULL CHECK (jsonb_typeof(scopes) = 'array'),
    created_at ${now},
    revoked_at ${instant},
    last_used_at ${instant}
  )`,
  `CREATE TABLE channels (
    id text PRIMARY KEY,
    title jsonb NOT NULL,
    position integer NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE actions (
    id text PRIMARY KEY,
    title jsonb NOT NULL,
    channel text NOT NULL REFERENCES channels (id),
    stage text NOT NULL,
    cost_minor bigint NOT NULL CHECK (cost_minor >= 0),
    position integer NOT NULL DEFAULT 0
  )`,
  `CREATE INDEX actions_channel ON actions (channel)`,
  `CREATE TABLE attributes (
    name text PRIMARY KEY,
    type text NOT NULL,
    title jsonb NOT NULL,
    created_at ${now}
  )`,
  `CREATE TABLE rule_sets (
    id text PRIMARY KEY,
    name text NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    document jsonb NOT NULL,
    created_at ${now}
  )`,
  `CREATE TABLE rule_set_versions (
    rule_set_id text NOT NULL REFERENCES rule_sets (id) ON DELETE CASCADE,
    version integer NOT NULL CHECK (version >= 1),
    document jsonb NOT NULL,
    created_at ${now},
    PRIMARY KEY (rule_set_id, version)
  )`,
  `CREATE TABLE campaigns (
    id text PRIMARY KEY,
    draft jsonb NOT NULL,
    facts jsonb,
    origin text NOT NULL CHECK (origin IN ('own', 'imported')),
    state text NOT NULL CHECK (state IN ('draft', 'approved', 'launched', 'paused', 'finished')),
    version integer NOT NULL CHECK (version >= 1),
    approved_run_id text,
    launched_at ${instant},
    created_at ${now},
    updated_at ${now}
  )`,
  `CREATE INDEX campaigns_state ON campaigns (state)`,
  `CREATE TABLE jobs (
    id text PRIMARY KEY,
    kind text NOT NULL,
    subject_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
    progress jsonb NOT NULL,
    error jsonb,
    cancel_requested boolean NOT NULL DEFAULT false,
    attempt integer NOT NULL DEFAULT 0,
    worker_id text,
    heartbeat_at ${instant},
    created_at ${now},
    started_at ${instant},
    ended_at ${instant}
  )`,
  `CREATE INDEX jobs_subject ON jobs (subject_id, created_at DESC)`,
  `CREATE INDEX jobs_open ON jobs (state, heartbeat_at) WHERE state IN ('waiting', 'running')`,
  `CREATE TABLE runs (
    id text PRIMARY KEY,
    campaign_id text NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    number integer NOT NULL CHECK (number >= 1),
    state text NOT NULL,
    job_id text NOT NULL,
    draft jsonb NOT NULL,
    problem jsonb,
    result jsonb,
    error jsonb,
    created_at ${now},
    ended_at ${instant},
    UNIQUE (campaign_id, number)
  )`,
  `ALTER TABLE campaigns ADD CONSTRAINT campaigns_approved_run FOREIGN KEY (approved_run_id) REFERENCES runs (id) DEFERRABLE INITIALLY DEFERRED`,
  `CREATE TABLE imports (
    id text PRIMARY KEY,
    file_name text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    content_hash text NOT NULL,
    state text NOT NULL,
    settings jsonb,
    job_id text,
    campaign_id text REFERENCES campaigns (id) ON DELETE SET NULL,
    rows jsonb NOT NULL,
    error jsonb,
    created_at ${now}
  )`,
  `CREATE INDEX imports_content ON imports (content_hash)`,
  `CREATE INDEX imports_created ON imports (created_at DESC)`,
  `CREATE TABLE settings (
    key text PRIMARY KEY,
    value jsonb NOT NULL
  )`,
  `CREATE TABLE audit (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    at ${now},
    user_id text,
    action text NOT NULL,
    subject text NOT NULL,
    details jsonb
  )`,
  `CREATE INDEX audit_at ON audit (at DESC)`,
];

const exportTables = [
  `CREATE TABLE exports (
    id text PRIMARY KEY,
    campaign_id text NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    job_id text NOT NULL,
    wish jsonb NOT NULL,
    file_name text NOT NULL,
    created_by text,
    rows bigint CHECK (rows >= 0),
    size_bytes bigint CHECK (size_bytes >= 0),
    created_at ${now},
    finished_at ${instant}
  )`,
  `CREATE INDEX exports_campaign ON exports (campaign_id, created_at DESC)`,
  `CREATE INDEX exports_created ON exports (created_at)`,
];
