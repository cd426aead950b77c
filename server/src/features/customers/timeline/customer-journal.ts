import type { Container } from '../../../container.js';
import { rowsOfLine, type TableRow } from '../../decisions/api.js';

const page = 1_000;

/** Rows that wait in the journal for one customer, oldest first: what the analytical store does not have yet. */
export async function waitingRows({ hotState }: Pick<Container, 'hotState'>, customerId: string): Promise<TableRow[]> {
  const quoted = JSON.stringify(customerId);
  const rows: TableRow[] = [];
  for (let after = 0; ; ) {
    const entries = await hotState.readJournal(after, page);
    for (const { entry } of entries) {
      // Reading an entry costs far more than looking for the identifier in its text.
      if (!entry.includes(quoted)) continue;
      for (const row of rowsOfLine(entry)) if ((row[1] as { customer_id?: unknown }).customer_id === customerId) rows.push(row);
    }
    if (entries.length < page) return rows;
    after = entries.at(-1)!.sequence;
  }
}
