// Times the demo company of a given size, the live count of an audience over it, and one optimisation run of its draft campaign.
// Usage: node scripts/bench/audience.mjs [customers = 1000000]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from '../build.mjs';

const customers = Number(process.argv[2] ?? 1_000_000);
await buildAll({ page: false });
const { openContainer } = await import('../../server/dist/container.js');
const { parseConfig } = await import('../../server/dist/config/config.js');
const { buildApp } = await import('../../server/dist/app.js');
const { jobHandlers } = await import('../../server/dist/job-handlers.js');
const { startDemo } = await import('../../server/dist/features/demo/api.js');

const folder = mkdtempSync(join(tmpdir(), 'arbiter-bench-'));
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: folder }, { demo: false, logLevel: 'warn' }));
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const conditions = {
  'debt of at least 500 ₽': { all: [{ attribute: 'overdue', operator: 'atLeast', value: 500 }] },
  'five conditions, one of them either-or': {
    all: [
      { attribute: 'overdue', operator: 'between', value: [500, 50_000] },
      { attribute: 'kind', operator: 'equals', value: 'household' },
      { attribute: 'tenure_months', operator: 'more', value: 12 },
      { any: [{ attribute: 'segment', operator: 'in', value: ['lazy', 'rare'] }, { attribute: 'region', operator: 'equals', value: 'urals' }] },
    ],
  },
  'name contains': { all: [{ attribute: 'name', operator: 'contains', value: '77' }] },
};

try {
  const app = await buildApp(container);
  await container.jobs.startWorking(container, jobHandlers);
  const told = performance.now();
  const job = await container.jobs.waitFor((await startDemo(container, { customers })).id);
  process.stdout.write(`demo company of ${customers} customers: ${seconds(told)} s (${job.state})\n`);
  const headers = { host: 'localhost' };
  for (const [title, condition] of Object.entries(conditions)) {
    const times = [];
    let count;
    for (let i = 0; i < 7; i += 1) {
      const asked = performance.now();
      ({ count } = (await app.inject({ method: 'POST', url: '/v1/audience/count', headers, payload: { condition } })).json());
      times.push(performance.now() - asked);
    }
    process.stdout.write(`count, ${title}: ${count} customers, median ${median(times).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms\n`);
  }
  const asked = performance.now();
  const run = (await app.inject({ method: 'POST', url: '/v1/campaigns/demo-next-collection/runs', headers, payload: {} })).json();
  const ended = await container.jobs.waitFor(run.jobId);
  const { state, result } = (await app.inject({ url: `/v1/runs/${run.id}`, headers })).json();
  process.stdout.write(`optimisation run: ${seconds(asked)} s, ${state}${ended.error ? ` (${ended.error.detail})` : ''}${result ? `, gap ${result.gap}, ${result.assigned} of ${result.customers} customers, ${JSON.stringify(result.timing)}` : ''}\n`);
  for (const url of ['/v1/campaigns/demo-spring-collection/report', '/v1/campaigns/demo-spring-collection/report?by=region&filter=segment:lazy']) {
    const opened = performance.now();
    const { statusCode } = await app.inject({ url, headers });
    process.stdout.write(`report ${url.split('/').at(-1)}: ${seconds(opened)} s (${statusCode})\n`);
  }
  await app.close();
} finally {
  await container.close();
  rmSync(folder, { recursive: true, force: true });
}
