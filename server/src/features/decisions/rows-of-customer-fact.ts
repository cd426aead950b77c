import type { CustomerFactEntry } from './customer-entries.js';
import type { TableRow } from './journal-rows.js';

export const rowsOfCustomerFact = ({ factId, customerId, fact, name, given, atMs, recordedAtMs, by }: CustomerFactEntry): TableRow[] => [['customer_facts', {
  customer_id: customerId, fact_id: factId, fact, name, given, said_by: by ?? '', at: new Date(atMs).toISOString(), version: recordedAtMs,
}]];
