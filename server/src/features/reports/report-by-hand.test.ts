import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CampaignFacts } from '@arbiter/contracts';
import type { ReportModel } from '@arbiter/contracts/report-model';
import { collectReport, type DimensionFilter } from '@arbiter/reports/control-vs-target/index';
import { compareMeans, compareProportions, compareRatios, isKnown, momentsOf, pairMomentsOf, type Comparison } from '@arbiter/reports/stats/index';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnalytics, type OpenAnalytics } from '../../adapters/clickhouse/open-analytics.js';

/**
 * The report's SQL against sums made in the plainest way from the same facts: awkward ones, with payments in parts,
 * early, double and nameless, credit notes, customers without invoices, rows sent twice and corrected.
 */
interface Invoice { id: string; customer: string; amount: number; issued: number; due: number }
interface Payment { id: string; customer: string; invoice: string; amount: number; day: number }
interface Customer { id: string; arm: 'target' | 'control'; segment: string; region: string }

const start = 20_000;
const windowBefore = start + 30;
const cut = start + 75;
const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const random = seeded(11);
const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
const customers: Customer[] = Array.from({ length: 240 }, (_, index) => ({
  id: `c${index}`,
  arm: random() < 0.7 ? 'target' : 'control',
  segment: ['lazy', 'lost', 'о’Нил "x", y'][whole(0, 2)] ?? '',
  region: ['volga', 'urals'][whole(0, 1)] ?? '',
}));
const invoices: Invoice[] = customers.flatMap((customer, index) =>
  Array.from({ length: index % 11 === 0 ? 0 : whole(1, 4) }, (_, position) => {
    const issued = start + whole(-60, 40);
    return { id: `i${position}`, customer: customer.id, amount: index % 13 === 0 && position === 0 ? -5_000 : whole(1_000, 90_000), issued, due: issued + 10 };
  }),
);
const payments: Payment[] = invoices.flatMap((invoice, index) =>
  Array.from({ length: index % 5 === 0 ? 0 : whole(1, 3) }, (_, position) => ({
    id: `${invoice.customer}-${invoice.id}-${position}`,
    customer: invoice.customer,
    invoice: index % 17 === 0 ? '' : invoice.id,
    amount: Math.max(1, Math.round(Math.abs(invoice.amount) * [0.3, 0.5, 0.7][whole(0, 2)]!)),
    day: invoice.issued + whole(-3, 70),
  })),
);
const responses = customers.filter((_, index) => index % 4 === 1).map((customer, index) => ({ customer: customer.id, kind: ['payment', 'promise', 'refusal'][index % 3]!, day: start + whole(-5, 40) }));

const facts: CampaignFacts = {
  arms: [{ id: 'target', role: 'target', share: 0.7 }, { id: 'control', role: 'control', share: 0.3 }],
  goal: 'turnover', outcomes: [], dimensions: ['segment', 'region'],
  startsOn: dateOf(start), endsBefore: dateOf(windowBefore), dataBefore: dateOf(cut),
};

let folder: string;
let store: OpenAnalytics;

const report = (dimension: string | null, filters: DimensionFilter[] = []): Promise<ReportModel> =>
  collectReport((query) => store.analytics.query(query.sql, query.params), { scope: { campaignId: 'k', facts, dataBefore: dateOf(cut), dimension, filters } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-report-'));
  store = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'report_test', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: folder });
  const { analytics } = store;
  const at = (day: number): string => `${dateOf(day)} 12:00:00.000`;
  await analytics.insert('assignments', customers.map(({ id, arm, segment, region }) => ({ campaign_id: 'k', customer_id: id, arm, dims: { segment, region }, assigned_at: at(start), version: 1 })));
  const invoiceRows = invoices.map((invoice) => ({ invoice_id: invoice.id, customer_id: invoice.customer, amount_minor: String(invoice.amount), issued_on: dateOf(invoice.issued), due_on: dateOf(invoice.due), version: 2 }));
  // First a wrong delivery, then the right one, then the right one again: only the right one counts, once.
  await analytics.insert('invoices', invoiceRows.slice(0, 50).map((row) => ({ ...row, amount_minor: '1', version: 1 })));
  await analytics.insert('invoices', invoiceRows);
  await analytics.insert('invoices', invoiceRows.slice(0, 100));
  const paymentRows = payments.map((payment) => ({ payment_id: payment.id, customer_id: payment.customer, invoice_id: payment.invoice, amount_minor: String(payment.amount), paid_on: dateOf(payment.day), version: 1 }));
  await analytics.insert('payments', paymentRows);
  await analytics.insert('payments', paymentRows.slice(20, 90));
  await analytics.insert('responses', responses.map((response, index) => ({ response_id: `r${index}`, customer_id: response.customer, campaign_id: index % 2 === 0 ? 'k' : '', kind: response.kind, at: at(response.day), version: 1 })));
  await analytics.insert('contacts', customers.slice(0, 30).map((customer, index) => ({ contact_id: `x${index}`, customer_id: customer.id, campaign_id: 'k', action_id: 'call', channel: 'phone', stage: 'soft', status: index % 2 ? 'delivered' : 'not-reached', cost_minor: '100', at: at(start + index), version: 1 })));
});

