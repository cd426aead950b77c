import { availableParallelism, totalmem } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { Compile } from 'typebox/compile';
import { projectRoot } from '../project-root.js';
import { Environment, listVariables, type VariableSchema } from './environment.js';

export type Role = 'api' | 'worker' | 'all';
export type Profile = 'embedded' | 'server';

/** What the process was told, parsed once and frozen. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** False when the port is a default that may move to the next free one. */
  readonly portGiven: boolean;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  readonly clickhouseUrl: string | undefined;
  readonly clickhouseDatabase: string;
  readonly clickhouseMemoryBytes: number;
  readonly redisUrl: string | undefined;
  /** `server` as soon as one store is outside; each store falls back to the embedded one by itself. */
  readonly profile: Profile;
  readonly role: Role;
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly importDir: string;
  readonly exportDays: number;
  readonly uploadLimitBytes: number;
  readonly demo: boolean;
  readonly demoCustomers: number;
  readonly workerConcurrency: number;
  readonly solverThreads: number;
  readonly sessionHours: number;
  readonly secureCookies: 'auto' | 'on' | 'off';
  readonly trustedProxies: string | undefined;
  readonly setupToken: string | undefined;
  /** Server that the command line works through, and the key for it. */
  readonly serverUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly metrics: boolean;
  readonly sqlLimits: { readonly timeoutMs: number; readonly memoryBytes: number; readonly rowsToRead: number; readonly connections: number };
  readonly httpLimits: { readonly timeoutMs: number; readonly connections: number };
  readonly hotStateLimits: { readonly journalEntries: number; readonly underWay: number; readonly stallMs: number };
  /** Requests that one process works on at once. */
  readonly requestsUnderWay: number;
  /** Largest answer of a source. */
  readonly answerLimitBytes: number;
  /** Value of a variable `ARBITER_SECRET_…`, which sources refer to by its name; a function, so that no secret is logged with the rest. */
  readonly secretOf: (name: string) => string | undefined;
  readonly pythonCommand: string;
  /** 0: as many as processors. */
  readonly pythonProcesses: number;
  readonly pythonMemoryMb: number;
  readonly pythonTimeoutMs: number;
  readonly pythonLibraries: readonly string[];
  readonly pythonIsolation: 'full' | 'partial';
  readonly modelMemoryBytes: number;
  /** False only when nobody but this machine's own user can reach the embedded profile. */
  readonly signInRequired: boolean;
  /** Replies are checked against their schemas (tests). */
  readonly checkReplies: boolean;
}

/** The environment cannot be used; `message` has a line for each variable at fault. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

function describeAllowed(schema: VariableSchema): string {
  if (schema.anyOf) return `one of ${schema.anyOf.map((option) => option.const).join(', ')}`;
  if (schema.type === 'integer') return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema.examples?.length) return `a text such as ${String(schema.examples[0])}`;
  if (schema.pattern) return `a text of the form ${schema.pattern}`;
  return 'another text; see .env.example';
}

/** Secrets stay out of messages: of an address with a password only the scheme is shown. */
function describeValue(name: string, value: string): string {
  if (/URL|TOKEN|KEY/.test(name)) return value.includes('://') ? `${value.slice(0, value.indexOf('://'))}://…` : 'a value without a scheme';
  return JSON.stringify(value.slice(0, 100));
}

const Checked = Compile(Environment);

function readEnvironment(source: Record<string, string | undefined>): Environment {
  const values: Record<string, string | number> = {};
  const given: Record<string, string> = {};
  for (const { name, schema } of listVariables()) {
    const text = source[name]?.trim();
    if (text === undefined || text === '') {
      if (schema.default !== undefined) values[name] = schema.default;
      continue;
    }
    given[name] = text;
    values[name] = schema.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text;
  }
  if (Checked.Check(values)) return values;
  const faults = listVariables().filter(({ name, schema }) => name in values && !Compile(schema).Check(values[name]));
  throw new ConfigError(faults.map(({ name, schema }) => `${name} is ${describeValue(name, given[name] ?? '')}, but must be ${describeAllowed(schema)}. ${schema.description}`).join('\n'));
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(path);
}

