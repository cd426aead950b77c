// The optimiser over tables of the embedded ClickHouse: `npm run bench table-scan`. ARBITER_BENCH_CUSTOMERS sets the size, 1,000,000 unless told.
// Lognormal values, five channels, 20 actions, 85 % of the pairs eligible; 11 limits, and 911 by segment and action.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAnalytics } from '../../server/dist/adapters/clickhouse/open-analytics.js';
import { solveTables } from '../../server/dist/adapters/solver/solve-tables.js';

const customers = Number(process.env.ARBITER_BENCH_CUSTOMERS ?? 1_000_000);
const segments = 45;
const channels = ['sms', 'email', 'letter', 'call', 'court'];
const [costs, typical, capacity] = [[0.06, 0.01, 1.2, 4, 60], [6, 4, 10, 22, 70], [0.35, 0.45, 0.15, 0.12, 0.06]];
const actions = Array.from({ length: 20 }, (_, a) => ({ id: `a${a}`, channel: channels[a % 5], cost: Math.round(1e4 * costs[a % 5] * (1 + 0.1 * Math.floor(a / 5))) / 1e4 }));
const base = [
  { id: 'budget', sum: 'cost', atMost: 1.6 * customers },
  ...channels.map((channel, c) => ({ id: `cap-${channel}`, count: true, where: { channel }, atMost: Math.round(capacity[c] * customers) })),
  ...[3, 2, 0, 1].map((c, s) => ({ id: `s${s}-${channels[c]}`, count: true, where: { channel: channels[c], 'customer.segment': `s${s}` }, atMost: Math.round((capacity[c] * 0.8 * customers) / segments) })),
  { id: 'court-share', count: true, where: { channel: 'court' }, atMost: 0.02, shareOf: { count: true } },
];
const fine = Array.from({ length: segments }, (_, s) => actions.map(({ id }, a) => ({ id: `f${s}-${a}`, count: true, where: { action: id, 'customer.segment': `s${s}` }, atMost: Math.max(1, Math.round(((capacity[a % 5] / 4) * (0.75 + 0.6 * ((s * 31 + a * 17) % 97) / 97) * customers) / segments)) }))).flat();

const folder = await mkdtemp(join(tmpdir(), 'arbiter-table-scan-'));
const { analytics, close, engineProcessId } = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'bench', clickhouseMemoryBytes: 3 * 2 ** 30, dataDir: folder });
/** Processor seconds of the engine so far; 0 where the system does not tell. */
async function engineSeconds() {
  const stat = await readFile(`/proc/${engineProcessId()}/stat`, 'utf8').catch(() => '');
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
  return (user + system) / 100;
}

try {
  const uniform = (salt) => `((cityHash64(i, a, ${salt}) % 1000003 + 1) / 1000004)`;
  const normal = (salt) => `sqrt(-2 * log(${uniform(salt)})) * cos(6.283185307179586 * ${uniform(salt + 1)})`;
  await analytics.command('CREATE TABLE bench_customers (id String, segment LowCardinality(String)) ENGINE = MergeTree ORDER BY id');
  await analytics.command(`INSERT INTO bench_customers SELECT concat('c', toString(number)), concat('s', toString(cityHash64(number, 5) % ${segments})) FROM numbers(${customers})`);
  await analytics.command('CREATE TABLE bench_candidates (customer String, action LowCardinality(String), value Float64) ENGINE = MergeTree ORDER BY customer');
  const part = 2_000_000;
  for (let from = 0; from < customers; from += part) {
    await analytics.command(`INSERT INTO bench_candidates SELECT concat('c', toString(i)), concat('a', toString(a)), [${typical.join(', ')}][a % 5 + 1] * exp(0.8 * (${normal(1)}) + 0.8 * sqrt(-2 * log((cityHash64(i, 9) % 1000003 + 1) / 1000004)) * cos(6.283185307179586 * (cityHash64(i, 10) % 1000003) / 1000003))
      FROM (SELECT number AS i, arrayJoin(range(20)) AS a FROM numbers(${from}, ${Math.min(part, customers - from)})) WHERE cityHash64(i, a, 7) % 100 >= 15`);
  }
  for (const limits of [base, [...base, ...fine]]) {
    const startedMs = performance.now();
    const before = [await engineSeconds(), process.cpuUsage()];
    const passes = { count: 0, engine: 0 };
    const timed = Object.create(analytics);
    timed.query = async (sql, ...rest) => {
      if (!sql.includes('net_sum')) return analytics.query(sql, ...rest);
      const from = await engineSeconds();
      const rows = await analytics.query(sql, ...rest);
      passes.count += 1;
      passes.engine += (await engineSeconds()) - from;
      return rows;
    };
    timed.command = (...given) => analytics.command(...given);
    const end = await solveTables({
      analytics: timed, gap: 1e-6, timeLimitMs: 600_000, seed: 1, plan: `plan_${limits.length}`, signal: new AbortController().signal,
      document: { format: 'arbiter-problem/1', objective: { maximise: 'value' }, actions, limits },
      candidates: { from: 'bench_candidates', name: 'Table bench_candidates' }, customers: { from: 'bench_customers', name: 'Table bench_customers' },
    });
    if (end.kind !== 'answer') throw new Error(JSON.stringify(end));
    const { solution, queries } = end;
    const own = process.cpuUsage(before[1]);
    const { readMs, solveMs, verifyMs } = solution.timing;
    const pace = (ms) => `${(ms / 1000).toFixed(1)} s`;
    process.stdout.write(`${customers} customers x 20, ${limits.length} limits: ${solution.status}, verified ${solution.verified}, gap ${solution.gap?.toExponential(1)}; table made ${pace(readMs)}, solved ${pace(solveMs)} (${passes.count} passes at ${(passes.engine / passes.count).toFixed(2)} s of the engine's processors, ${queries} queries), checked ${pace(verifyMs)}, in all ${pace(performance.now() - startedMs)}; ${Math.round(solution.memoryPeakMb)} MB in this process; processors: engine ${((await engineSeconds()) - before[0]).toFixed(1)} s, search ${((own.user + own.system) / 1e6).toFixed(1)} s\n  ${solution.method}\n`);
  }
} finally {
  await close();
  await rm(folder, { recursive: true, force: true });
}
