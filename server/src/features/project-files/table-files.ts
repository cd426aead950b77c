import { DecisionTableDocument } from '@arbiter/contracts';
import { decisionTableFromCsv, decisionTableToCsv } from '@arbiter/engine/decision-table/table-csv';
import type { Kysely } from 'kysely';
import { Value } from 'typebox/value';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { findItem, saveItem, type SavedItem } from '../projects/api.js';
import { findVersion } from '../registration/api.js';

/** Throws file-invalid with the places of the faults. */
export function tableFromCsv(text: string): DecisionTableDocument {
  const read = decisionTableFromCsv(text);
  if (read.ok) return read.value;
  throw new ProblemError('file-invalid', `The CSV is no decision table: ${read.error[0]?.message ?? ''}`, { faults: read.error });
}

/** The draft of a table, or a version, as CSV. Throws not-found, wrong-state for what is no whole table. */
export async function tableAsCsv(repository: Kysely<Database>, itemId: string, version: number | undefined): Promise<string> {
  const { kind, name, document } = version === undefined ? await findItem(repository, itemId) : await findVersion(repository, itemId, version);
  if (kind !== 'decision-table') throw new ProblemError('wrong-state', `"${name}" is a ${kind}: only decision tables are written as CSV`);
  if (!Value.Check(DecisionTableDocument, document)) throw new ProblemError('wrong-state', `The draft of "${name}" is not a whole table yet: mend its faults first`);
  return decisionTableToCsv(document);
}

/** Saves CSV over the draft of a table. Throws stale-version as every save does. */
export async function saveTable(container: Pick<Container, 'repository' | 'now'>, itemId: string, revision: number, csv: string, author: string | null): Promise<SavedItem> {
  const item = await findItem(container.repository, itemId);
  if (item.kind !== 'decision-table') throw new ProblemError('wrong-state', `"${item.name}" is a ${item.kind}: only decision tables are read from CSV`);
  return saveItem(container, itemId, { revision, document: tableFromCsv(csv) }, author);
}
