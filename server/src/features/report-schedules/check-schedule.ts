import type { Fault, ReportScheduleDocument } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { findBoard } from '../boards/api.js';
import type { FileReader } from '../report-files/api.js';
import { requireTimeZone } from '../report-files/api.js';

/** Refuses what could never be sent, with each fault at its place. */
export async function requireValidSchedule(container: Container, { subject, format, at, to }: ReportScheduleDocument, reader: FileReader): Promise<void> {
  requireTimeZone(at.timeZone);
  const faults: Pick<Fault, 'path' | 'code' | 'message'>[] = [];
  const fault = (path: string, code: string, message: string) => void faults.push({ path: `/document${path}`, code, message });
  if (at.every === 'week' && at.weekday === undefined) fault('/at/weekday', 'missing', 'A weekly report needs a day of the week, 1 for Monday to 7');
  if (at.every === 'month' && at.day === undefined) fault('/at/day', 'missing', 'A monthly report needs a day of the month, 1 to 31');
  const way = configurationOf(container).current().find('delivery-ways', to.way)?.document.way;
  const wanted = to.kind === 'e-mail' ? 'smtp' : 's3';
  if (!way) fault('/to/way', 'unknown', `There is no way of delivery "${to.way}": save one of the kind ${wanted} first`);
  else if (way.kind !== wanted) fault('/to/way', 'wrong-kind', `The way of delivery "${to.way}" is of the kind ${way.kind}, and this needs ${wanted}`);
  if (subject.kind === 'board' && subject.tile === undefined && (format === 'svg' || format === 'png')) fault('/format', 'needs-one-chart', 'A picture shows one chart: choose pdf, or name a tile');
  if (subject.kind === 'board') {
    const { document } = await findBoard(container, subject.boardId, { actor: reader.actor, isAdmin: reader.isAdmin });
    if (subject.tile !== undefined && !document.tiles.some(({ id }) => id === subject.tile)) fault('/subject/tile', 'unknown', `The board has no tile "${subject.tile}"`);
  }
  if (subject.kind === 'campaign' && !(await container.repository.selectFrom('campaigns').select('id').where('id', '=', subject.campaignId).executeTakeFirst())) fault('/subject/campaignId', 'unknown', `There is no campaign "${subject.campaignId}"`);
  if (subject.kind === 'table' && subject.request.source.kind === 'sql' && !reader.mayReadData) throw new ProblemError('not-permitted', 'Statements of SQL read every table, customers included: they need permission to read data');
  if (faults.length) throw new ProblemError('validation-failed', faults.map(({ message }) => message).join('; '), { faults: faults as Fault[] });
}
