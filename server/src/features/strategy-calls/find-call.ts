import type { Environment } from '@arbiter/contracts';
import type { EvaluationFailure, StrategyAnswer, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findInJournal, type StrategyEntry } from '../decisions/api.js';

type Stores = Pick<Container, 'hotState' | 'analytics'>;

interface Row {
  decision_id: string; at_ms: string; endpoint: string; environment: Environment; publication_id: string; revision: number; strategy_id: string; strategy_version: number; content_hash: string; arm: string; caller: string;
  failure: string; input: string; answer: string; trace: string; time_zone: string; duration_us: number; path: string; customer_id: string;
}
const columns = 'decision_id, toUnixTimestamp64Milli(at) AS at_ms, endpoint, environment, publication_id, revision, strategy_id, strategy_version, content_hash, arm, caller, failure, input, answer, trace, time_zone, duration_us, path, customer_id';

const fromRow = (row: Row): StrategyEntry => ({
  kind: 'strategy', decisionId: row.decision_id, nowMs: Number(row.at_ms), timeZone: row.time_zone, endpoint: row.endpoint, environment: row.environment, publicationId: row.publication_id, revision: row.revision,
  strategyId: row.strategy_id, version: row.strategy_version, contentHash: row.content_hash, arm: row.arm, caller: row.caller, durationUs: row.duration_us,
  ...(row.input === '' ? {} : { input: JSON.parse(row.input) as unknown }),
  ...(row.path === '' ? {} : { path: row.path }),
  ...(row.customer_id === '' ? {} : { customerId: row.customer_id }),
  answer: row.answer === '' ? null : (JSON.parse(row.answer) as StrategyAnswer),
  failure: row.failure === '' ? null : (JSON.parse(row.failure) as EvaluationFailure),
  ...(row.trace === '' ? {} : { trace: JSON.parse(row.trace) as TraceStep[] }),
});

/** A recorded decision, from the journal while it waits there, else from the analytical store. Throws not-found. */
export async function findCall({ hotState, analytics }: Stores, endpoint: string, decisionId: string): Promise<StrategyEntry> {
  const waiting = await findInJournal(hotState, decisionId, (entry): entry is StrategyEntry => entry.kind === 'strategy' && entry.decisionId === decisionId && entry.endpoint === endpoint);
  if (waiting) return waiting;
  const [row] = await analytics.query<Row>(`SELECT ${columns} FROM strategy_decisions FINAL WHERE decision_id = {id:String} AND endpoint = {endpoint:String} LIMIT 1`, { id: decisionId, endpoint });
  if (!row) throw new ProblemError('not-found', `"${endpoint}" has no recorded decision "${decisionId}": its log level may record none, or it was never given`);
  return fromRow(row);
}

export interface CallQuery {
  environment?: Environment;
  version?: number;
  arm?: string;
  action?: string;
  ok?: boolean;
  from?: string;
  to?: string;
  before?: string;
  limit: number;
}

/** Recorded decisions, newest first; those of the last moments may still wait in the journal. */
export async function listCalls({ analytics }: Pick<Container, 'analytics'>, endpoint: string, { environment, version, arm, action, ok, from, to, before, limit }: CallQuery): Promise<StrategyEntry[]> {
  const where = ['endpoint = {endpoint:String}'];
  const params: Record<string, unknown> = { endpoint, limit };
  const add = (name: string, type: string, condition: string, value: unknown): void => {
    if (value === undefined) return;
    where.push(condition.replace('?', `{${name}:${type}}`));
    params[name] = value;
  };
  add('environment', 'String', 'environment = ?', environment);
  add('strategy_version', 'UInt32', 'strategy_version = ?', version);
  add('arm', 'String', 'arm = ?', arm);
  add('action', 'String', 'action = ?', action);
  add('ok', 'Bool', 'ok = ?', ok);
  add('from', 'Int64', 'at >= fromUnixTimestamp64Milli(?)', from === undefined ? undefined : Date.parse(from));
  add('to', 'Int64', 'at < fromUnixTimestamp64Milli(?)', to === undefined ? undefined : Date.parse(to));
  add('before', 'String', 'decision_id < ?', before);
  const rows = await analytics.query<Row>(`SELECT ${columns} FROM strategy_decisions FINAL WHERE ${where.join(' AND ')} ORDER BY decision_id DESC LIMIT {limit:UInt32}`, params);
  return rows.map(fromRow);
}
