import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision } from '@arbiter/contracts';
import { afterAll, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.js';
import { makeTestContainer } from '../../testing/make-test-container.js';

let child: ChildProcess | undefined;
let folder: string | undefined;
afterAll(async () => {
  child?.kill('SIGKILL');
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function startServer(dataDir: string): Promise<{ server: ChildProcess; address: string; token: string }> {
  const server = spawn(process.execPath, [join(projectRoot, 'server', 'bin', 'arbiter.mjs'), 'start', '--port', '0'], { env: { PATH: process.env.PATH, ARBITER_DATA_DIR: dataDir, ARBITER_DEMO: 'off', LOG_LEVEL: 'warn' }, stdio: ['ignore', 'pipe', 'pipe'] });
  child = server;
  let output = '';
  server.stderr!.on('data', (text) => (output += String(text)));
  for await (const chunk of server.stdout!) {
    output += String(chunk);
    const address = /http:\/\/\S+?:\d+/.exec(output)?.[0];
    if (!address) continue;
    server.stdout!.resume();
    const session = (await (await fetch(`${address}/v1/session`)).json()) as { csrfToken: string };
    return { server, address, token: session.csrfToken };
  }
  throw new Error(`The server did not start: ${output}`);
}

it('answers what it took when it is told to end under load, ends with code 0, and everything answered is in ClickHouse once', async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-shutdown-'));
  const { server, address, token } = await startServer(folder);
  const exited = once(server, 'exit');
  const acknowledged: Decision[] = [];
  const others: string[] = [];
  let refused = 0;
  let ending = false;
  const work = async (worker: number): Promise<void> => {
    for (let turn = 0; refused < 1_000; turn += 1) {
      try {
        const reply = await fetch(`${address}/v1/decisions`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': token }, body: JSON.stringify({ customerId: `c${worker}-${turn}` }) });
        if (reply.status === 200) acknowledged.push((await reply.json()) as Decision);
        else if (reply.status !== 503) others.push(`${reply.status} ${await reply.text()}`);
        else await reply.arrayBuffer();
      } catch (error) {
        refused += 1;
        if (!ending) others.push(String((error as Error).cause ?? error));
        if (ending) return;
      }
      if (acknowledged.length >= 300 && !ending) {
        ending = true;
        server.kill('SIGTERM');
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, worker) => work(worker)));
  expect((await exited)[0]).toBe(0);
  expect(others).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(300);
  const after = await makeTestContainer({ dataDir: folder });
  try {
    // Moved at the end, within its time.
    expect(await after.hotState.journalLength()).toBe(0);
    const rows = await after.analytics.query<{ decision_id: string }>('SELECT decision_id FROM decisions FINAL');
    const ids = rows.map((row) => row.decision_id);
    expect(new Set(ids).size).toBe(ids.length);
    const stored = new Set(ids);
    expect(acknowledged.filter(({ decisionId }) => !stored.has(decisionId))).toEqual([]);
    // A request that was under way when its connection ended may have been carried out.
    expect(ids.length - acknowledged.length).toBeLessThanOrEqual(20);
  } finally {
    await after.close();
  }
}, 120_000);
