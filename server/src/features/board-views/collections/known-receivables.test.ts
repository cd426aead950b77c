import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectionsViews } from '@arbiter/reports/views/collections/collections-views';
import type { ViewRow, ViewScope } from '@arbiter/reports/views/sql-view';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAnalytics, type OpenAnalytics } from '../../../adapters/clickhouse/open-analytics.js';
import { createLog } from '../../../http/create-log.js';
import { receivablesAsOf } from './receivables.js';

/** The views' own SQL over public data sets must give the figures known of them; and over a few invoices, those made by hand. */
const folderOfDatasets = process.env['ARBITER_DATASETS'];
const datasets = folderOfDatasets !== undefined && existsSync(folderOfDatasets) ? folderOfDatasets : undefined;
const log = createLog('silent');
let folder: string;
let store: OpenAnalytics;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-receivables-'));
  store = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'receivables_test', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: folder });
});
beforeEach(async () => {
  for (const table of ['invoices', 'payments']) await store.analytics.command(`TRUNCATE TABLE ${table}`);
});
afterAll(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

interface InvoiceRow { id: string; customer: string; amountMinor: number; issuedOn: string; dueOn: string; paidOn: string | null }

async function load(rows: readonly InvoiceRow[]): Promise<void> {
  await store.analytics.insert('invoices', rows.map((row) => ({ invoice_id: row.id, customer_id: row.customer, amount_minor: String(row.amountMinor), issued_on: row.issuedOn, due_on: row.dueOn, version: 1 })));
  await store.analytics.insert('payments', rows.filter((row) => row.paidOn !== null).map((row) => ({ payment_id: row.id, invoice_id: row.id, customer_id: row.customer, amount_minor: String(row.amountMinor), paid_on: row.paidOn, version: 1 })));
}

/** Rows of a view as objects, asked as of a day over all time. */
async function ask(id: string, today: string, params: Record<string, unknown> = {}, period = { from: '1970-01-01', before: '2100-01-01' }): Promise<Record<string, unknown>[]> {
  const view = collectionsViews.find(({ definition }) => definition.id === id)!;
  const { asOf } = await receivablesAsOf({ analytics: store.analytics, log, now: () => new Date() }, today);
  const everything = { where: '1', params: {} };
  const scope: ViewScope = { input: { period, filters: [], params, today }, params, asOf, ...period, customers: everything, facts: everything, campaign: null, titles: {} };
  const answers: Record<string, ViewRow[]> = {};
  for (const [name, query] of Object.entries(view.questions(scope))) answers[name] = await store.analytics.query<ViewRow>(query.sql, query.params);
  const { columns, rows } = view.table(answers, scope);
  return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.id, row[index]])));
}

const dateOf = (american: string): string => {
  const [month = '', day = '', year = ''] = american.split('/');
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};
const linesOf = (path: string): string[][] => readFileSync(join(datasets ?? '', path), 'utf8').trim().split(/\r?\n/).slice(1).map((line) => line.split(','));

describe.runIf(datasets)('receivables of a public data set (IBM, 2,466 invoices)', () => {
  const invoices = (): InvoiceRow[] => linesOf('accounts_receivable_ibm/accounts_receivable.csv').map((cells) => ({ id: cells[3]!, customer: cells[1]!, amountMinor: Math.round(Number(cells[6]) * 100), issuedOn: dateOf(cells[4]!), dueOn: dateOf(cells[5]!), paidOn: dateOf(cells[8]!) }));
  // Four of the 22 months in full: opening, sales, closing, not overdue, DSO, best possible, CEI, count-back.
  const known = [
    ['2012-02-01', 4893.59, 5929.06, 6015.31, 5089.59, 29.42186282479853, 24.89401524018984, 83.85295112906546, 29.47249249843607],
    ['2012-10-01', 6029.22, 6623.76, 5926.23, 5215.8, 27.735475017210767, 24.410576470161963, 90.44758900551017, 27.735475017210767],
    ['2013-06-01', 6918.35, 5849.59, 5119.85, 4284.29, 26.25748129356074, 21.972257884740642, 90.1509373913351, 26.25748129356074],
    ['2013-11-01', 5090.86, 6364.37, 4788.88, 4246.32, 22.573546164035093, 20.016058148724856, 92.47375816871066, 22.573546164035093],
  ] as const;

  it('gives turnover days, count-back, best possible and effectiveness', async () => {
    await load(invoices());
    const rows = await ask('collections.turnover', '2026-01-01');
    for (const [month, opening, sales, closing, current, dso, best, cei, countBack] of known) {
      const row = rows.find((one) => one['month'] === month)!;
      expect([row['ar_begin'], row['sales'], row['ar_end'], row['current_end']]).toEqual([opening, sales, closing, current].map((value) => Math.round(value * 100)));
      const close = (id: string, wanted: number) => expect(Math.abs(Number(row[id]) - wanted)).toBeLessThan(1e-9);
      close('dso', dso);
      close('best_possible_dso', best);
      close('add', dso - best);
      close('cei', cei / 100);
      close('dso_countback', countBack);
    }
    expect(rows.filter((row) => String(row['month']) >= '2012-02-01' && String(row['month']) <= '2013-11-01')).toHaveLength(22);
  });

  it('gives balances by days overdue at the end of June 2013', async () => {
    await load(invoices());
    const rows = (await ask('collections.aging', '2026-01-01')).filter((row) => row['month'] === '2013-06-01');
    expect(rows.map((row) => [row['bucket'], row['invoices'], row['balance']])).toEqual([['current', 72, 428_429], ['1-30', 12, 83_556], ['31-60', 0, 0], ['61-90', 0, 0], ['90+', 0, 0]]);
  });
});

