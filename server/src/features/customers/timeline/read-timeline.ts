import type { Timeline, TimelineItem, timelineFilters } from '@arbiter/contracts';
import type { Container } from '../../../container.js';
import { ProblemError } from '../../../http/problem-error.js';
import { compiledOnce, configurationOf } from '../../configuration/api.js';
import { waitingRows } from './customer-journal.js';
import { complaintFlag, timelineTables, type ComplaintTypes, type TimelineRow, type TimelineTable } from './timeline-tables.js';

export interface TimelineQuestion {
  customerId: string;
  kinds?: readonly (typeof timelineFilters)[number][] | undefined;
  /** ISO 8601; from this instant on, before that one. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

interface Place {
  atMs: number;
  /** Kind and key of an item: what tells items of one instant apart. */
  key: string;
}

type Placed = Place & { item: TimelineItem };

const complaintTypes = compiledOnce((configuration): ComplaintTypes => {
  const types = configuration.of('event-types');
  return { opening: types.filter(({ document }) => document.raises?.includes(complaintFlag)).map(({ id }) => id), closing: types.filter(({ document }) => document.lowers?.includes(complaintFlag)).map(({ id }) => id) };
});

const printCursor = ({ atMs, key }: Place): string => Buffer.from(JSON.stringify([atMs, key])).toString('base64url');

function readCursor(text: string): Place {
  try {
    const [atMs, key] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (Number.isSafeInteger(atMs) && typeof key === 'string') return { atMs: atMs as number, key };
  } catch {
    // Said below, as for any other text that is no cursor.
  }
  throw new ProblemError('validation-failed', 'The cursor is not one of this timeline: take "next" of the page before, or leave it out', { faults: [{ path: '/cursor', code: 'invalid', message: 'Not a cursor' }] });
}

const inBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
/** Newest first; of one instant, by key in the order of bytes, which is that of ClickHouse. */
const byPlace = (one: Place, other: Place): number => other.atMs - one.atMs || inBytes(other.key, one.key);

/**
 * A page of what happened to a customer, newest first. What waits in the journal is seen as well; it is read first, so that a row that moves
 * meanwhile is seen twice and told once. Throws validation-failed for a cursor that is none.
 */
export async function readTimeline(container: Container, question: TimelineQuestion): Promise<Timeline> {
  const { customerId, kinds, limit } = question;
  const complaints = complaintTypes(configurationOf(container).current());
  const wanted = timelineTables.filter(({ kind, complaintSql }) => !kinds || kinds.includes(kind) || (complaintSql !== undefined && kinds.includes('complaint')));
  const before = question.cursor === undefined ? undefined : readCursor(question.cursor);
  const fromMs = question.from === undefined ? undefined : Date.parse(question.from);
  const toMs = question.to === undefined ? undefined : Date.parse(question.to);
  const waiting = await waitingRows(container, customerId);

  const lists = await Promise.all(wanted.map(async (table) => {
    const onlyComplaints = kinds !== undefined && !kinds.includes(table.kind);
    // The last of the rows that wait under one key is how it stands.
    const here = new Map(waiting.filter(([name]) => name === table.table).map(([, row]) => [table.key(row as TimelineRow), row as TimelineRow]));
    const stored = await readStored(container, table, { customerId, complaints, onlyComplaints, before, fromMs, toMs, most: limit + 1, without: [...here.keys()] });
    const placed = [...here.values()].map((row) => place(table, row, Date.parse(String(row.at)), complaints)).filter(({ atMs, item }) => (fromMs === undefined || atMs >= fromMs) && (toMs === undefined || atMs < toMs) && (!onlyComplaints || item.complaint !== undefined));
    return [...placed, ...stored.map((row) => place(table, row, Number(row.at_ms), complaints))];
  }));
  const found = lists.flat().sort(byPlace).filter((one) => !before || byPlace(before, one) < 0);
  const page = found.slice(0, limit);
  return { items: page.map(({ item }) => item), next: found.length > limit ? printCursor(page.at(-1)!) : null };
}

function place(table: TimelineTable, row: TimelineRow, atMs: number, complaints: ComplaintTypes): Placed {
  const id = table.key(row);
  return { atMs, key: `${table.kind}/${id}`, item: { kind: table.kind, id, at: new Date(atMs).toISOString(), ...table.tell(row, complaints) } };
}

interface StoredQuestion {
  customerId: string;
  complaints: ComplaintTypes;
  onlyComplaints: boolean;
  before: Place | undefined;
  fromMs: number | undefined;
  toMs: number | undefined;
  most: number;
  /** Keys of rows that wait in the journal: theirs are newer, even if their instant is another. */
  without: readonly string[];
}

/** Rows of one table; every table of one customer lies together, or has an index of customers. */
function readStored({ analytics }: Pick<Container, 'analytics'>, table: TimelineTable, { customerId, complaints, onlyComplaints, before, fromMs, toMs, most, without }: StoredQuestion): Promise<TimelineRow[]> {
  const conditions = ['customer_id = {customer:String}'];
  if (onlyComplaints) conditions.push(`(${table.complaintSql ?? 'false'})`);
  if (without.length > 0) conditions.push(`${table.keySql} NOT IN ({without:Array(String)})`);
  if (fromMs !== undefined) conditions.push('at >= fromUnixTimestamp64Milli({from:Int64})');
  if (toMs !== undefined) conditions.push('at < fromUnixTimestamp64Milli({to:Int64})');
  if (before) conditions.push(`(toUnixTimestamp64Milli(at), concat('${table.kind}/', ${table.keySql})) < ({beforeMs:Int64}, {beforeKey:String})`);
  return analytics.query<TimelineRow>(
    `SELECT ${table.columns.join(', ')}, toUnixTimestamp64Milli(at) AS at_ms FROM ${table.table} FINAL WHERE ${conditions.join(' AND ')} ORDER BY at_ms DESC, ${table.keySql} DESC LIMIT {most:UInt32}`,
    { customer: customerId, most, opening: complaints.opening, closing: complaints.closing, without, from: fromMs ?? 0, to: toMs ?? 0, beforeMs: before?.atMs ?? 0, beforeKey: before?.key ?? '' },
  );
}
