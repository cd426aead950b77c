// Writes an assignment problem of any size as files: problem.json, customers.parquet and candidates.parquet (or .csv), from a seed.
//
//   node solver/bench/write-candidates.mjs FOLDER [--customers 1000000] [--actions 20] [--limits 11|911] [--ids text|number]
//     [--order sorted|shuffled] [--codec snappy|zstd|gzip|none] [--value double|float] [--format parquet|csv] [--seed 1]
//
// Values are lognormal over five channels, 85 % of the pairs are eligible. The rows are made inside ClickHouse, which also writes the
// files: the reader under test is another program.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Session } from 'chdb';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(['customers', 'actions', 'limits', 'ids', 'order', 'codec', 'value', 'format', 'seed'].map((name) => [name, { type: 'string' }])),
});
const folder = resolve(positionals[0] ?? 'candidates');
const customers = Number(given.customers ?? 1_000_000);
const actions = Number(given.actions ?? 20);
const limits = Number(given.limits ?? 11);
const seed = Number(given.seed ?? 1);
const format = given.format ?? 'parquet';

const channels = ['sms', 'email', 'letter', 'call', 'court'];
const costs = [0.06, 0.01, 1.2, 4, 60];
const typical = [6, 4, 10, 22, 70];
const capacity = [0.35, 0.45, 0.15, 0.12, 0.06];
const [segments, regions] = [10, 18];

const problem = {
  format: 'arbiter-problem/1',
  objective: { maximise: 'value' },
  actions: Array.from({ length: actions }, (_, a) => ({ id: `a${a}`, channel: channels[a % 5], cost: Math.round(1e4 * costs[a % 5] * (1 + 0.1 * Math.floor(a / 5))) / 1e4 })),
  customers: { file: 'customers.parquet' },
  candidates: { file: `candidates.${format}` },
  limits: [
    { id: 'budget', sum: 'cost', atMost: 1.6 * customers },
    ...channels.map((channel, c) => ({ id: `cap-${channel}`, count: true, where: { channel }, atMost: Math.round(capacity[c] * customers) })),
    ...[3, 2, 0, 1].map((c, s) => ({ id: `s${s}-${channels[c]}`, count: true, where: { channel: channels[c], 'customer.segment': `s${s}` }, atMost: Math.round((capacity[c] * 0.8 * customers) / segments) })),
    { id: 'court-share', count: true, where: { channel: 'court' }, atMost: 0.02, shareOf: { count: true } },
    ...(limits > 11
      ? Array.from({ length: segments * regions * 5 }, (_, k) => {
          const [s, r, c] = [Math.floor(k / (regions * 5)), Math.floor(k / 5) % regions, k % 5];
          return { id: `f${s}-${r}-${channels[c]}`, count: true, where: { channel: channels[c], 'customer.segment': `s${s}`, 'customer.region': `r${r}` }, atMost: Math.max(1, Math.round((capacity[c] * (0.75 + 0.5 * ((k * 7919) % 101) / 101) * customers) / segments / regions)) };
        })
      : []),
  ],
};

mkdirSync(folder, { recursive: true });
const session = new Session();
const quoted = (path) => `'${path.replaceAll("'", "''")}'`;
/** Uniform in (0, 1) from the seed and the words. */
const uniform = (...words) => `((bitAnd(sipHash64(${[seed, ...words].join(', ')}), 4503599627370495) + 0.5) / 4503599627370496)`;
const normal = (...words) => `(sqrt(-2 * log(${uniform(...words, 1)})) * cos(2 * pi() * ${uniform(...words, 2)}))`;
const id = given.ids === 'number' ? 'toInt64(1000000 + i)' : "concat('c', leftPad(toString(i), 9, '0'))";
const settings = `output_format_parquet_compression_method = '${given.codec ?? 'snappy'}', output_format_parquet_row_group_size = 1000000, engine_file_truncate_on_insert = 1, max_block_size = 65536, max_threads = ${given.order === 'shuffled' ? 2 : 1}`;
const number = given.value === 'float' ? 'toFloat32' : 'toFloat64';
const rows = `SELECT ${id} AS customer, concat('a', toString(a)) AS action,
    ${number}(round([${typical.join(', ')}][a % 5 + 1] * exp(0.8 * ${normal('i')}) * exp(0.8 * ${normal('i', 'a', 7)}), 4)) AS value
  FROM (SELECT intDiv(number, ${actions}) AS i, number % ${actions} AS a FROM numbers(${customers * actions}))
  WHERE ${uniform('i', 'a', 9)} > 0.15`;
try {
  session.query(`INSERT INTO FUNCTION file(${quoted(join(folder, `candidates.${format}`))}, '${format === 'csv' ? 'CSVWithNames' : 'Parquet'}') ${rows} ${given.order === 'shuffled' ? `ORDER BY sipHash64(${seed}, customer, action)` : ''} SETTINGS ${settings}`);
  session.query(`INSERT INTO FUNCTION file(${quoted(join(folder, 'customers.parquet'))}, 'Parquet')
    SELECT ${id.replaceAll('i)', 'number)')} AS id, concat('s', toString(sipHash64(${seed}, number, 3) % ${segments})) AS segment, concat('r', toString(sipHash64(${seed}, number, 4) % ${regions})) AS region FROM numbers(${customers}) SETTINGS ${settings}`);
} finally {
  session.cleanup();
}
writeFileSync(join(folder, 'problem.json'), `${JSON.stringify(problem, null, 1)}\n`);
console.log(`${folder}: ${customers} customers, ${problem.limits.length} limits`);