/** Reads and checks the environment. `changes` win over it (tests, command line options). */
export function parseConfig(source: Record<string, string | undefined>, changes: Partial<Config> = {}): Config {
  const env = readEnvironment(source);
  const dataDir = env.ARBITER_DATA_DIR ? absolute(env.ARBITER_DATA_DIR) : join(projectRoot, '.data');
  const profile: Profile = env.DATABASE_URL || env.CLICKHOUSE_URL || env.REDIS_URL ? 'server' : 'embedded';
  const merged = {
    host: env.HOST,
    port: env.PORT ?? 3000,
    portGiven: env.PORT !== undefined,
    dataDir,
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    clickhouseUrl: env.CLICKHOUSE_URL,
    clickhouseDatabase: env.CLICKHOUSE_DATABASE,
    clickhouseMemoryBytes: env.ARBITER_CLICKHOUSE_MEMORY_MB > 0 ? env.ARBITER_CLICKHOUSE_MEMORY_MB * 2 ** 20 : Math.min(4 * 2 ** 30, Math.floor(totalmem() / 2)),
    redisUrl: env.REDIS_URL,
    profile,
    role: env.ARBITER_ROLE,
    logLevel: env.LOG_LEVEL,
    importDir: env.ARBITER_IMPORT_DIR ? absolute(env.ARBITER_IMPORT_DIR) : join(dataDir, 'imports'),
    exportDays: env.ARBITER_EXPORT_DAYS,
    uploadLimitBytes: env.ARBITER_UPLOAD_LIMIT_MB * 2 ** 20,
    demo: env.ARBITER_DEMO === 'on',
    demoCustomers: env.ARBITER_DEMO_CUSTOMERS,
    workerConcurrency: env.ARBITER_WORKER_CONCURRENCY,
    solverThreads: env.ARBITER_SOLVER_THREADS || availableParallelism(),
    sessionHours: env.ARBITER_SESSION_HOURS,
    secureCookies: env.ARBITER_SECURE_COOKIES,
    trustedProxies: env.ARBITER_TRUSTED_PROXIES,
    setupToken: env.ARBITER_SETUP_TOKEN,
    serverUrl: env.ARBITER_URL,
    apiKey: env.ARBITER_API_KEY,
    metrics: env.ARBITER_METRICS === 'on',
    sqlLimits: { timeoutMs: env.ARBITER_SQL_TIMEOUT_MS, memoryBytes: env.ARBITER_SQL_MEMORY_MB * 2 ** 20, rowsToRead: env.ARBITER_SQL_ROWS_TO_READ, connections: env.ARBITER_SQL_CONNECTIONS },
    httpLimits: { timeoutMs: env.ARBITER_HTTP_TIMEOUT_MS, connections: env.ARBITER_HTTP_CONNECTIONS },
    hotStateLimits: { journalEntries: env.ARBITER_JOURNAL_LIMIT, underWay: 10_000, stallMs: env.ARBITER_HOT_STATE_STALL_MS },
    requestsUnderWay: env.ARBITER_REQUESTS_UNDER_WAY,
    answerLimitBytes: env.ARBITER_ANSWER_LIMIT_KB * 1024,
    secretOf: (name: string) => (/^ARBITER_SECRET_[A-Z0-9_]+$/.test(name) && Object.hasOwn(source, name) ? source[name] || undefined : undefined),
    pythonCommand: env.ARBITER_PYTHON,
    pythonProcesses: env.ARBITER_PYTHON_PROCESSES,
    pythonMemoryMb: env.ARBITER_PYTHON_MEMORY_MB,
    pythonTimeoutMs: env.ARBITER_PYTHON_TIMEOUT_MS,
    pythonLibraries: env.ARBITER_PYTHON_LIBRARIES?.split(',').map((name) => name.trim()) ?? [],
    pythonIsolation: env.ARBITER_PYTHON_ISOLATION,
    modelMemoryBytes: env.ARBITER_MODEL_MEMORY_MB * 2 ** 20,
    checkReplies: false,
    ...changes,
  };
  const embeddedStores = [['DATABASE_URL', merged.databaseUrl], ['CLICKHOUSE_URL', merged.clickhouseUrl], ['REDIS_URL', merged.redisUrl]].filter(([, url]) => !url).map(([name]) => name);
  if (merged.role !== 'all' && embeddedStores.length > 0) {
    throw new ConfigError(`ARBITER_ROLE is "${merged.role}", but ${embeddedStores.join(', ')} ${embeddedStores.length > 1 ? 'are' : 'is'} not set: embedded stores belong to one process. Set ${embeddedStores.length > 1 ? 'them' : 'it'}, or let ARBITER_ROLE be "all".`);
  }
  return Object.freeze({ ...merged, signInRequired: changes.signInRequired ?? (merged.profile === 'server' || !isLoopback(merged.host)) });
}

/** The configuration of this process; the only reader of the environment. */
export function loadConfig(changes: Partial<Config> = {}): Config {
  return parseConfig(process.env, changes);
}
