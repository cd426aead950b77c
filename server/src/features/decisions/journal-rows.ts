import { rowsOfDelivery } from '../deliveries/api.js';
import { rowsOfHold, rowsOfPoints, rowsOfQuotaMoves } from '../quotas/api.js';
import type { JournalEntry } from './journal-entries.js';
import { rowsOfDecision } from './rows-of-decision.js';
import { rowsOfEvent } from './rows-of-event.js';
import { rowsOfCustomerFact } from './rows-of-customer-fact.js';
import { rowsOfPromise } from './rows-of-promise.js';
import { rowsOfResponse } from './rows-of-response.js';
import { rowsOfStrategy } from './rows-of-strategy.js';

/** A row and the table of the analytical store that it goes to. */
export type TableRow = readonly [table: string, row: object];

/** The rows that an entry of each kind becomes: a new kind is a type in `journal-entries.ts`, a file `rows-of-<kind>.ts` and a line here. */
export const rowsOfKind: { readonly [K in JournalEntry['kind']]: (entry: Extract<JournalEntry, { kind: K }>) => readonly TableRow[] } = {
  decision: rowsOfDecision,
  delivery: rowsOfDelivery,
  event: rowsOfEvent,
  'customer-fact': rowsOfCustomerFact,
  promise: rowsOfPromise,
  hold: rowsOfHold,
  points: rowsOfPoints,
  'quota-moves': rowsOfQuotaMoves,
  response: rowsOfResponse,
  strategy: rowsOfStrategy,
};

/**
 * Rows of one line of the journal.
 * @throws Error where no version of this program wrote the line
 */
export function rowsOfLine(line: string): readonly TableRow[] {
  const entry = JSON.parse(line) as JournalEntry;
  if (!Object.hasOwn(rowsOfKind, entry.kind)) throw new Error(`The journal holds an entry of the kind ${JSON.stringify(entry.kind)}, which this version does not know: start the version that wrote it`);
  return (rowsOfKind[entry.kind] as (one: JournalEntry) => readonly TableRow[])(entry);
}
