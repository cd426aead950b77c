import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { projectRoot } from '../../project-root.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { markedStrategy } from '../../testing/strategy-documents.js';
import { drainOnce } from '../decisions/drain-journal.js';
import { addProject, createItem } from '../projects/api.js';
import { publish } from '../publications/api.js';
import { registerVersion } from '../registration/api.js';
import { replayCall } from './replay-call.js';

const folders: string[] = [];
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

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
    for (;;) {
      const reply = await fetch(`${address}/v1/session`);
      if (reply.ok) return { child, address, token: ((await reply.json()) as { csrfToken: string }).csrfToken };
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`The server did not start: ${output}`);
}

interface Answer { decisionId: string; version: number; outputs: { mark: number } }

it('keeps every decision that was answered when the server is killed, and can repeat it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'arbiter-kill-'));
  folders.push(dataDir);
  const first = await makeTestContainer({ dataDir });
  const project = await addProject(first.repository, { name: 'Kill' }, { owner: null, now: first.now() });
  const { item } = await createItem(first, { projectId: project.id, kind: 'strategy', name: 'Marks', document: markedStrategy(5) }, null);
  await registerVersion(first, item.id, {}, null);
  await publish(first, { endpoint: 'kill', environment: 'production', settings: { mode: 'online', arms: [{ name: 'a', itemId: item.id, version: 1, share: 100 }], log: { level: 'inputs' } } }, { author: null });
  await first.close();

  const { child, address, token } = await startServer(dataDir);
  const acknowledged: Answer[] = [];
  let killed = false;
  const work = async (): Promise<void> => {
    while (!killed) {
      try {
        const reply = await fetch(`${address}/v1/strategies/kill/decisions`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': token }, body: JSON.stringify({ input: { customer: `c${acknowledged.length}` } }) });
        if (reply.status === 503) await new Promise((resolve) => setTimeout(resolve, 200));
        else if (reply.status === 200) acknowledged.push((await reply.json()) as Answer);
        else throw new Error(await reply.text());
      } catch (error) {
        if (!killed) throw error;
      }
      if (acknowledged.length >= 300 && !killed) {
        killed = true;
        child.kill('SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, work));
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

  const after = await makeTestContainer({ dataDir });
  try {
    const [some] = acknowledged;
    expect(await replayCall(after, 'kill', some!.decisionId)).toMatchObject({ same: true, answer: { outputs: some!.outputs } });
    while ((await drainOnce(after)) > 0);
    const rows = await after.analytics.query<{ decision_id: string; strategy_version: number }>('SELECT decision_id, strategy_version FROM strategy_decisions FINAL');
    const ids = new Set(rows.map((row) => row.decision_id));
    expect(ids.size).toBe(rows.length);
    expect(acknowledged.filter(({ decisionId }) => !ids.has(decisionId))).toEqual([]);
    // Besides what was acknowledged only what was under way at the kill may be there.
    expect(rows.length - acknowledged.length).toBeLessThanOrEqual(20);
    expect(await replayCall(after, 'kill', acknowledged.at(-1)!.decisionId)).toMatchObject({ same: true });
  } finally {
    await after.close();
  }
});
