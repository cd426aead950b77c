// The built product with the workload of load-tests/shared/workload.js, prepared through its API and its stores.
import { join } from 'node:path';
import { actions, channels, customersSql, placementId, placementWith, policy, rules } from '../../load-tests/shared/workload.js';
import { root } from '../ensure-installed.mjs';
import { startProcess } from './start-process.mjs';

const dist = (path) => `../../server/dist/${path}`;

async function withContainer(environment, work) {
  const { openContainer } = await import(dist('container.js'));
  const { parseConfig } = await import(dist('config/config.js'));
  const container = await openContainer(parseConfig(Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')), { demo: false, logLevel: 'warn' }));
  try {
    return await work(container);
  } finally {
    await container.close();
  }
}

/** Writes so many customers into the analytical store. */
export const addCustomers = (environment, customers) => withContainer(environment, ({ analytics }) => analytics.command(customersSql, { n: customers }));

/** Decisions that the analytical store has, each once. The server must not be running. */
export const countDecisions = (environment) =>
  withContainer(environment, async ({ analytics }) => Number((await analytics.query('SELECT count() AS n FROM decisions FINAL'))[0]?.n));

/** Starts the built product; `nodeArguments` stand before the program (a profile of the processor, say). */
export async function startProduct(environment, nodeArguments = []) {
  const server = await startProcess(['--max-semi-space-size=32', ...nodeArguments, join(root, 'server', 'bin', 'arbiter.mjs'), 'start', '--port', '0'], environment);
  const { csrfToken } = await (await fetch(`${server.address}/v1/session`)).json();
  const ask = async (method, path, body, triesLeft = 10) => {
    const answer = await fetch(`${server.address}${path}`, { method, headers: { 'x-csrf-token': csrfToken, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    // A server that has just started on a busy machine may still have its hands full.
    if (answer.status === 503 && triesLeft > 0) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return ask(method, path, body, triesLeft - 1);
    }
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 1000)}`);
    return text === '' ? null : JSON.parse(text);
  };
  return {
    ...server,
    token: csrfToken,
    ask,
    /** The server's own measurements by name and labels. */
    async metrics() {
      const text = await (await fetch(`${server.address}/metrics`)).text();
      return Object.fromEntries(text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
    },
  };
}

/** Catalogue, rules, contact policy and placement; then waits until all customers are in the hot state. */
export async function configureWorkload(server) {
  for (const id of channels) await server.ask('PUT', `/v1/channels/${id}`, { title: { ru: id, en: id } });
  for (const { id, ...action } of actions) await server.ask('PUT', `/v1/actions/${id}`, action);
  const { id: ruleSetId } = await server.ask('POST', '/v1/rule-sets', { name: 'load', document: { rules } });
  await server.ask('PUT', '/v1/company/company', { version: 0, document: { timeZone: 'Europe/Moscow' } });
  await server.ask('PUT', '/v1/contact-policies/load', { version: 0, document: policy });
  await server.ask('PUT', `/v1/placements/${placementId}`, { version: 0, document: placementWith(ruleSetId) });
  let { id, state } = await server.ask('POST', '/v1/customers/refresh');
  while (state === 'waiting' || state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ({ state } = await server.ask('GET', `/v1/jobs/${id}`));
  }
  if (state !== 'succeeded') throw new Error(`Loading the customers into the hot state ended as ${state}: see GET /v1/jobs/${id}`);
}

/** Waits until the journal has reached the analytical store; how long that took in seconds. */
export async function waitForJournal(server, mostSeconds = 300) {
  const startedAt = performance.now();
  for (;;) {
    const { arbiter_journal_waiting: waiting } = await server.metrics();
    const seconds = (performance.now() - startedAt) / 1000;
    if (waiting === 0) return seconds;
    if (seconds > mostSeconds) throw new Error(`${waiting} entries of the journal have not reached the analytical store after ${Math.round(seconds)} s`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
