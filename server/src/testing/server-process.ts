import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../project-root.js';

export interface ServerProcess {
  child: ChildProcess;
  address: string;
  /** The text of the answer with its status; throws where there was no answer. */
  post(path: string, body: object): Promise<{ status: number; text: string }>;
  /** SIGKILL, and waits until the process is gone. */
  kill(): Promise<void>;
}

/** The built server as a process of its own on a free port, with these settings alone. `apiKey` is for the requests of the test. */
export async function startServerProcess(settings: Record<string, string>, apiKey: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(projectRoot, 'server', 'bin', 'arbiter.mjs'), 'start', '--port', '0'], { env: { PATH: process.env.PATH, ARBITER_DEMO: 'off', LOG_LEVEL: 'warn', ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stderr!.on('data', (text) => (output = `${output}${String(text)}`.slice(-20_000)));
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code, signal) => reject(new Error(`The server ended (${signal ?? code}): ${output}`)));
    child.stdout!.on('data', (text) => {
      output = `${output}${String(text)}`.slice(-20_000);
      const found = /http:\/\/\S+?:\d+/.exec(output)?.[0];
      if (found) resolve(found);
    });
  });
  return {
    child,
    address,
    post: async (path, body) => {
      const reply = await fetch(`${address}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` }, body: JSON.stringify(body) });
      return { status: reply.status, text: await reply.text() };
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
