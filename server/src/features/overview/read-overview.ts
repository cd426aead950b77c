import { campaignStates, type CampaignState } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { requireImport } from '../imports/api.js';

const tables = ['candidates', 'contacts', 'responses', 'decisions'] as const;
type Table = (typeof tables)[number];

/** Counts for the first page. Those of great tables are of stored rows, which may hold a row twice until the next merge. */
export async function readOverview(container: Container) {
  const { repository, analytics, now } = container;
  const [counts, receivables, campaigns, runs, lastImport, demo] = await Promise.all([
    analytics.query<Record<Table | 'customers', string>>(`SELECT (SELECT count() FROM customers FINAL) AS customers, ${tables.map((table) => `(SELECT count() FROM ${table}) AS ${table}`).join(', ')}`),
    readOverdue({ analytics, now }),
    repository.selectFrom('campaigns').select(['state', (select) => select.fn.countAll().as('count')]).groupBy('state').execute(),
    repository.selectFrom('runs').select((select) => select.fn.countAll().as('count')).executeTakeFirst(),
    repository.selectFrom('imports').select('id').orderBy('created_at', 'desc').limit(1).executeTakeFirst(),
    repository.selectFrom('settings').select('key').where('key', '=', 'demo').executeTakeFirst(),
  ]);
  // Its state is partly that of its job.
  const imported = lastImport ? await requireImport(container, lastImport.id) : undefined;
  const byState = Object.fromEntries(campaignStates.map((state) => [state, Number(campaigns.find((row) => row.state === state)?.count ?? 0)])) as Record<CampaignState, number>;
  const count = (table: Table | 'customers') => Number(counts[0]?.[table] ?? 0);
  return {
    customers: count('customers'),
    overdueMinor: receivables,
    candidates: count('candidates'),
    contacts: count('contacts'),
    responses: count('responses'),
    decisions: count('decisions'),
    campaigns: byState,
    runs: Number(runs?.count ?? 0),
    imports: { last: imported ? { id: imported.id, fileName: imported.fileName, state: imported.state, createdAt: imported.createdAt } : null },
    demo: demo !== undefined,
    currency: 'RUB',
  };
}

/** Billed, due before today and not paid, minor units; null where there are no invoices. */
async function readOverdue({ analytics, now }: Pick<Container, 'analytics' | 'now'>): Promise<number | null> {
  const [row] = await analytics.query<{ invoices: string; overdue: string }>(
    `SELECT count() AS invoices, sum(greatest(amount_minor - paid_minor, 0)) AS overdue
     FROM (SELECT customer_id, invoice_id, amount_minor FROM invoices FINAL WHERE due_on < {today:Date32}) AS invoice
     LEFT JOIN (SELECT customer_id, invoice_id, sum(amount_minor) AS paid_minor FROM payments FINAL GROUP BY customer_id, invoice_id) AS paid USING (customer_id, invoice_id)`,
    { today: now().toISOString().slice(0, 10) },
  );
  return row && Number(row.invoices) > 0 ? Number(row.overdue) : null;
}