afterAll(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Balance of an invoice, day by day. */
function openDays(invoice: Invoice, from: number): number {
  const own = payments.filter((payment) => payment.customer === invoice.customer && payment.invoice === invoice.id && payment.day < cut).sort((a, b) => a.day - b.day || a.amount - b.amount);
  let sum = 0;
  for (let day = Math.max(from, invoice.issued); day < cut; day += 1) {
    const paid = own.filter((payment) => payment.day <= day).reduce((total, payment) => total + payment.amount, 0);
    sum += Math.max(0, invoice.amount - paid);
  }
  return sum;
}

function byHand(members: Customer[], metric: string): [x: number, y: number][] {
  const within = (invoice: Invoice): boolean => invoice.amount > 0 && invoice.issued >= start && invoice.issued < windowBefore;
  const invoicesOf = (customer: Customer): Invoice[] => invoices.filter((invoice) => invoice.customer === customer.id);
  const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
  switch (metric) {
    case 'turnover_days':
      return members.map((customer) => { const own = invoicesOf(customer).filter(within); return [total(own.map((invoice) => openDays(invoice, invoice.issued))), total(own.map((invoice) => invoice.amount))]; });
    case 'overdue_volume':
      return members.map((customer) => [total(invoicesOf(customer).filter(within).map((invoice) => openDays(invoice, invoice.due))) / (cut - start), 0]);
    case 'overdue_paid_share':
      return members.flatMap((customer): [number, number][] => {
        const own = payments.filter((payment) => payment.customer === customer.id);
        const debts = invoicesOf(customer)
          .filter((invoice) => invoice.amount > 0 && invoice.due < start)
          .map((invoice) => ({ id: invoice.id, balance: invoice.amount - total(own.filter((payment) => payment.invoice === invoice.id && payment.day < start).map((payment) => payment.amount)) }))
          .filter((debt) => debt.balance > 0);
        if (debts.length === 0) return [];
        const paid = own.filter((payment) => payment.day >= start && payment.day < windowBefore && (payment.invoice === '' || debts.some((debt) => debt.id === payment.invoice)));
        return [[total(paid.map((payment) => payment.amount)), total(debts.map((debt) => debt.balance))]];
      });
    case 'paid_amount':
      return members.map((customer) => [total(payments.filter((payment) => payment.customer === customer.id && payment.day >= start && payment.day < windowBefore).map((payment) => payment.amount)), 0]);
    case 'contact_cost':
      return members.map((customer) => [customers.indexOf(customer) < 30 ? 100 : 0, 0]);
    default: {
      const wanted = metric === 'refusal_rate' ? ['refusal'] : metric === 'promise_rate' ? ['promise'] : ['payment', 'promise'];
      return members.map((customer) => [responses.some((response) => response.customer === customer.id && wanted.includes(response.kind) && response.day >= start && response.day < windowBefore) ? 1 : 0, 0]);
    }
  }
}

function compareByHand(members: Customer[], metric: string): Comparison {
  const [target, control] = (['target', 'control'] as const).map((arm) => byHand(members.filter((customer) => customer.arm === arm), metric)) as [[number, number][], [number, number][]];
  if (metric.endsWith('_rate')) {
    const arm = (pairs: [number, number][]) => ({ n: pairs.length, successes: pairs.filter(([x]) => x === 1).length });
    return compareProportions(arm(target), arm(control));
  }
  if (metric === 'overdue_volume' || metric === 'paid_amount' || metric === 'contact_cost') return compareMeans(momentsOf(target.map(([x]) => x)), momentsOf(control.map(([x]) => x)));
  const ratio = (pairs: [number, number][]) => {
    const { n, meanX, meanY, m2X, m2Y, coMoment } = pairMomentsOf(pairs);
    return { n, meanNumerator: meanX, meanDenominator: meanY, m2Numerator: m2X, m2Denominator: m2Y, coMoment };
  };
  return compareRatios(ratio(target), ratio(control));
}

function expectSame(actual: ReportModel['overall'][number] | undefined, expected: Comparison): void {
  const absolute = isKnown(expected.absolute) ? expected.absolute : null;
  const close = (value: number | null | undefined, wanted: number | null): void => {
    if (wanted === null) expect(value).toBeNull();
    else expect(Math.abs((value as number) - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
  };
  expect(actual?.target.units).toBe(isKnown(expected.target) ? expected.target.units : 0);
  close(actual?.target.value, isKnown(expected.target) ? expected.target.value : null);
  close(actual?.control.value, isKnown(expected.control) ? expected.control.value : null);
  close(actual?.absolute.estimate, absolute?.estimate ?? null);
  close(actual?.absolute.low, absolute && isKnown(absolute.interval) ? absolute.interval.low : null);
  close(actual?.absolute.high, absolute && isKnown(absolute.interval) ? absolute.interval.high : null);
}

describe('the report of a collection campaign', () => {
  const metrics = ['turnover_days', 'overdue_volume', 'overdue_paid_share', 'response_rate', 'paid_amount', 'promise_rate', 'refusal_rate', 'contact_cost'];

  it('equals sums by hand, over all customers and by segment', async () => {
    const model = await report('segment');
    expect(model.metrics.map((metric) => metric.id)).toEqual(metrics);
    for (const metric of metrics) {
      expectSame(model.overall.find((row) => row.metric === metric), compareByHand(customers, metric));
      for (const segment of new Set(customers.map((customer) => customer.segment))) {
        expectSame(model.segments.find((row) => row.metric === metric && row.segment === segment), compareByHand(customers.filter((customer) => customer.segment === segment), metric));
      }
    }
  });

  it('keeps to its filters, whatever is written in them', async () => {
    const model = await report(null, [{ dimension: 'region', values: ['volga'] }, { dimension: 'segment', values: ['о’Нил "x", y', "'; DROP TABLE x"] }]);
    const members = customers.filter((customer) => customer.region === 'volga' && customer.segment.startsWith('о'));
    expect(model.segments).toEqual([]);
    for (const metric of metrics) {
      const row = model.overall.find((candidate) => candidate.metric === metric);
      if (row) expectSame(row, compareByHand(members, metric));
    }
  });

  it('ends each cumulative series on its headline', async () => {
    const model = await report(null);
    expect(model.series.map((series) => series.metric)).toEqual(metrics);
    for (const series of model.series) {
      const headline = model.overall.find((row) => row.metric === series.metric);
      const last = series.points.at(-1);
      expect(last?.difference).toBeCloseTo(headline?.absolute.estimate as number, 6);
      expect(last?.high).toBeCloseTo(headline?.absolute.high as number, 6);
    }
  });

  it('sees contacts in the control group', async () => {
    const model = await report(null);
    const contacted = customers.slice(0, 30).filter((customer) => customer.arm === 'control').length;
    expect(model.health.contamination).toMatchObject({ controlContacted: contacted, alarm: contacted > 0 });
    expect(model.channels).toEqual([{ channel: 'phone', plannedActions: null, contacts: 30, customers: 30, delivered: 15, plannedCostMinor: null, costMinor: 3000 }]);
    expect(model.health.balance.map((check) => check.measure)).toEqual(['billed_before', 'opening_overdue', 'overdue_volume.before', 'response_rate.before', 'paid_amount.before']);
  });

  it('of an unknown campaign is empty, not an error', async () => {
    const model = await collectReport((query) => store.analytics.query(query.sql, query.params), { scope: { campaignId: 'none', facts, dataBefore: dateOf(cut), dimension: 'segment', filters: [] } });
    expect(model.verdicts[0]?.code).toBe('not-enough-data');
    expect(JSON.stringify(model)).not.toContain('NaN');
  });
});
