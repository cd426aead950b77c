import { type CellCut, type CellGrain, type CellRow, dayNumber, type MartDefinition, type MetricSource, mergeCells, mondayOf, noSums } from '@arbiter/reports/marts/index';
import type { Analytics } from '../ports/analytics.js';

/** Facts as they stand, in the plainest way, and sums made from them row by row: what rollups are held against. */
export interface TestAssignment {
  customer: string;
  arm: string;
  stratum?: string;
  dims: Record<string, string>;
  day: number;
}
export interface TestMoney {
  id: string;
  customer: string;
  amount: number;
  day: number;
}
export interface TestContact {
  id: string;
  customer: string;
  channel: string;
  action: string;
  day: number;
}

const ofUnits = 'customer_id IN (SELECT customer_id FROM unit_ids)';
const during = (column: string): string => `${column} >= {starts_on:Date32} AND ${column} < {window_before:Date32}`;

/** A mean with its past, a ratio among those who were billed, and a share. */
export const testSources: MetricSource[] = [
  {
    metric: 'paid', scaleX: 1, scaleY: 1, onlyMatched: false,
    eventsSql: `SELECT customer_id, paid_on AS day, amount_minor AS x, toInt64(0) AS y FROM payments FINAL WHERE ${during('paid_on')} AND ${ofUnits}`,
    beforeSql: `SELECT customer_id, sum(amount_minor) AS z FROM payments FINAL WHERE paid_on < {starts_on:Date32} AND ${ofUnits} GROUP BY customer_id`,
  },
  {
    metric: "per 'invoice'", scaleX: 1, scaleY: 1, onlyMatched: true,
    eventsSql: `SELECT customer_id, issued_on AS day, amount_minor AS x, toInt64(1) AS y FROM invoices FINAL WHERE ${during('issued_on')} AND ${ofUnits}`,
    beforeSql: `SELECT customer_id, sum(amount_minor) AS z FROM payments FINAL WHERE paid_on < {starts_on:Date32} AND ${ofUnits} GROUP BY customer_id`,
  },
  {
    metric: 'answered', scaleX: 1, scaleY: 1, onlyMatched: false,
    eventsSql: `SELECT customer_id, min(toDate32(at)) AS day, toInt64(1) AS x, toInt64(0) AS y FROM responses FINAL WHERE toDate32(at) >= {starts_on:Date32} AND toDate32(at) < {window_before:Date32} AND ${ofUnits} GROUP BY customer_id`,
    beforeSql: null,
  },
];

export const testMart = (campaignId: string, changes: Partial<MartDefinition> = {}): MartDefinition => ({
  campaignId, startsOn: '2026-03-04', windowBefore: '2026-04-01', dataBefore: '2026-04-05', dimensions: ['segment', 'region'], sources: testSources,
  contactSteps: [{ step: 'sent', statuses: [] }], scoreSet: null, ...changes,
});

const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** A campaign's facts with everything that happens to facts: late, sent again, corrected, taken away. */
export class FactHistory {
  readonly assignments = new Map<string, TestAssignment>();
  readonly payments = new Map<string, TestMoney>();
  readonly invoices = new Map<string, TestMoney>();
  readonly responses = new Map<string, Omit<TestMoney, 'amount'>>();
  readonly contacts = new Map<string, TestContact>();
  #version = 1;

  constructor(
    private readonly analytics: Analytics,
    readonly campaignId: string,
    /** Put before customers' identifiers, so that histories of the same customers do not meet. */
    private readonly prefix = '',
  ) {}

