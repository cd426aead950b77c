import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CellGrain, MartDefinition, MetricSource } from '@arbiter/reports/marts/index';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAnalytics, type OpenAnalytics } from '../../adapters/clickhouse/open-analytics.js';
import { readCells, readUnitCells } from './read-marts.js';
import { refreshMart } from './refresh-mart.js';

let folder: string;
let store: OpenAnalytics;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-marts-'));
  store = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'marts_test', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: folder });
});
afterAll(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

const paid: MetricSource = {
  metric: 'paid', scaleX: 1, scaleY: 1, onlyMatched: false,
  eventsSql: 'SELECT customer_id, paid_on AS day, amount_minor AS x, toInt64(0) AS y FROM payments FINAL WHERE paid_on >= {starts_on:Date32} AND paid_on < {window_before:Date32} AND customer_id IN (SELECT customer_id FROM unit_ids)',
  beforeSql: 'SELECT customer_id, sum(amount_minor) AS z FROM payments FINAL WHERE paid_on < {starts_on:Date32} AND customer_id IN (SELECT customer_id FROM unit_ids) GROUP BY customer_id',
};
const definition: MartDefinition = {
  campaignId: 'k', startsOn: '2026-03-02', windowBefore: '2026-04-01', dataBefore: '2026-04-01', dimensions: ['segment'], sources: [paid], contactSteps: [{ step: 'sent', statuses: [] }], scoreSet: null,
};

it('works', async () => {
  const { analytics } = store;
  await analytics.insert('assignments', Array.from({ length: 100 }, (_, i) => ({ campaign_id: 'k', customer_id: `c${i}`, arm: i % 3 ? 'target' : 'control', dims: { segment: `s${i % 4}` }, assigned_at: '2026-03-02 10:00:00.000', version: 1 })));
  await analytics.insert('payments', Array.from({ length: 300 }, (_, i) => ({ payment_id: `p${i}`, customer_id: `c${i % 90}`, invoice_id: '', amount_minor: String(1000 + i), paid_on: `2026-03-${String(1 + (i % 28)).padStart(2, '0')}`, version: 1 })));
  await analytics.insert('contacts', Array.from({ length: 200 }, (_, i) => ({ contact_id: `x${i}`, customer_id: `c${i % 70}`, campaign_id: 'k', action_id: `a${i % 5}`, channel: `ch${i % 2}`, status: 'sent', cost_minor: '10', at: `2026-03-${String(2 + (i % 20)).padStart(2, '0')} 12:00:00.000`, version: 1 })));
  const generation = await refreshMart({ analytics, now: () => new Date() }, definition);
  const mart = { definition, generation };
  for (const grain of ['total', 'cumulative', 'day', 'week', 'since-assignment'] as CellGrain[]) {
    const question = { grain, cut: { by: 'dimension', dimension: 'segment' } as const };
    const { cells } = await readCells(analytics, mart, question);
    expect(cells.length).toBeGreaterThan(0);
    expect(await readUnitCells(analytics, mart, question)).toEqual(cells);
  }
});
