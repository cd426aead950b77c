// Measures the control-vs-target report's rollups: makes a campaign of --rows contacts, makes its rollups, times every view of the page from them
// against SQL written by hand for the same answer, a filter that the rollups do not know over the units, a refresh after 1 % of the facts were sent
// again and 1 % corrected, and checks that all of it is equal to the facts to the last digit.
// Usage: node scripts/bench/reports.mjs [--rows 100000000] [--units rows/20] [--runs 15] [--memory-gb 6] [--keep-folder PATH]
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from '../build.mjs';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '100000000' }, units: { type: 'string' }, runs: { type: 'string', default: '15' }, 'memory-gb': { type: 'string', default: '6' }, 'keep-folder': { type: 'string' } } });
const rows = Number(values.rows);
const units = Number(values.units ?? Math.max(1_000, Math.round(rows / 20)));
const runs = Number(values.runs);
if (![rows, units, runs].every((value) => Number.isInteger(value) && value > 0)) throw new Error(`--rows, --units and --runs must be whole numbers above 0, not ${JSON.stringify(values)}`);

await buildAll({ page: false });
const dist = '../../server/dist';
const { openAnalytics } = await import(`${dist}/adapters/clickhouse/open-analytics.js`);
const { refreshMart } = await import(`${dist}/features/report-marts/refresh-mart.js`);
const { readCells, readContacts, readUnitCells } = await import(`${dist}/features/report-marts/read-marts.js`);
const { metricSources } = await import('../../reports/dist/control-vs-target/metric-sources.js');
const { martParams } = await import('../../reports/dist/marts/index.js');

const say = (text) => process.stdout.write(`${text}\n`);
const count = (value) => Math.round(value).toLocaleString('en');
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const folder = values['keep-folder'] ?? mkdtempSync(join(tmpdir(), 'arbiter-bench-'));
const needed = rows * 150;
const { bavail, bsize } = statfsSync(folder);
if (bavail * bsize < needed) throw new Error(`${(needed / 2 ** 30).toFixed(0)} GiB of disk are needed under ${folder}, there are ${((bavail * bsize) / 2 ** 30).toFixed(0)}: give fewer --rows`);

