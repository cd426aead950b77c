import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision } from '@arbiter/contracts';
import { afterAll, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.js';
import { launchTestCampaign } from '../../testing/launch-test-campaign.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { drainOnce } from './drain-journal.js';

const folders: string[] = [];
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const customers = 400;
const calls = 60;

async function startServer(dataDir: string): Promise<{ child: ChildProcess; address: string; token: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'server', 'bin', 'arbiter.mjs'), 'start', '--port', '0'], { env: { PATH: process.env.PATH, ARBITER_DATA_DIR: dataDir, ARBITER_DEMO: 'off', LOG_LEVEL: 'warn' }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  child.stderr!.on('data', (text) => (output += String(text)));
  for await (const chunk of child.stdout!) {
    output += String(chunk);
    const address = /http:\/\/\S+?:\d+/.exec(output)?.[0];
    if (!address) continue;
    child.stdout!.resume();
    const session = (await (await fetch(`${address}/v1/session`)).json()) as { csrfToken: string };
    return { child, address, token: session.csrfToken };
  }
  throw new Error(`The server did not start: ${output}`);
}

/** Asks and responds for many customers until the server is killed; whatever was acknowledged by then. */
async function askUntilKilled(dataDir: string, round: number): Promise<{ decisions: Decision[]; responses: string[] }> {
  const { child, address, token } = await startServer(dataDir);
  const decisions: Decision[] = [];
  const responses: string[] = [];
  const post = async (path: string, body: object): Promise<unknown> => {
    const reply = await fetch(`${address}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': token }, body: JSON.stringify(body) });
    if (reply.status === 503) {
      // A busy machine sheds load before the request is looked at; an honest client comes again.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return post(path, body);
    }
    if (reply.status !== 200) throw new Error(await reply.text());
    return reply.json();
  };
  let killed = false;
  let turn = 0;
  const work = async (): Promise<void> => {
    while (!killed) {
      turn += 1;
      const id = `c${turn % customers}`;
      try {
        decisions.push((await post('/v1/decisions', { customerId: id, context: { ask: true } })) as Decision);
        const responseId = `r${round}-${turn}`;
        if (turn % 5 === 0) await post('/v1/responses', { responseId, customerId: id, kind: 'click', at: new Date().toISOString() }).then(() => responses.push(responseId));
      } catch (error) {
        if (!killed) throw error;
      }
      if (decisions.length >= 250 && !killed) {
        killed = true;
        child.kill('SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, work));
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { decisions, responses };
}

it('keeps what was acknowledged, and nothing twice, when the server is killed under decisions', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'arbiter-kill-'));
  folders.push(dataDir);
  const startsOn = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const first = await makeTestContainer({ dataDir });
  const offer = (actionId: string, priority: number) => ({ conditions: { all: [{ fact: 'context.ask', operator: 'equal', value: true }] }, priority, event: { type: 'offer', params: { actionId } } });
  await launchTestCampaign(first, {
    id: 'kill', startsOn,
    constraints: [{ id: 'calls', kind: 'capacity', of: { channel: ['phone'] }, atMost: calls, per: 'campaign' }],
    ruleSet: { rules: [offer('call', 5), offer('sms', 1)] },
    customers: Array.from({ length: customers }, (_, i) => ({ id: `c${i}` })),
  });
  await first.close();

  const acknowledged: Decision[] = [];
  const responses: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    const answered = await askUntilKilled(dataDir, round);
    acknowledged.push(...answered.decisions);
    responses.push(...answered.responses);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(500);

  const after = await makeTestContainer({ dataDir });
  try {
    while ((await drainOnce(after)) > 0);
    const rows = await after.analytics.query<{ decision_id: string; customer_id: string; outcome: string; action_id: string }>('SELECT decision_id, customer_id, outcome, action_id FROM decisions FINAL');
    const byId = new Map(rows.map((row) => [row.decision_id, row]));
    expect(byId.size).toBe(rows.length);
    for (const decision of acknowledged) expect(byId.get(decision.decisionId)).toMatchObject({ outcome: decision.outcome, action_id: decision.action?.id ?? '', customer_id: decision.customerId });
    // Besides what was acknowledged only what was under way at a kill may be there.
    expect(rows.length - acknowledged.length).toBeLessThanOrEqual(2 * 20);
    const actions = rows.filter((row) => row.outcome === 'action');
    expect(new Set(actions.map((row) => row.customer_id)).size).toBe(actions.length);
    expect(actions.filter((row) => row.action_id === 'call').length).toBe(calls);
    const stored = await after.analytics.query<{ response_id: string }>('SELECT response_id FROM responses FINAL');
    const ids = new Set(stored.map((row) => row.response_id));
    for (const id of responses) expect(ids.has(id)).toBe(true);
    const [contacts] = await after.analytics.query<{ n: string }>('SELECT count() AS n FROM contacts FINAL');
    expect(Number(contacts!.n)).toBe(actions.length);
  } finally {
    await after.close();
  }
}, 240_000);
