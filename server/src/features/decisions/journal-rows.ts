import { rowsOfDelivery } from '../deliveries/api.js';
import { rowsOfHold, rowsOfPoints, rowsOfQuotaMoves } from '../quotas/api.js';
import type { DecisionEntry, JournalEntry } from './journal-entries.js';
import { rowsOfDecision, rowsOfDecisionParts } from './rows-of-decision.js';
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
 * Rows of one line of the journal as JSON texts for the analytical store. A decision's row keeps the line itself as its body, which need
 * not be read for it: only the answer inside of it is.
 * @throws Error where no version of this program wrote the line
 */
export function rowTextsOfLine(line: string): readonly (readonly [table: string, text: string])[] {
  return decisionTexts(line) ?? rowsOfLine(line).map(([table, row]) => [table, JSON.stringify(row)]);
}

const decisionStart = '{"kind":"decision","decision":';
const requestStart = ',"request":';
const costStart = ',"costMinor":';

/** Undefined where the line is not plainly a decision; it is then read as a whole. Inside of JSON texts such marks are escaped, as names of parts they may come twice. */
function decisionTexts(line: string): [string, string][] | undefined {
  if (!line.startsWith(decisionStart)) return undefined;
  const end = line.indexOf(requestStart);
  const cost = line.indexOf(costStart, end);
  if (end < 0 || cost < 0 || line.indexOf(requestStart, end + 1) >= 0 || line.indexOf(costStart, cost + 1) >= 0) return undefined;
  const decision = JSON.parse(line.slice(decisionStart.length, end)) as DecisionEntry['decision'];
  const costMinor = Number.parseFloat(line.slice(cost + costStart.length, cost + costStart.length + 30));
  if (!Number.isFinite(costMinor)) return undefined;
  return rowsOfDecisionParts(decision, costMinor, line).map(([table, row]) => [table, JSON.stringify(row)]);
}

/**
 * Rows of one line of the journal.
 * @throws Error where no version of this program wrote the line
 */
export function rowsOfLine(line: string): readonly TableRow[] {
  const entry = JSON.parse(line) as JournalEntry;
  if (!Object.hasOwn(rowsOfKind, entry.kind)) throw new Error(`The journal holds an entry of the kind ${JSON.stringify(entry.kind)}, which this version does not know: start the version that wrote it`);
  return (rowsOfKind[entry.kind] as (one: JournalEntry) => readonly TableRow[])(entry);
}
