// Measures POST /v1/decisions: loads a launched campaign into the hot state, then asks a server process of its own over HTTP.
// Usage: node scripts/bench/decisions.mjs [customers = 100000] [seconds = 10] [connections = 64]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from '../build.mjs';

const numberOf = (index, name, fallback) => {
  const value = Number(process.argv[index] ?? fallback);
  if (!Number.isInteger(value) || value < 1) throw new Error(`The number of ${name} must be a whole number above 0, not ${process.argv[index]}`);
  return value;
};
const customers = numberOf(2, 'customers', 100_000);
const seconds = numberOf(3, 'seconds', 10);
const connections = numberOf(4, 'connections', 64);

await buildAll({ page: false });
const dist = '../../server/dist';
const { openContainer } = await import(`${dist}/container.js`);
const { parseConfig } = await import(`${dist}/config/config.js`);
const { loadLaunchedCampaign } = await import(`${dist}/features/decisions/api.js`);
const { addRuleSet } = await import(`${dist}/features/rule-sets/api.js`);

const folder = mkdtempSync(join(tmpdir(), 'arbiter-bench-'));
const say = (text) => process.stdout.write(`${text}\n`);
const took = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** A hundred rules of two or three conditions over attributes and context. */
const rules = Array.from({ length: 100 }, (_, i) => ({
  priority: 1 + (i % 7),
  conditions: { all: [{ fact: 'segment', operator: 'equal', value: `s${i % 7}` }, { fact: 'context.amount', operator: 'greaterThan', value: i * 10 }, { any: [{ fact: 'region', operator: 'in', value: ['r1', 'r2', 'r3'] }, { fact: 'kind', operator: 'notEqual', value: 'k1' }] }] },
  event: { type: 'offer', params: { actionId: `a${i % 10}` } },
}));

async function prepare() {
  const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: folder }, { demo: false, logLevel: 'warn' }));
  try {
    const { repository, analytics, now } = container;
    const title = JSON.stringify({ ru: '', en: '' });
    await repository.insertInto('channels').values([0, 1, 2].map((i) => ({ id: `ch${i}`, title }))).execute();
    await repository.insertInto('actions').values(Array.from({ length: 10 }, (_, i) => ({ id: `a${i}`, title, channel: `ch${i % 3}`, stage: 'offer', cost_minor: 100 }))).execute();
    const ruleSet = await addRuleSet(repository, 'bench', { rules }, now());
    const today = now().toISOString().slice(0, 10);
    const draft = {
      name: 'bench', goal: 'response', startsOn: today, weeks: 2, audience: { all: [] }, scoreSet: 'default', actions: Array.from({ length: 10 }, (_, i) => `a${i}`), objective: { kind: 'most-value' },
      constraints: [{ id: 'k', kind: 'contacts', atMost: 2 }, { id: 'money', kind: 'budget', atMostMinor: 1e12 }, ...[0, 1, 2].map((i) => ({ id: `c${i}`, kind: 'capacity', of: { channel: [`ch${i}`] }, atMost: 1e8, per: 'week' }))],
      controlGroup: { share: 0.1, salt: 'bench' }, weeklyDiscount: 0, ruleSetId: ruleSet.id,
    };
    const run = 'run-bench';
    await repository.insertInto('campaigns').values({ id: 'bench', draft: JSON.stringify(draft), origin: 'own', state: 'approved', version: 1, created_at: now(), updated_at: now() }).execute();
    await repository.insertInto('runs').values({ id: run, campaign_id: 'bench', number: 1, state: 'succeeded', job_id: 'bench', draft: JSON.stringify(draft), created_at: now() }).execute();
    await repository.updateTable('campaigns').set({ approved_run_id: run }).execute();
    const from = 'FROM numbers({n:UInt64})';
    const params = { n: customers };
    await analytics.command(`INSERT INTO customers (customer_id, segment, region, kind) SELECT concat('c', toString(number)), concat('s', toString(number % 7)), concat('r', toString(number % 80)), concat('k', toString(number % 3)) ${from}`, params);
    await analytics.command(`INSERT INTO assignments (campaign_id, customer_id, arm, assigned_at) SELECT 'bench', concat('c', toString(number)), if(number % 10 = 0, 'control', 'target'), now64(3) ${from}`, params);
    await analytics.command(`INSERT INTO plan_rows (run_id, customer_id, period, action_id, channel, stage, value_minor, cost_minor) SELECT '${run}', concat('c', toString(number)), 0, concat('a', toString(number % 10)), concat('ch', toString(number % 10 % 3)), 'offer', 100, 100 ${from} WHERE number % 10 != 0 AND number % 2 = 0`, params);
    await analytics.command(`INSERT INTO contacts (contact_id, customer_id, action_id, channel, stage, at) SELECT concat('k', toString(number)), concat('c', toString(number % {n:UInt64})), 'a1', 'ch1', 'soft', now64(3) - toIntervalDay(number % 60 + 1) FROM numbers(2 * {n:UInt64})`, params);
    const started = performance.now();
    await loadLaunchedCampaign(container, 'bench');
    say(`loaded ${customers} customers into the hot state in ${took(started)}`);
    await repository.updateTable('campaigns').set({ state: 'launched', launched_at: now() }).execute();
  } finally {
    await container.close();
  }
}

