// Measures POST /v1/strategies/{endpoint}/decisions: publishes a small strategy and one of about 30 nodes, then asks a server process of
// its own over HTTP, with each kind of record. Usage: node scripts/bench/strategies.mjs [seconds = 5]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from '../build.mjs';

const seconds = Number(process.argv[2] ?? 5);
if (!Number.isInteger(seconds) || seconds < 1) throw new Error(`The seconds must be a whole number above 0, not ${process.argv[2]}`);

await buildAll({ page: false });
const dist = '../../server/dist';
const { openContainer } = await import(`${dist}/container.js`);
const { parseConfig } = await import(`${dist}/config/config.js`);
const { addProject, createItem } = await import(`${dist}/features/projects/api.js`);
const { registerVersion } = await import(`${dist}/features/registration/api.js`);
const { publish } = await import(`${dist}/features/publications/api.js`);

const folder = mkdtempSync(join(tmpdir(), 'arbiter-bench-'));
const say = (text) => process.stdout.write(`${text}\n`);
const edge = (from, port, to) => ({ from, port, to });
const inputs = [{ name: 'customer', type: 'string', required: true }, { name: 'amount', type: 'number', default: 0 }, { name: 'region', type: 'string' }];

const small = {
  dataModel: { inputs, variables: [], outputs: [{ name: 'action', type: 'string' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'size', kind: 'branch', settings: { branches: [{ port: 'big', condition: 'amount > 1000 and region != "r1"' }] } },
      { id: 'call', kind: 'output', settings: { assignments: [{ name: 'action', value: '"call"' }], decision: '"call"', reasonCodes: ['"BIG"'] } },
      { id: 'sms', kind: 'output', settings: { assignments: [{ name: 'action', value: '"sms"' }], decision: '"sms"' } },
    ],
    edges: [edge('in', 'next', 'size'), edge('size', 'big', 'call'), edge('size', 'else', 'sms')],
  },
};

/** A chain of branches and calculations with a rule set of 200 rules in the middle. */
const steps = Array.from({ length: 13 }, (_, i) => i);
const rule = (_, i) => ({ conditions: { all: [{ fact: 'amount', operator: 'greaterThan', value: i * 20 }, { fact: 'region', operator: 'equal', value: `r${i % 10}` }, { fact: 'score', operator: 'lessThan', value: 5000 - i }] }, priority: 1 + (i % 5), event: { type: 'offer', params: { actionId: `a${i % 10}` } } });
const large = {
  dataModel: { inputs, variables: [{ name: 'score', type: 'number', default: 0 }], outputs: [{ name: 'action', type: 'string' }, { name: 'hits', type: 'number' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      ...steps.flatMap((i) => [
        { id: `b${i}`, kind: 'branch', settings: { branches: [{ port: 'yes', condition: `amount > ${i * 100} or region = "r${i}"` }] } },
        { id: `c${i}`, kind: 'calculate', settings: { assignments: [{ name: 'score', value: `score + amount / ${i + 1}` }] } },
      ]),
      { id: 'rules', kind: 'rules', settings: { content: { kind: 'rule-set', document: { rules: Array.from({ length: 200 }, rule) } }, results: [{ name: 'hits', value: 'count(events)' }, { name: 'action', value: 'if matched then params.actionId else "none"' }] } },
      { id: 'out', kind: 'output', settings: { decision: 'action' } },
    ],
    edges: [
      edge('in', 'next', 'b0'),
      ...steps.flatMap((i) => {
        const next = i + 1 < steps.length ? `b${i + 1}` : 'rules';
        return [edge(`b${i}`, 'yes', `c${i}`), edge(`b${i}`, 'else', next), edge(`c${i}`, 'next', next)];
      }),
      edge('rules', 'next', 'out'),
    ],
  },
};

async function prepare() {
  const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: folder }, { demo: false, logLevel: 'warn' }));
  try {
    const project = await addProject(container.repository, { name: 'bench' }, { owner: null, now: new Date() });
    for (const [name, document] of [['small', small], ['large', large]]) {
      const { item } = await createItem(container, { projectId: project.id, kind: 'strategy', name, document }, null);
      const { version } = await registerVersion(container, item.id, {}, null);
      const arms = [{ name: 'a', itemId: item.id, version: version.version, share: 100 }];
      const logs = { unrecorded: { level: 'none' }, recorded: { level: 'inputs', durable: false }, durable: { level: 'inputs' } };
      for (const [kind, log] of Object.entries(logs)) await publish(container, { endpoint: `${name}-${kind}`, environment: 'production', settings: { mode: 'online', arms, log } }, { author: null });
    }
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
    const sent = request(address, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': payload.length, 'x-csrf-token': token } }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (part) => (text += part));
      reply.on('end', () => (reply.statusCode === 200 ? resolve(text) : reject(new Error(`${reply.statusCode}: ${text}`))));
    });
    sent.on('error', reject);
    sent.end(payload);
  });
}

async function load(address, connections, forSeconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  const inside = [];
  let next = 0;
  const started = performance.now();
  const until = started + forSeconds * 1000;
  await Promise.all(Array.from({ length: connections }, async () => {
    while (performance.now() < until) {
      next += 1;
      const began = performance.now();
      const text = await ask(agent, address, { input: { customer: `c${next}`, amount: (next * 7919) % 4000, region: `r${next % 11}` } });
      times.push(performance.now() - began);
      inside.push(JSON.parse(text).durationMs);
    }
  }));
  const elapsed = (performance.now() - started) / 1000;
  agent.destroy();
  const at = (list, share) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))].toFixed(3);
  return { perSecond: Math.round(times.length / elapsed), p50: at(times, 0.5), p99: at(times, 0.99), inside: (Number(at(inside, 0.5)) * 1000).toFixed(0) };
}

try {
  await prepare();
  const { child, address } = await startServer();
  try {
    // A machine that has just started the server may shed load for a moment.
    for (let i = 0; i < 50 && !token; i += 1) {
      token = (await (await fetch(`${address}/v1/session`)).json()).csrfToken;
      if (!token) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    for (const name of ['small', 'large']) {
      for (const kind of ['unrecorded', 'recorded', 'durable']) {
        const to = `${address}/v1/strategies/${name}-${kind}/decisions`;
        await load(to, 16, 1);
        for (const connections of [1, 16]) {
          const { perSecond, p50, p99, inside } = await load(to, connections, seconds);
          say(`${name} strategy, ${kind}, ${connections} connections: ${perSecond} requests/s, p50 ${p50} ms, p99 ${p99} ms; evaluated in ${inside} µs (p50)`);
        }
      }
    }
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