const store = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'bench', clickhouseMemoryBytes: Number(values['memory-gb']) * 2 ** 30, dataDir: folder });
const { analytics } = store;
/** Processor time of the engine's process so far, ms; 0 where the system does not tell. */
function engineCpuMs() {
  try {
    const fields = readFileSync(`/proc/${store.engineProcessId()}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}
function engineMemory(which) {
  try {
    return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(readFileSync(`/proc/${store.engineProcessId()}/status`, 'utf8'))[1]) / 2 ** 20;
  } catch {
    return Number.NaN;
  }
}
async function timed(work) {
  const [began, cpu] = [performance.now(), engineCpuMs()];
  const value = await work();
  return { value, ms: performance.now() - began, cpuMs: engineCpuMs() - cpu };
}
/** Median and 95th percentile of several runs, after two that warm up. */
async function several(work, times = runs) {
  const took = [];
  let value;
  let cpuMs = 0;
  for (let run = -Math.min(2, times - 1); run < times; run += 1) {
    const one = await timed(work);
    value = one.value;
    if (run >= 0) {
      took.push(one.ms);
      cpuMs += one.cpuMs / times;
    }
  }
  took.sort((a, b) => a - b);
  return { value, p50: took[Math.floor(took.length / 2)], p95: took[Math.min(took.length - 1, Math.floor(took.length * 0.95))], cpuMs };
}

// The campaign: four waves, strata, 280 combinations of three dimensions, and one of 5,000 values that is too fine to be rolled up with the others.
const facts = {
  arms: [{ id: 'target', role: 'target', share: 0.9 }, { id: 'control', role: 'control', share: 0.1 }],
  goal: 'turnover', outcomes: [], dimensions: ['segment', 'region', 'product', 'branch'], startsOn: '2026-03-02', endsBefore: '2026-05-25', dataBefore: '2026-06-22',
};
const campaignId = 'bench';
const customer = (expression) => `concat('c', leftPad(toString(${expression}), 9, '0'))`;
const pick = (seed, many) => `cityHash64(u, ${seed}) % ${many}`;
const arm = `if(${pick(1, 10)} = 0, 'control', 'target')`;

async function generate() {
  const insert = async (label, statements) => {
    const { ms } = await timed(async () => {
      for (const statement of statements) await analytics.command(statement, undefined, { settings: { max_insert_threads: 2 } });
    });
    say(`  ${label}: ${seconds(ms)}`);
  };
  await insert(`${count(units)} customers assigned`, [
    `INSERT INTO customers (customer_id, kind, segment, region) SELECT ${customer('u')}, ['person', 'company'][${pick(11, 2)} + 1], '', '' FROM (SELECT number AS u FROM numbers(${units}))`,
    `INSERT INTO assignments (campaign_id, customer_id, arm, stratum, dims, assigned_at, version)
     SELECT '${campaignId}', ${customer('u')}, ${arm}, ['low', 'high'][${pick(2, 2)} + 1],
        map('segment', concat('s', toString(${pick(3, 7)})), 'region', concat('r', toString(${pick(4, 8)})), 'product', concat('p', toString(${pick(5, 5)})), 'branch', concat('b', toString(${pick(6, 5000)}))),
        toDateTime64('2026-03-02 08:00:00', 3, 'UTC') + toIntervalDay(7 * (${pick(7, 4)})), 1
     FROM (SELECT number AS u FROM numbers(${units}))`,
  ]);
  // Contacts come by time: each slice has all customers, so that the store has to merge what belongs together, as in life.
  const slices = Math.max(1, Math.ceil(rows / 5_000_000));
  await insert(`${count(rows)} contacts in ${slices} slices`, Array.from({ length: slices }, (_, slice) => {
    const [from, to] = [Math.floor((rows * slice) / slices), Math.floor((rows * (slice + 1)) / slices)];
    return `INSERT INTO contacts (contact_id, customer_id, campaign_id, action_id, channel, stage, status, cost_minor, at, version)
     SELECT concat('k', toString(i)), ${customer('u')}, '${campaignId}', concat('a', toString(${pick('i', 12)})), ['sms', 'phone', 'letter', 'email'][${pick('i', 4)} + 1], ['soft', 'hard'][${pick('i', 2)} + 1],
        ['sent', 'delivered', 'right-party', 'not-reached'][cityHash64(i, 9) % 4 + 1], 100 + cityHash64(i, 8) % 900, toDateTime64('2026-03-02 09:00:00', 3, 'UTC') + toIntervalMinute(intDiv(i * 118000, ${rows}) + cityHash64(i) % 600), 1
     FROM (SELECT number + ${from} AS i, cityHash64(i, 77) % ${units} AS u FROM numbers(${to - from}))`;
  }));
  const per = (many, name, select) => insert(`${count(units * many)} ${name}`, Array.from({ length: Math.max(1, Math.ceil((units * many) / 5_000_000)) }, (_, slice, ) => select(slice * 5_000_000, Math.min(5_000_000, units * many - slice * 5_000_000))));
  await per(2, 'invoices', (from, many) => `INSERT INTO invoices (invoice_id, customer_id, amount_minor, issued_on, due_on, version)
     SELECT concat('i', toString(i)), ${customer('u')}, 10000 + cityHash64(i, 21) % 5000000, toDate32('2025-12-01') + cityHash64(i, 22) % 170 AS day, day + 14, 1
     FROM (SELECT number + ${from} AS i, i % ${units} AS u FROM numbers(${many}))`);
  await per(2, 'payments', (from, many) => `INSERT INTO payments (payment_id, customer_id, invoice_id, amount_minor, paid_on, version)
     SELECT concat('p', toString(i)), ${customer('u')}, concat('i', toString(i)), 5000 + cityHash64(i, 21) % 5000000, toDate32('2025-12-01') + cityHash64(i, 22) % 170 + cityHash64(i, 23) % 60, 1
     FROM (SELECT number + ${from} AS i, i % ${units} AS u FROM numbers(${many}))`);
  await insert(`${count(units / 2)} responses`, [`INSERT INTO responses (response_id, customer_id, campaign_id, kind, amount_minor, at, version)
     SELECT concat('r', toString(number)), ${customer('u')}, '${campaignId}', ['payment', 'promise', 'refusal', 'click'][cityHash64(u, 31) % 4 + 1], 0, toDateTime64('2026-03-02 12:00:00', 3, 'UTC') + toIntervalHour(cityHash64(u, 32) % 2000), 1
     FROM (SELECT number, number * 2 AS u FROM numbers(${Math.floor(units / 2)}))`]);
  await insert('scores of two actions', [`INSERT INTO candidates (score_set, customer_id, action_id, probability, value_minor, version)
     SELECT 'bench', ${customer('u')}, concat('a', toString(a)), toFloat64(cityHash64(u, a, 41) % 10000) / 10000, 1000, 1 FROM (SELECT number AS u, arrayJoin([0, 1]) AS a FROM numbers(${units}))`]);
}

const sources = metricSources(campaignId, facts, facts.dataBefore);
const definition = {
  campaignId, startsOn: facts.startsOn, windowBefore: facts.endsBefore, dataBefore: facts.dataBefore, dimensions: facts.dimensions, sources,
  contactSteps: [{ step: 'contacted', statuses: [] }, { step: 'delivered', statuses: ['delivered', 'right-party'] }, { step: 'right-party', statuses: ['right-party'] }], scoreSet: 'bench',
};
const stores = { analytics, now: () => new Date() };
const sums = ['n', 'x', 'y', 'z', 'xx', 'yy', 'zz', 'xy', 'xz', 'yz'];
const inRaw = { max_bytes_before_external_group_by: 2 ** 31, max_bytes_before_external_sort: 2 ** 31, join_algorithm: 'grace_hash,hash' };

/** Sums by segment straight from the facts, as somebody writes them who knows the tables: what rollups must equal. */
function rawSql({ eventsSql, beforeSql, onlyMatched }, where = '1') {
  return `WITH unit_ids AS (SELECT customer_id FROM assignments FINAL WHERE campaign_id = {campaign_id:String} AND ${where})
SELECT arm, segment, toString(count()) AS sum_n, toString(sum(toInt256(x))) AS sum_x, toString(sum(toInt256(y))) AS sum_y, toString(sum(toInt256(z))) AS sum_z,
    toString(sum(toInt256(x) * x)) AS sum_xx, toString(sum(toInt256(y) * y)) AS sum_yy, toString(sum(toInt256(z) * z)) AS sum_zz, toString(sum(toInt256(x) * y)) AS sum_xy, toString(sum(toInt256(x) * z)) AS sum_xz, toString(sum(toInt256(y) * z)) AS sum_yz
FROM (SELECT customer_id, arm, dims['segment'] AS segment FROM assignments FINAL WHERE campaign_id = {campaign_id:String} AND ${where}) AS unit
${onlyMatched ? 'INNER' : 'LEFT'} JOIN (SELECT customer_id, sum(toInt64(x)) AS x, sum(toInt64(y)) AS y FROM (${eventsSql}) GROUP BY customer_id) AS happened USING (customer_id)
LEFT JOIN (${beforeSql === null ? "SELECT '' AS customer_id, toInt64(0) AS z WHERE false" : `SELECT customer_id, sum(toInt64(z)) AS z FROM (${beforeSql}) GROUP BY customer_id`}) AS stood USING (customer_id)
GROUP BY arm, segment ORDER BY segment, arm`;
}

async function checkAgainstFacts(mart, where, filters) {
  let compared = 0;
  for (const source of sources.filter(({ metric }) => ['turnover_days', 'overdue_paid_share', 'response_rate', 'paid_amount'].includes(metric))) {
    const raw = await analytics.query(rawSql(source, where), martParams(definition), { settings: inRaw });
    const question = { grain: 'total', cut: { by: 'dimension', dimension: 'segment' }, metrics: [source.metric], ...(filters ? { filters } : {}) };
    const { cells } = await readCells(analytics, mart, question);
    if (cells.length !== raw.length) throw new Error(`${source.metric}: ${cells.length} cells, ${raw.length} from the facts`);
    for (const [index, row] of raw.entries()) {
      const cell = cells[index];
      for (const sum of sums) {
        if (cell.arm !== row.arm || cell.segment !== row.segment || cell.sums[sum].toString() !== row[`sum_${sum}`]) throw new Error(`${source.metric}, ${row.arm}, ${row.segment}: Σ${sum} is ${cell.sums[sum]} in the rollup and ${row[`sum_${sum}`]} in the facts`);
        compared += 1;
      }
    }
  }
  return compared;
}

/** The best SQL by hand for the same answer: it reads the same cells, knows their names and types, and does nothing else. */
const handSums = sums.map((sum) => `toString(sum(${sum})) AS sum_${sum}`).join(', ');
const hand = (grain, segment, cut = segment === "''" ? 'all' : '') => `SELECT metric, arm, ${segment} AS segment, bucket, ${handSums} FROM report_cells WHERE generation = {generation:String} AND grain = '${grain}' AND cut = '${cut}' GROUP BY metric, arm, segment, bucket`;
const views = [
  ['headline and metric table', { grain: 'total', cut: { by: 'nothing' } }, hand('total', "''")],
  ['segments (forest, paired bars)', { grain: 'total', cut: { by: 'dimension', dimension: 'segment' } }, hand('total', 'dims[1]')],
  ['segments, filtered by region', { grain: 'total', cut: { by: 'dimension', dimension: 'segment' }, filters: { dimensions: [{ dimension: 'region', values: ['r1', 'r2'] }] } }, hand('total', 'dims[1]').replace(' GROUP BY', " AND dims[2] IN ('r1', 'r2') GROUP BY")],
  ['5,000 branches', { grain: 'total', cut: { by: 'dimension', dimension: 'branch' }, metrics: ['', 'turnover_days'] }, hand('total', 'segment', 'dimension:branch').replace(' GROUP BY', " AND metric IN ('', 'turnover_days') GROUP BY").replace(' AS segment', ' AS segment_')],
  ['waves', { grain: 'total', cut: { by: 'wave' } }, hand('total', 'toString(toDate32(wave))')],
  ['strata', { grain: 'total', cut: { by: 'stratum' } }, hand('total', 'stratum')],
  ['first channel', { grain: 'total', cut: { by: 'first-channel' } }, hand('total', 'segment', 'first-channel').replace(' AS segment', ' AS segment_')],
  ['first offer', { grain: 'total', cut: { by: 'first-action' } }, hand('total', 'segment', 'first-action').replace(' AS segment', ' AS segment_')],
  ['cumulative', { grain: 'cumulative', cut: { by: 'nothing' } }, hand('cumulative', "''")],
  ['cumulative, one segment', { grain: 'cumulative', cut: { by: 'nothing' }, filters: { dimensions: [{ dimension: 'segment', values: ['s3'] }] } }, hand('cumulative', "''", '').replace(' GROUP BY', " AND dims[1] = 's3' GROUP BY")],
  ['by day', { grain: 'day', cut: { by: 'nothing' } }, hand('day', "''")],
  ['by week', { grain: 'week', cut: { by: 'nothing' } }, hand('week', "''")],
  ['by day since assignment', { grain: 'since-assignment', cut: { by: 'nothing' } }, hand('since-assignment', "''")],
  ['uplift by score', { grain: 'score', cut: { by: 'nothing' }, metrics: ['', 'response_rate'] }, hand('score', "''").replace(' GROUP BY', " AND metric IN ('', 'response_rate') GROUP BY")],
];

try {
  say(`${count(rows)} contacts of ${count(units)} customers, load ${loadavg()[0].toFixed(1)}`);
  await generate();
  const [disk] = await analytics.query("SELECT formatReadableSize(sum(bytes_on_disk)) AS size FROM system.parts WHERE database = currentDatabase() AND active");
  say(`  disk: ${disk.size}, engine at most ${engineMemory('VmHWM').toFixed(1)} GiB`);

  const steps = {};
  let before = performance.now();
  const built = await timed(() => refreshMart(stores, definition, { onProgress: (_, step) => {
    steps[step] = (steps[step] ?? 0) + performance.now() - before;
    before = performance.now();
  } }));
  let mart = { definition, generation: built.value };
  const sizes = await analytics.query("SELECT table, formatReadableSize(sum(bytes_on_disk)) AS size, toString(sum(rows)) AS rows FROM system.parts WHERE database = currentDatabase() AND active AND startsWith(table, 'report_') GROUP BY table ORDER BY table");
  say(`rollups made in ${seconds(built.ms)} (${seconds(built.cpuMs)} of processor time; ${Object.entries(steps).map(([step, ms]) => `${step} ${seconds(ms)}`).join(', ')}), engine at most ${engineMemory('VmHWM').toFixed(1)} GiB`);
  for (const { table, size, rows: many } of sizes) say(`  ${table}: ${count(Number(many))} rows, ${size}`);
  say(`  rolled up by ${mart.generation.state.layout.rolledUp.join(', ')}; ${sources.length} metrics`);

  say('view | p50 ms | p95 ms | by hand p50 | ratio | processor ms | cells');
  let worst = 0;
  const contactViews = [['contacts by arm', { cut: 'arm' }], ['contacts by channel', { cut: 'channel' }], ['delivered by action', { cut: 'action', step: 'delivered' }], ['contacts by action and week', { cut: 'action-week' }]];
  for (const [name, question, sql] of views) {
    const ours = await several(() => readCells(analytics, mart, question));
    const best = await several(() => analytics.query(sql, { generation: mart.generation.generation }));
    if (ours.value.from !== 'rollup') throw new Error(`${name} was not answered from rollups`);
    worst = Math.max(worst, ours.p95);
    say(`${name} | ${ours.p50.toFixed(0)} | ${ours.p95.toFixed(0)} | ${best.p50.toFixed(0)} | ${(ours.p50 / best.p50).toFixed(2)} | ${ours.cpuMs.toFixed(0)} | ${ours.value.cells.length}`);
  }
  for (const [name, question] of contactViews) {
    const ours = await several(() => readContacts(analytics, mart, question));
    worst = Math.max(worst, ours.p95);
    say(`${name} | ${ours.p50.toFixed(0)} | ${ours.p95.toFixed(0)} | | | ${ours.cpuMs.toFixed(0)} | ${ours.value.length}`);
  }
  const same = await several(() => refreshMart(stores, definition));
  say(`seeing that nothing changed | ${same.p50.toFixed(0)} | ${same.p95.toFixed(0)} | | | ${same.cpuMs.toFixed(0)} |`);
  say(`slowest view p95: ${worst.toFixed(0)} ms`);

  say('a filter that the rollups do not know, over the units:');
  const filters = { customers: { sql: "SELECT customer_id FROM customers FINAL WHERE kind = 'company'", params: {} } };
  for (const [name, question] of [['headline, one of two kinds of customers', { grain: 'total', cut: { by: 'nothing' }, filters }], ['segments of one branch in ten', { grain: 'total', cut: { by: 'dimension', dimension: 'segment' }, filters: { dimensions: [{ dimension: 'branch', values: Array.from({ length: 500 }, (_, index) => `b${index * 10}`) }] } }], ['cumulative, one of two kinds, one metric', { grain: 'cumulative', cut: { by: 'nothing' }, filters, metrics: ['response_rate'] }]]) {
    let told = 0;
    const ours = await several(() => readUnitCells(analytics, mart, question, { onProgress: () => (told += 1) }), 3);
    say(`  ${name}: p50 ${seconds(ours.p50)}, processor ${seconds(ours.cpuMs)}, progress told ${Math.round(told / 5)} times`);
  }
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 200);
  const stopped = await timed(() => readUnitCells(analytics, mart, { grain: 'cumulative', cut: { by: 'nothing' } }, { signal: controller.signal }).then(() => 'it was quicker', () => 'cancelled'));
  say(`  cancelled after 200 ms: ${stopped.value} at ${stopped.ms.toFixed(0)} ms`);

  const raw = await timed(() => checkAgainstFacts(mart));
  say(`equal to the facts: ${raw.value} sums of four metrics by segment, read from the facts in ${seconds(raw.ms)}`);

  await analytics.command(`INSERT INTO payments SELECT * REPLACE (version + 0 AS version) FROM payments WHERE cityHash64(customer_id, 51) % 100 = 0`);
  await analytics.command(`INSERT INTO payments SELECT * REPLACE (amount_minor + 7 AS amount_minor, version + 1 AS version) FROM payments WHERE cityHash64(customer_id, 52) % 100 = 0`);
  await analytics.command(`INSERT INTO contacts SELECT * REPLACE (cost_minor + 1 AS cost_minor, version + 1 AS version) FROM contacts WHERE cityHash64(customer_id, 53) % 100 = 0`);
  const again = await timed(() => refreshMart(stores, definition));
  mart = { definition, generation: again.value };
  say(`after 1 % sent again and 1 % corrected: refreshed in ${seconds(again.ms)} (${seconds(again.cpuMs)} of processor time), the same build: ${again.value.build === built.value.build}`);
  say(`equal to the facts again: ${await checkAgainstFacts(mart)} sums`);
} finally {
  await store.close();
  if (!values['keep-folder']) rmSync(folder, { recursive: true, force: true });
}
