import { randomUUID } from 'node:crypto';
import type { ReportSchedule, ReportScheduleDocument, ReportSending } from '@arbiter/contracts';
import type { Kysely, Selectable } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, ReportSendingsTable } from '../../repository/tables.js';
import type { FileReader } from '../report-files/api.js';
import { nextReportAt } from './schedule-times.js';

type Repository = Kysely<Database>;
const mostSendings = 50;

const mayChange = (owner: string | null, { actor, isAdmin }: FileReader) => isAdmin || (owner !== null && owner === actor);

export const nextOf = ({ enabled, at }: ReportScheduleDocument, now: Date): Date | null => (enabled ? nextReportAt(at, now) : null);

function schedules(repository: Repository) {
  return repository.selectFrom('report_schedules as s').leftJoin('users as u', 'u.id', 's.owner').selectAll('s').select('u.login as owner_login');
}

/** One's own schedules, for an admin everybody's; the next to run first. */
export async function listSchedules(repository: Repository, reader: FileReader): Promise<ReportSchedule[]> {
  let query = schedules(repository);
  if (!reader.isAdmin) query = query.where('s.owner', '=', reader.actor ?? '');
  const rows = await query.orderBy('s.next_at').orderBy('s.id').execute();
  const last = new Map<string, ReportSchedule['last']>();
  for (const row of rows) last.set(row.id, await lastOutcome(repository, row.id));
  return rows.map((row) => toSchedule(row, last.get(row.id) ?? null));
}

/** Throws not-found, also for what is another's. */
export async function requireSchedule(repository: Repository, id: string, reader: FileReader): Promise<ReportSchedule> {
  const row = await schedules(repository).where('s.id', '=', id).executeTakeFirst();
  if (!row || !mayChange(row.owner, reader)) throw new ProblemError('not-found', `There is no report schedule "${id}": list them with GET /v1/report-schedules`);
  return toSchedule(row, await lastOutcome(repository, id));
}

export async function addSchedule(repository: Repository, document: ReportScheduleDocument, reader: FileReader, now: Date): Promise<ReportSchedule> {
  const id = randomUUID();
  await repository.insertInto('report_schedules').values({ id, owner: reader.actor, version: 1, document: JSON.stringify(document), next_at: nextOf(document, now), created_at: now, updated_at: now }).execute();
  return requireSchedule(repository, id, reader);
}

/** Throws stale-version when another change came first. */
export async function changeSchedule(repository: Repository, id: string, version: number, document: ReportScheduleDocument, reader: FileReader, now: Date): Promise<ReportSchedule> {
  const present = await requireSchedule(repository, id, reader);
  const { numUpdatedRows } = await repository.updateTable('report_schedules').set({ version: version + 1, document: JSON.stringify(document), next_at: nextOf(document, now), updated_at: now }).where('id', '=', id).where('version', '=', version).executeTakeFirst();
  if (numUpdatedRows === 0n) throw new ProblemError('stale-version', `The schedule "${present.document.title}" was changed meanwhile: it is version ${present.version} now, and the change is based on ${version}. Read it again`, { details: { present } });
  return requireSchedule(repository, id, reader);
}

export async function removeSchedule(repository: Repository, id: string, reader: FileReader): Promise<void> {
  await requireSchedule(repository, id, reader);
  await repository.deleteFrom('report_schedules').where('id', '=', id).execute();
}

/** Newest first, at most 50. */
export async function listSendings(repository: Repository, scheduleId: string): Promise<ReportSending[]> {
  const rows = await repository.selectFrom('report_sendings').selectAll().where('schedule_id', '=', scheduleId).orderBy('created_at', 'desc').orderBy('id').limit(mostSendings).execute();
  return rows.map(toSending);
}

/** A sending that waits to be taken; undefined where the time has one already. */
export async function addSending(repository: Repository, schedule: { id: string; document: ReportScheduleDocument }, { dueAt, askedBy, now }: { dueAt: Date | null; askedBy: string | null; now: Date }): Promise<ReportSending | undefined> {
  const recipients = schedule.document.to.kind === 'e-mail' ? schedule.document.to.addresses.map((address) => ({ address, outcome: 'waiting', detail: '' })) : [];
  const row = await repository
    .insertInto('report_sendings')
    .values({ id: randomUUID(), schedule_id: schedule.id, due_at: dueAt, state: 'waiting', detail: '', recipients: JSON.stringify(recipients), taken_by: null, beat_at: null, asked_by: askedBy, created_at: now, ended_at: null })
    .onConflict((conflict) => conflict.columns(['schedule_id', 'due_at']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && toSending(row);
}

async function lastOutcome(repository: Repository, scheduleId: string): Promise<ReportSchedule['last']> {
  const row = await repository.selectFrom('report_sendings').selectAll().where('schedule_id', '=', scheduleId).where('ended_at', 'is not', null).orderBy('ended_at', 'desc').limit(1).executeTakeFirst();
  return row?.ended_at && (row.state === 'sent' || row.state === 'failed' || row.state === 'unknown') ? { at: row.ended_at.toISOString(), outcome: row.state, detail: row.detail } : null;
}

function toSchedule(row: { id: string; owner: string | null; owner_login: string | null; version: number; updated_at: Date; next_at: Date | null; document: ReportScheduleDocument }, last: ReportSchedule['last']): ReportSchedule {
  return { id: row.id, owner: row.owner, ownerLogin: row.owner_login, version: row.version, updatedAt: row.updated_at.toISOString(), nextAt: row.next_at?.toISOString() ?? null, last, document: row.document };
}

function toSending(row: Selectable<ReportSendingsTable>): ReportSending {
  return { id: row.id, dueAt: row.due_at?.toISOString() ?? null, state: row.state, detail: row.detail, recipients: row.recipients, createdAt: row.created_at.toISOString(), endedAt: row.ended_at?.toISOString() ?? null };
}
