import { Type, type Static, type TSchema } from 'typebox';

const Flag = (on: boolean, description: string) => Type.Union([Type.Literal('on'), Type.Literal('off')], { default: on ? 'on' : 'off', description });
const Whole = (fallback: number, minimum: number, maximum: number, description: string) => Type.Integer({ default: fallback, minimum, maximum, description });

/**
 * Every environment variable that the product reads, in the order of `.env.example`. An optional text without a
 * default is off when it is absent or empty.
 */
export const Environment = Type.Object({
  HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on. Anything but a loopback address requires accounts: the first one is made with the token that the first start prints.' }),
  PORT: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, examples: [3000], description: 'Port to listen on. When it is not given, 3000 or the next free one; 0 takes any free one.' })),
  ARBITER_DATA_DIR: Type.Optional(Type.String({ examples: ['.data'], description: 'Folder of the embedded stores, uploads and exports; `.data` under the project when it is not given.' })),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://', examples: ['postgres://arbiter:…@localhost:5432/arbiter'], description: 'PostgreSQL for what people make and administer. Embedded (PGlite) when it is not given.' })),
  DATABASE_POOL_SIZE: Whole(10, 1, 500, 'Connections to PostgreSQL from one process.'),
  CLICKHOUSE_URL: Type.Optional(Type.String({ pattern: '^https?://', examples: ['http://arbiter:…@localhost:8123'], description: 'ClickHouse over HTTP for facts, decisions and reports. Embedded (chDB) when it is not given.' })),
  CLICKHOUSE_DATABASE: Type.String({ default: 'arbiter', pattern: '^[A-Za-z_][A-Za-z0-9_]{0,62}$', description: 'Name of the ClickHouse database; it is created when it is missing.' }),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://', examples: ['redis://:…@localhost:6379'], description: 'Redis for the decision path and the job queue. Embedded (LMDB, PGlite) when it is not given.' })),
  ARBITER_ROLE: Type.Union([Type.Literal('api'), Type.Literal('worker'), Type.Literal('all')], { default: 'all', description: 'What this process does: answers requests, does long work, or both. The embedded stores allow `all` only.' }),
  LOG_LEVEL: Type.Union([Type.Literal('fatal'), Type.Literal('error'), Type.Literal('warn'), Type.Literal('info'), Type.Literal('debug'), Type.Literal('trace'), Type.Literal('silent')], { default: 'info', description: 'How much is logged; one JSON object a line.' }),
  ARBITER_IMPORT_DIR: Type.Optional(Type.String({ examples: ['.data/imports'], description: 'Folder whose files may be imported without an upload; `imports` under the data folder when it is not given.' })),
  ARBITER_EXPORT_DAYS: Whole(30, 1, 3650, 'Days after which the files of exports are removed.'),
  ARBITER_UPLOAD_LIMIT_MB: Whole(1024, 1, 1_000_000, 'Largest file that may be uploaded, megabytes.'),
  ARBITER_DEMO: Flag(true, 'Whether the first start on an empty store fills it with the demo company.'),
  ARBITER_DEMO_CUSTOMERS: Whole(20_000, 100, 10_000_000, 'Customers of the demo company.'),
  ARBITER_WORKER_CONCURRENCY: Whole(2, 1, 64, 'Pieces of long work done at once by one process.'),
  ARBITER_SOLVER_THREADS: Whole(0, 0, 256, 'Threads of one optimisation; 0 takes as many as the machine has processors.'),
  ARBITER_CLICKHOUSE_MEMORY_MB: Whole(0, 0, 1_000_000, 'Most memory that embedded ClickHouse may take, megabytes; 0 takes half of the machine, at most 4096.'),
  ARBITER_SESSION_HOURS: Whole(12, 1, 8760, 'How long a sign-in lasts, hours.'),
  ARBITER_SECURE_COOKIES: Type.Union([Type.Literal('auto'), Type.Literal('on'), Type.Literal('off')], { default: 'auto', description: 'Whether the session cookie travels over HTTPS only; `auto`: when the request came over HTTPS.' }),
  ARBITER_TRUSTED_PROXIES: Type.Optional(Type.String({ examples: ['10.0.0.0/8'], description: 'Addresses of reverse proxies whose X-Forwarded-* headers are believed, separated by commas.' })),
  ARBITER_SETUP_TOKEN: Type.Optional(Type.String({ minLength: 16, description: 'Secret that allows to make the first account; one is made and logged at start when it is not given.' })),
  ARBITER_URL: Type.Optional(Type.String({ pattern: '^https?://', examples: ['http://localhost:3000'], description: 'Server that the command line works through (import, export); the stores themselves when it is not given.' })),
  ARBITER_API_KEY: Type.Optional(Type.String({ minLength: 16, description: 'API key for that server, where people sign in.' })),
  ARBITER_SQL_TIMEOUT_MS: Whole(30_000, 10, 600_000, 'Longest time that a statement of a strategy or an analyst may run, milliseconds.'),
  ARBITER_SQL_MEMORY_MB: Whole(512, 16, 1_000_000, 'Most memory that such a statement may take in ClickHouse, megabytes.'),
  ARBITER_SQL_ROWS_TO_READ: Whole(200_000_000, 1_000, 1_000_000_000_000, 'Most rows that such a statement may read in ClickHouse to find its answer.'),
  ARBITER_SQL_CONNECTIONS: Whole(4, 1, 500, 'Such statements at once on one source, in one process.'),
  ARBITER_HTTP_TIMEOUT_MS: Whole(30_000, 10, 600_000, 'Longest time that a strategy may wait for a service, milliseconds.'),
  ARBITER_HTTP_CONNECTIONS: Whole(32, 1, 500, 'Calls of strategies at once to one service, from one process.'),
  ARBITER_ANSWER_LIMIT_KB: Whole(8_192, 1, 1_000_000, 'Largest answer of a source that a strategy takes, kilobytes.'),
  ARBITER_JOURNAL_LIMIT: Whole(2_000_000, 1, 1_000_000_000, 'Entries that may wait for ClickHouse in the journal of decisions; what would add one more is refused with 503. An entry takes a few kilobytes of disk (LMDB) or memory (Redis).'),
  ARBITER_HOT_STATE_STALL_MS: Whole(3_000, 100, 600_000, 'After how many milliseconds without any answer of the hot state (LMDB, Redis) further requests are refused with 503 at once.'),
  ARBITER_REQUESTS_UNDER_WAY: Whole(2_000, 1, 1_000_000, 'Requests that one process works on at once; one more is refused with 503.'),
  ARBITER_METRICS: Flag(true, 'Whether /metrics answers (Prometheus text, no personal data).'),
  ARBITER_PYTHON: Type.String({ default: 'python3', description: 'Command or path of the Python that runs the code of Python nodes; without one those nodes fail and everything else works.' }),
  ARBITER_PYTHON_PROCESSES: Whole(0, 0, 256, 'Python processes alive at once; 0 takes as many as the machine has processors, at least 2.'),
  ARBITER_PYTHON_MEMORY_MB: Whole(512, 16, 65_536, 'Most memory that a Python node may ask for, megabytes.'),
  ARBITER_PYTHON_TIMEOUT_MS: Whole(10_000, 10, 600_000, 'Longest time that a Python node may ask for, milliseconds a row.'),
  ARBITER_PYTHON_LIBRARIES: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_]+(\\s*,\\s*[A-Za-z0-9_]+)*$', examples: ['numpy'], description: 'Installed Python packages that nodes may import besides the standard ones, separated by commas.' })),
  ARBITER_PYTHON_ISOLATION: Type.Union([Type.Literal('full'), Type.Literal('partial')], { default: 'full', description: 'Whether Python runs only where the system can filter its calls (Linux, seccomp), or also with what other systems have; the second only if everybody who writes strategies is trusted.' }),
  ARBITER_MODEL_MEMORY_MB: Whole(1024, 16, 65_536, 'ONNX models kept loaded, by the size of their files, megabytes.'),
});
export type Environment = Static<typeof Environment>;
export type VariableName = keyof typeof Environment.properties;
export type VariableSchema = TSchema & { description: string; default?: string | number; examples?: unknown[]; pattern?: string; minimum?: number; maximum?: number; anyOf?: { const: string }[]; type?: string };

/** The variables with what is known of each, in order. */
export function listVariables(): { name: VariableName; schema: VariableSchema }[] {
  return (Object.keys(Environment.properties) as VariableName[]).map((name) => ({ name, schema: Environment.properties[name] as unknown as VariableSchema }));
}