describe.runIf(datasets)('delinquency of a public data set (Taiwan, 30,000 cards)', () => {
  /** A month's status as an invoice that is so late at its end and paid before the next one; an early paid one makes the customer known. */
  const invoices = (): InvoiceRow[] => linesOf('credit_default_taiwan/UCI_Credit_Card.csv').flatMap((cells) => {
    const id = cells[0]!;
    const statuses = [11, 10, 9, 8, 7, 6].map((column) => Math.min(Math.max(Math.trunc(Number(cells[column])), 0), 4));
    const known: InvoiceRow = { id: `${id}-0`, customer: id, amountMinor: 100, issuedOn: '2005-03-01', dueOn: '2005-03-20', paidOn: '2005-03-10' };
    return [known, ...statuses.flatMap((status, index): InvoiceRow[] => {
      if (status === 0) return [];
      const end = Date.UTC(2005, 4 + index, 0);
      const day = (at: number) => new Date(at).toISOString().slice(0, 10);
      return [{ id: `${id}-${index + 1}`, customer: id, amountMinor: 100, issuedOn: day(Date.UTC(2005, 3 + index, 1)), dueOn: day(end - (status * 30 - 15) * 86_400_000), paidOn: day(end + 86_400_000) }];
    })];
  });

  it('gives the counts of both first and last moves', async () => {
    await load(invoices());
    const matrix = async (month: string) => {
      const rows = await ask('collections.roll-rates', '2005-10-31', { month });
      return Array.from({ length: 5 }, (_, from) => rows.slice(from * 5, from * 5 + 5).map((row) => row['customers']));
    };
    expect(await matrix('2005-05')).toEqual([[26059, 0, 862, 0, 0], [0, 0, 0, 0, 0], [930, 0, 1702, 134, 0], [41, 0, 47, 37, 59], [2, 0, 15, 7, 105]]);
    expect(await matrix('2005-09')).toEqual([[22735, 1836, 991, 0, 0], [0, 28, 0, 0, 0], [392, 1672, 1591, 272, 0], [47, 109, 71, 41, 58], [8, 43, 14, 9, 83]]);
  });
});

describe('receivables by hand', () => {
  const facts: InvoiceRow[] = [
    { id: 'a1', customer: 'a', amountMinor: 1000, issuedOn: '2025-01-05', dueOn: '2025-01-20', paidOn: '2025-02-10' },
    { id: 'a2', customer: 'a', amountMinor: 500, issuedOn: '2025-02-05', dueOn: '2025-02-20', paidOn: '2025-02-18' },
    { id: 'b1', customer: 'b', amountMinor: 2000, issuedOn: '2025-01-10', dueOn: '2025-01-25', paidOn: null },
    { id: 'c1', customer: 'c', amountMinor: 300, issuedOn: '2025-02-01', dueOn: '2025-02-15', paidOn: '2025-03-31' },
  ];

  it('recovery, cure and buckets', async () => {
    await load(facts);
    // b1 is paid in part, twice; one row was sent again with the right amount.
    await store.analytics.insert('payments', [{ payment_id: 'p', invoice_id: 'b1', customer_id: 'b', amount_minor: '999', paid_on: '2025-02-03', version: 1 }]);
    await store.analytics.insert('payments', [{ payment_id: 'p', invoice_id: 'b1', customer_id: 'b', amount_minor: '400', paid_on: '2025-02-03', version: 2 }, { payment_id: 'q', invoice_id: 'b1', customer_id: 'b', amount_minor: '100', paid_on: '2025-03-03', version: 1 }]);
    const recovery = await ask('collections.recovery', '2025-12-31');
    const of = (month: string) => recovery.find((row) => row['month'] === month)!;
    expect(of('2025-02-01')).toMatchObject({ overdue_begin: 3000, fell_overdue: 300, recovered: 1400, overdue_end: 1900, overdue_customers: 2, cured_customers: 1, cure_rate: 0.5, recovery_rate: 1400 / 3300 });
    expect(of('2025-03-01')).toMatchObject({ overdue_begin: 1900, fell_overdue: 0, recovered: 400, overdue_end: 1500, overdue_customers: 2, cured_customers: 1 });
    const aging = (await ask('collections.aging', '2025-12-31')).filter((row) => row['month'] === '2025-03-01');
    expect(aging.map((row) => row['balance'])).toEqual([0, 0, 0, 1500, 0]);
    const curve = await ask('collections.cure-curve', '2025-12-31', { by: 'none', days: 90 });
    expect(curve.map((row) => [row['day'], row['at_risk'], Math.round(Number(row['cured']) * 1e6) / 1e6])).toEqual([[21, 3, 0.333333], [44, 2, 0.666667], [65, 1, 0.666667]]);
  });

  it('of no facts at all are empty, not an error, also after there were some', async () => {
    await load(facts);
    expect(await ask('collections.aging', '2025-12-31')).not.toEqual([]);
    for (const table of ['invoices', 'payments']) await store.analytics.command(`TRUNCATE TABLE ${table}`);
    for (const { definition } of collectionsViews) {
      const rows = await ask(definition.id, '2025-12-31', { by: definition.id === 'collections.contact-results' ? 'month' : definition.id === 'collections.cure-curve' ? 'none' : 'segment', badFrom: 3, days: 90, months: 3, bucket: 'all', month: '', channel: 'court', atMost: 0.05 });
      expect(JSON.stringify(rows), definition.id).not.toMatch(/NaN|Infinity/);
    }
    expect(await ask('collections.turnover', '2025-12-31')).toEqual([]);
  });
});
