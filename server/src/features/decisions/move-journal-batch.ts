import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Container } from '../../container.js';
import { AnalyticsError } from '../../ports/analytics-error.js';
import { hotKeys } from './hot-keys.js';
import { followersOf } from './journal-followers.js';
import { rowTextsOfLine } from './journal-rows.js';

export type MovingStores = Pick<Container, 'hotState' | 'analytics'> & Partial<Pick<Container, 'log' | 'now'>>;

interface Line {
  sequence: number;
  entry: string;
}

/** A row's text with the line that it was made of. */
interface Row {
  text: string;
  line: Line;
}

interface Reject {
  line: Line;
  table: string;
  reason: string;
}

const defaultBatch = 5_000;
const pageSize = 250;
/** Characters of a batch, about. */
const batchLength = 32 * 2 ** 20;
/** Rows made before requests have their turn: about a millisecond. */
const rowsInTurn = 50;
/** What ClickHouse says of a row that it will never take: its text, its type or its range is wrong. */
const codesOfBadRows = new Set([6, 25, 26, 27, 33, 38, 41, 43, 53, 69, 70, 72, 117, 130, 131, 321, 349, 407, 441, 467, 469, 691]);

/**
 * Moves the oldest entries of the journal to the analytical store and forgets them; how many. A batch that was written but not forgotten
 * when the process died is written once more: the tables replace rows by key, and the batch keeps its limits and its token. A line that
 * can never become a row goes to `journal_rejects`, so that it does not hold up the others.
 */
export async function moveJournalBatch(stores: MovingStores, most = defaultBatch): Promise<number> {
  const { hotState } = stores;
  const entries = await readBatch(hotState, most);
  const first = entries[0]?.sequence;
  if (first === undefined) return 0;
  // A batch begun before keeps its end, so that the same token stands for the same rows.
  const [begun] = await hotState.getMany([hotKeys.drainUpTo]);
  const end = begun !== undefined && Number(begun) >= first ? Number(begun) : entries.at(-1)!.sequence;
  if (begun !== String(end)) await hotState.putMany([[hotKeys.drainUpTo, String(end)]]);
  const batch = entries.filter(({ sequence }) => sequence <= end);
  const last = batch.at(-1)!.sequence;
  const { tables, rejects } = await rowsOf(batch);
  for (const [table, rows] of tables) rejects.push(...(await insertRows(stores, table, rows, `journal:${table}:${first}-${last}`)));
  if (rejects.length > 0) await keepRejects(stores, rejects);
  for (const follow of followersOf(stores)) await follow(batch.map(({ entry }) => entry));
  await hotState.trimJournal(last);
  return batch.length;
}

/** The oldest entries, page by page, until there are enough of them or of their text: inputs of strategies may be large. */
async function readBatch(hotState: MovingStores['hotState'], most: number): Promise<Line[]> {
  const entries: Line[] = [];
  for (let length = 0; entries.length < most && length < batchLength; ) {
    const asked = Math.min(pageSize, most - entries.length);
    const page = await hotState.readJournal(entries.at(-1)?.sequence ?? 0, asked);
    for (const one of page) {
      length += one.entry.length;
      entries.push(one);
    }
    if (page.length < asked) break;
    await nextTurn();
  }
  return entries;
}

async function rowsOf(batch: readonly Line[]): Promise<{ tables: Map<string, Row[]>; rejects: Reject[] }> {
  const tables = new Map<string, Row[]>();
  const rejects: Reject[] = [];
  for (const [index, line] of batch.entries()) {
    try {
      for (const [table, text] of rowTextsOfLine(line.entry)) {
        const one = { text, line };
        const rows = tables.get(table);
        if (rows) rows.push(one);
        else tables.set(table, [one]);
      }
    } catch (error) {
      rejects.push({ line, table: '', reason: error instanceof Error ? error.message : String(error) });
    }
    if (index % rowsInTurn === rowsInTurn - 1) await nextTurn();
  }
  return { tables, rejects };
}

/** Inserts what the table takes and returns the rest; halves are tried apart until each bad row stands alone. */
async function insertRows(stores: MovingStores, table: string, rows: readonly Row[], token: string): Promise<Reject[]> {
  try {
    await stores.analytics.insertLines(table, rows.map(({ text }) => text), { deduplicationToken: token });
    return [];
  } catch (error) {
    if (!(error instanceof AnalyticsError) || !codesOfBadRows.has(error.code)) throw error;
    if (rows.length === 1) return [{ line: rows[0]!.line, table, reason: error.message }];
    const middle = Math.ceil(rows.length / 2);
    return [...(await insertRows(stores, table, rows.slice(0, middle), `${token}:a`)), ...(await insertRows(stores, table, rows.slice(middle), `${token}:b`))];
  }
}

async function keepRejects({ analytics, log, now = () => new Date() }: MovingStores, rejects: readonly Reject[]): Promise<void> {
  const at = now();
  await analytics.insertLines('journal_rejects', rejects.map(({ line, table, reason }) => JSON.stringify({ sequence: line.sequence, target: table, rejected_at: at.toISOString(), reason: reason.slice(0, 2_000), line: line.entry, version: at.getTime() })));
  log?.error({ sequences: rejects.slice(0, 10).map(({ line }) => line.sequence), reason: rejects[0]?.reason.slice(0, 300), lines: rejects.length }, 'lines of the journal could not become rows; they are kept in the table journal_rejects');
}