async function startServer() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../server/bin/arbiter.mjs', import.meta.url)), 'start', '--port', '0'], { env: { ...process.env, ARBITER_DATA_DIR: folder, ARBITER_DEMO: 'off', LOG_LEVEL: 'warn' }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    const address = /http:\/\/\S+?:\d+/.exec(output)?.[0];
    if (address) {
      child.stdout.resume();
      return { child, address };
    }
  }
  throw new Error(`The server did not start: ${output}`);
}

let token = '';

function ask(agent, address, body) {
  return new Promise((resolve, reject) => {
    const payload = Buffer.from(JSON.stringify(body));
    const sent = request(`${address}/v1/decisions`, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': payload.length, 'x-csrf-token': token } }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (part) => (text += part));
      reply.on('end', () => (reply.statusCode === 200 ? resolve(text) : reject(new Error(`${reply.statusCode}: ${text}`))));
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}

/** Values of the server's own measurements. */
async function measured(address) {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Object.fromEntries(text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

async function load(address, forSeconds, seed) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  const outcomes = {};
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const until = performance.now() + forSeconds * 1000;
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    while (performance.now() < until) {
      const customer = Math.floor(random() * customers);
      const began = performance.now();
      const text = await ask(agent, address, { customerId: `c${customer}`, context: { amount: Math.floor(random() * 2000) } });
      times.push(performance.now() - began);
      const { outcome, source } = JSON.parse(text);
      const key = `${outcome} ${source}`;
      outcomes[key] = (outcomes[key] ?? 0) + 1;
    }
  }));
  const elapsed = (performance.now() - started) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(2);
  return { perSecond: Math.round(times.length / elapsed), p50: at(0.5), p99: at(0.99), most: at(1), outcomes };
}

try {
  await prepare();
  const { child, address } = await startServer();
  try {
    token = (await (await fetch(`${address}/v1/session`)).json()).csrfToken;
    await load(address, Math.min(3, seconds), 1);
    const before = await measured(address);
    const { perSecond, p50, p99, most, outcomes } = await load(address, seconds, 7);
    say(`${perSecond} decisions/s over ${connections} connections; p50 ${p50} ms, p99 ${p99} ms, most ${most} ms; ${JSON.stringify(outcomes)}`);
    const after = await measured(address);
    say(`${Math.round(((after.process_cpu_seconds_total - before.process_cpu_seconds_total) * 1e6) / (perSecond * seconds))} µs of the server's CPU each; ${after.arbiter_journal_waiting} entries wait in the journal`);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