  #own<Row extends { customer: string }>(rows: readonly Row[]): Row[] {
    return rows.map((row) => ({ ...row, customer: `${this.prefix}${row.customer}` }));
  }

  /** Rows replace those of their keys. With `again` they are sent a second time as they are. */
  async assign(given: readonly TestAssignment[], again = false): Promise<void> {
    const rows = this.#own(given);
    this.#version += 1;
    for (const row of rows) this.assignments.set(row.customer, row);
    const stored = rows.map(({ customer, arm, dims, day, stratum = '' }) => ({ campaign_id: this.campaignId, customer_id: customer, arm, dims, stratum, assigned_at: `${dateOf(day)} 09:30:00.000`, version: this.#version }));
    for (let time = 0; time < (again ? 2 : 1); time += 1) await this.analytics.insert('assignments', stored);
  }

  async money(table: 'payments' | 'invoices', given: readonly TestMoney[], again = false): Promise<void> {
    const rows = this.#own(given);
    this.#version += 1;
    for (const row of rows) this[table].set(`${row.customer} ${row.id}`, row);
    const stored = rows.map(({ id, customer, amount, day }) => table === 'payments'
      ? { payment_id: id, customer_id: customer, amount_minor: String(amount), paid_on: dateOf(day), version: this.#version }
      : { invoice_id: id, customer_id: customer, amount_minor: String(amount), issued_on: dateOf(day), due_on: dateOf(day + 10), version: this.#version });
    for (let time = 0; time < (again ? 2 : 1); time += 1) await this.analytics.insert(table, stored);
  }

  async answer(given: readonly Omit<TestMoney, 'amount'>[]): Promise<void> {
    const rows = this.#own(given);
    this.#version += 1;
    for (const row of rows) this.responses.set(`${row.customer} ${row.id}`, row);
    await this.analytics.insert('responses', rows.map(({ id, customer, day }) => ({ response_id: id, customer_id: customer, kind: 'payment', at: `${dateOf(day)} 23:59:59.999`, version: this.#version })));
  }

  async contact(given: readonly TestContact[]): Promise<void> {
    const rows = this.#own(given);
    this.#version += 1;
    for (const row of rows) this.contacts.set(`${row.customer} ${row.id}`, row);
    await this.analytics.insert('contacts', rows.map(({ id, customer, channel, action, day }) => ({ contact_id: id, customer_id: customer, campaign_id: this.campaignId, channel, action_id: action, cost_minor: '7', at: `${dateOf(day)} 00:00:00.000`, version: this.#version })));
  }

  /** Takes customers out of the campaign. */
  async unassign(given: readonly string[]): Promise<void> {
    const customers = given.map((id) => `${this.prefix}${id}`);
    for (const customer of customers) this.assignments.delete(customer);
    await this.analytics.command('DELETE FROM assignments WHERE campaign_id = {campaign:String} AND customer_id IN {customers:Array(String)}', { campaign: this.campaignId, customers }, { settings: { mutations_sync: 1, lightweight_deletes_sync: 2 } });
  }

  async erasePayments(given: string): Promise<void> {
    const customer = `${this.prefix}${given}`;
    for (const [key, row] of this.payments) if (row.customer === customer) this.payments.delete(key);
    await this.analytics.command('DELETE FROM payments WHERE customer_id = {customer:String}', { customer }, { settings: { mutations_sync: 1, lightweight_deletes_sync: 2 } });
  }

  /** The sums, unit by unit and day by day. */
  cells(grain: CellGrain, cut: CellCut, definition: MartDefinition, counts: (unit: TestAssignment) => boolean = () => true): CellRow[] {
    const [start, end] = [dayNumber(definition.startsOn), dayNumber(definition.windowBefore)];
    const within = (day: number): boolean => day >= start && day < end;
    const rows: CellRow[][] = [];
    for (const unit of this.assignments.values()) {
      if (!counts(unit)) continue;
      const own = <Row extends { customer: string }>(all: Map<string, Row>): Row[] => [...all.values()].filter(({ customer }) => customer === unit.customer);
      const first = own(this.contacts).sort((a, b) => a.day - b.day || (a.id < b.id ? -1 : 1))[0];
      const segment = { nothing: '', wave: dateOf(mondayOf(unit.day)), stratum: unit.stratum ?? '', 'first-channel': first?.channel ?? '', 'first-action': first?.action ?? '', dimension: cut.by === 'dimension' ? (unit.dims[cut.dimension] ?? '') : '' }[cut.by];
      const z = own(this.payments).filter(({ day }) => day < start).reduce((sum, { amount }) => sum + amount, 0);
      const answers = own(this.responses).map(({ day }) => day).filter(within);
      const metrics: { metric: string; events: [day: number, x: number, y: number][]; z: number; counted: boolean }[] = [
        { metric: 'paid', events: own(this.payments).filter(({ day }) => within(day)).map(({ day, amount }) => [day, amount, 0]), z, counted: true },
        { metric: "per 'invoice'", events: own(this.invoices).filter(({ day }) => within(day)).map(({ day, amount }) => [day, amount, 1]), z, counted: own(this.invoices).some(({ day }) => within(day)) },
        { metric: 'answered', events: answers.length > 0 ? [[Math.min(...answers), 1, 0]] : [], z: 0, counted: true },
      ];
      const cell = (metric: string, bucket: number, sums: Partial<CellRow['sums']>): CellRow => ({ metric, arm: unit.arm, segment, bucket, sums: { ...noSums, ...sums } });
      const products = (x: number, y: number, before: number): Partial<CellRow['sums']> => {
        const [bx, by, bz] = [BigInt(x), BigInt(y), BigInt(before)];
        return { x: bx, y: by, xx: bx * bx, yy: by * by, xy: bx * by, xz: bx * bz, yz: by * bz };
      };
      const minus = (a: Partial<CellRow['sums']>, b: Partial<CellRow['sums']>): Partial<CellRow['sums']> => Object.fromEntries(Object.entries(a).map(([name, value]) => [name, value - (b[name as keyof CellRow['sums']] ?? 0n)]));
      if (grain === 'total') rows.push([cell('', 0, { n: 1n })]);
      for (const { metric, events, z: before, counted } of metrics) {
        if (!counted) continue;
        const standing = { n: 1n, z: BigInt(before), zz: BigInt(before) * BigInt(before) };
        const upTo = (which: (day: number) => boolean): Partial<CellRow['sums']> => {
          const chosen = events.filter(([day]) => which(day));
          return products(chosen.reduce((sum, [, x]) => sum + x, 0), chosen.reduce((sum, [, , y]) => sum + y, 0), before);
        };
        const total = { ...upTo(() => true), ...standing };
        if (grain === 'total') rows.push([cell(metric, 0, total)]);
        if (grain === 'day' || grain === 'week') {
          const bucketOf = grain === 'day' ? (day: number): number => day : mondayOf;
          for (const bucket of new Set(events.map(([day]) => bucketOf(day)))) rows.push([cell(metric, bucket, upTo((day) => bucketOf(day) === bucket))]);
        }
        if (grain === 'cumulative') {
          rows.push([cell(metric, start, standing)]);
          for (let day = start; day < end; day += 1) rows.push([cell(metric, day, minus(upTo((other) => other <= day), upTo((other) => other < day)))]);
        }
        if (grain === 'since-assignment') {
          const length = Math.max(end - unit.day, 0);
          const after = (day: number): number => Math.max(day - unit.day, 0);
          rows.push([cell(metric, 0, standing)]);
          for (let day = 0; day <= end - start; day += 1) rows.push([cell(metric, day, minus(upTo((other) => after(other) <= day), upTo((other) => after(other) < day)))]);
          rows.push([cell(metric, length, minus({ ...noSums }, total))]);
        }
      }
    }
    return mergeCells(rows);
  }
}
