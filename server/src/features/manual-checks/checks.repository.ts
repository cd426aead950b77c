import type { CheckState, ManualCheck, ManualCheckSummary } from '@arbiter/contracts';
import { type Kysely, type Selectable, sql } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, ManualChecksTable } from '../../repository/tables.js';

type Repository = Kysely<Database>;
type Row = Selectable<ManualChecksTable>;

export interface CheckQuery {
  queueId?: string;
  state?: CheckState | 'open';
  takenBy?: string;
  search?: string;
  limit: number;
  offset: number;
}

/** A check that nobody holds any more is free again. */
export const isFree = (at: Date) => sql<boolean>`(state = 'waiting' OR (state = 'taken' AND taken_until < ${at}))`;

async function loginsOf(repository: Repository, ids: readonly (string | null | undefined)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => typeof id === 'string'))];
  if (wanted.length === 0) return new Map();
  const rows = await repository.selectFrom('users').select(['id', 'login']).where('id', 'in', wanted).execute();
  return new Map(rows.map(({ id, login }) => [id, login]));
}

function summaryOf(row: Row, queueTitle: string, logins: Map<string, string>, at: Date): ManualCheckSummary {
  const held = row.state === 'taken' && row.taken_until !== null && row.taken_until >= at;
  return {
    id: row.id, queueId: row.queue_id, queueTitle, subject: row.subject, state: row.state === 'taken' && !held ? 'waiting' : row.state, decision: row.decision, reasonCodes: row.reason_codes, amount: row.amount,
    takenBy: held ? row.taken_by : null, takenByLogin: held && row.taken_by ? (logins.get(row.taken_by) ?? row.taken_by) : null, takenUntil: held ? row.taken_until!.toISOString() : null,
    dueAt: row.due_at.toISOString(), createdAt: row.created_at.toISOString(), verdict: row.verdict, decidedAt: row.decided_at?.toISOString() ?? null,
  };
}

/** A page of checks: open ones in the order of their queue, decided ones newest first. */
export async function listChecks(repository: Repository, { queueId, state, takenBy, search, limit, offset }: CheckQuery, at: Date): Promise<{ total: number; checks: ManualCheckSummary[] }> {
  let query = repository.selectFrom('manual_checks').innerJoin('check_queues', 'check_queues.id', 'manual_checks.queue_id');
  if (queueId !== undefined) query = query.where('queue_id', '=', queueId);
  if (state === 'open') query = query.where('state', '!=', 'decided');
  else if (state === 'waiting') query = query.where(isFree(at));
  else if (state === 'taken') query = query.where('state', '=', 'taken').where('taken_until', '>=', at);
  else if (state !== undefined) query = query.where('state', '=', state);
  if (takenBy !== undefined) query = query.where('taken_by', '=', takenBy).where('state', '=', 'taken').where('taken_until', '>=', at);
  if (search) query = query.where((where) => where.or([where('subject', 'ilike', `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`), where('manual_checks.id', '=', search)]));
  const [{ total } = { total: '0' }] = await query.select(sql<string>`count(*)`.as('total')).execute();
  const rows = await query
    .selectAll('manual_checks')
    .select('check_queues.document as queue')
    .orderBy(sql`state = 'decided'`)
    .orderBy(sql`CASE WHEN state = 'decided' THEN decided_at END DESC`)
    .orderBy(sql`CASE WHEN check_queues.document ->> 'order' = 'priority' THEN amount END DESC NULLS LAST`)
    .orderBy('due_at')
    .orderBy('manual_checks.id')
    .limit(limit)
    .offset(offset)
    .execute();
  const logins = await loginsOf(repository, rows.map((row) => row.taken_by));
  return { total: Number(total), checks: rows.map(({ queue, ...row }) => summaryOf(row, queue.title, logins, at)) };
}

/** Throws not-found. */
export async function findCheck(repository: Repository, id: string, at: Date): Promise<ManualCheck> {
  const row = await repository.selectFrom('manual_checks').innerJoin('check_queues', 'check_queues.id', 'manual_checks.queue_id').selectAll('manual_checks').select('check_queues.document as queue').where('manual_checks.id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no manual check "${id}": list them with GET /v1/manual-checks`);
  const { queue, ...check } = row;
  const logins = await loginsOf(repository, [check.taken_by, check.first_verdict?.by, check.second_verdict?.by, ...check.notes.map(({ by }) => by)]);
  const named = <T extends { by: string | null }>(one: T): T & { byLogin: string | null } => ({ ...one, byLogin: one.by === null ? null : (logins.get(one.by) ?? one.by) });
  return {
    ...summaryOf(check, queue.title, logins, at), revision: check.revision, strategy: check.strategy, input: check.input ?? null, outputs: check.outputs ?? null,
    first: check.first_verdict && named(check.first_verdict), second: check.second_verdict && named(check.second_verdict), notes: check.notes.map(named), queue,
  };
}

/** Identifier of the free check that comes first in a queue, taken for `userId`; undefined where none is free. Of two who ask at once each gets another one. */
export async function takeNext(repository: Repository, queueId: string, order: 'deadline' | 'priority', userId: string | null, until: Date, at: Date): Promise<string | undefined> {
  return repository.transaction().execute(async (transaction) => {
    const next = await transaction
      .selectFrom('manual_checks')
      .select('id')
      .where('queue_id', '=', queueId)
      .where(isFree(at))
      .orderBy(order === 'priority' ? sql`amount DESC NULLS LAST` : sql`due_at`)
      .orderBy('due_at')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (next) await transaction.updateTable('manual_checks').set((set) => ({ state: 'taken', taken_by: userId, taken_until: until, revision: set('revision', '+', 1) })).where('id', '=', next.id).execute();
    return next?.id;
  });
}
