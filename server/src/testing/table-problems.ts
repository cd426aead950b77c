import { randomFrom } from '@arbiter/solver/finish/seeded-random';
import type { Analytics } from '../ports/analytics.js';

export interface TableShape {
  seed: number;
  customers: number;
  actions: number;
  /** Values of the attribute that limits filter on. */
  segments: number;
  periods?: string[];
  /** Values in steps of five, so that most customers have ties. */
  ties?: boolean;
  /** A cost of its own for every candidate. */
  ownCost?: boolean;
  /** Values below zero among them. */
  signed?: boolean;
  /** A least cost for a floor of value. */
  minimise?: boolean;
  rules?: boolean;
}

type Row = Record<string, string | number | null>;

/** A problem document with its rows apart, as they would stand in tables. */
export function tableProblem(shape: TableShape): { document: Record<string, unknown>; customers: Row[]; candidates: Row[] } {
  const random = randomFrom(shape.seed);
  const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const channels = ['phone', 'sms', 'post'];
  const actions = Array.from({ length: shape.actions }, (_, a) => ({ id: `a${a}`, channel: channels[a % 3]!, cost: whole(1, 9) }));
  const periods = shape.periods ?? [];
  const customers: Row[] = Array.from({ length: shape.customers }, (_, i) => ({ id: `c${i}`, segment: random() < 0.05 ? null : `s${whole(0, shape.segments - 1)}`, age: random() < 0.1 ? null : whole(0, 30) }));
  const value = (): number => (shape.ties ? 5 * whole(1, 4) : shape.signed ? 14 * random() - 4 : 20 * random());
  const candidates: Row[] = customers.flatMap(({ id }) =>
    actions.flatMap((action) => (periods.length > 0 ? periods : [null]).flatMap((period) => (random() < 0.85 ? [{ customer: id!, action: action.id, ...(period ? { period } : {}), value: value(), ...(shape.ownCost ? { cost: random() < 0.1 ? null : whole(0, 40) / 4 } : {}) }] : []))),
  );
  const n = shape.customers;
  const limits: Row[] | unknown[] = [
    { id: 'budget', sum: 'cost', atMost: Math.round(2.5 * n) },
    ...channels.slice(0, Math.min(3, shape.actions)).map((channel) => ({ id: `cap-${channel}`, count: true, where: { channel }, atMost: Math.max(1, Math.round(0.3 * n)), ...(periods.length > 0 ? { each: 'period' } : {}) })),
    { id: 'least', count: true, where: { 'customer.segment': 's0' }, atLeast: Math.floor((0.1 * n) / shape.segments) },
    { id: 'share', count: true, where: { channel: 'phone' }, atMost: 0.4, shareOf: { count: true } },
    ...Array.from({ length: Math.min(shape.segments, 300) }, (_, s) => ({ id: `fine-${s}`, count: true, where: { channel: channels[s % 2]!, 'customer.segment': `s${s}` }, atMost: Math.max(1, Math.round((0.25 * n) / shape.segments)) })),
    ...(shape.minimise ? [{ id: 'floor', sum: 'value', atLeast: 3 * n }] : []),
  ];
  const rules = [
    { id: 'no-post-s0', forbid: { channel: 'post' }, for: { segment: 's0' } },
    { id: 'sms-when-old', forbid: { channel: 'sms' }, unless: { age: { atLeast: 8 } } },
  ];
  return {
    document: { format: 'arbiter-problem/1', objective: shape.minimise ? { minimise: 'cost' } : { maximise: 'value' }, actions, ...(periods.length > 0 ? { periods } : {}), limits, ...(shape.rules ? { eligibility: rules, ageing: ['age'] } : {}) },
    customers,
    candidates,
  };
}

/** Puts the rows into tables `<name>_customers` and `<name>_candidates`. */
export async function writeTables(analytics: Analytics, name: string, { customers, candidates }: { customers: readonly Row[]; candidates: readonly Row[] }, valueType = 'Float64'): Promise<void> {
  const has = (key: string): boolean => candidates.some((row) => key in row);
  await analytics.command(`CREATE TABLE ${name}_customers (id String, segment LowCardinality(Nullable(String)), age Nullable(Int32)) ENGINE = MergeTree ORDER BY id`);
  await analytics.command(`CREATE TABLE ${name}_candidates (customer String, action String, ${has('period') ? 'period String, ' : ''}value ${valueType}${has('cost') ? ', cost Nullable(Float64)' : ''}) ENGINE = MergeTree ORDER BY (customer, action)`);
  if (customers.length > 0) await analytics.insert(`${name}_customers`, customers);
  if (candidates.length > 0) await analytics.insert(`${name}_candidates`, candidates);
}

/** Names under which the tables of `writeTables` are given to the solver. */
export function tableSources(name: string): { candidates: { from: string; name: string }; customers: { from: string; name: string } } {
  return { candidates: { from: `${name}_candidates`, name: `table ${name}_candidates` }, customers: { from: `${name}_customers`, name: `table ${name}_customers` } };
}
