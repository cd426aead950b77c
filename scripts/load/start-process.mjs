// A server in a process of its own, which tells its address when it listens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { atEnd } from './stop-all.mjs';

const ticksPerSecond = 100;

/** CPU seconds of a process, or undefined where the system does not tell them or it has ended. */
function cpuSecondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return undefined;
  }
}

function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter((child) => child !== ''));
  } catch {
    return [];
  }
}

/** Starts `node` with these arguments and waits for the first address that it prints. */
export async function startProcess(nodeArguments, environment = {}) {
  const child = spawn(process.execPath, nodeArguments, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
  let ended = false;
  let inspector;
  child.stderr.on('data', (chunk) => {
    const text = String(chunk);
    inspector ??= /ws:\/\/\S+/.exec(text)?.[0];
    if (!/^(Debugger|For help, see|Waiting for the debugger)/.test(text)) process.stderr.write(text);
  });
  const exit = once(child, 'exit').then(() => void (ended = true));
  const stop = async () => {
    if (ended) return;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await exit;
    clearTimeout(impatience);
  };
  atEnd(stop);
  const address = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /http:\/\/\S+?:\d+/.exec(output)?.[0];
      if (found) resolve(found);
    });
    void exit.then(() => reject(new Error(`The server ended before it listened: ${output}`)));
  });
  return {
    address,
    pid: child.pid,
    stop,
    /** Address of Node's inspector, where `--inspect` was among the arguments. */
    inspector: () => inspector,
    /** CPU seconds of the process, and of those that it started. */
    cpuSeconds: () => ({ own: cpuSecondsOf(child.pid), children: childrenOf(child.pid).reduce((sum, pid) => sum + (cpuSecondsOf(pid) ?? 0), 0) }),
    /** Resident memory in MiB, or undefined. */
    residentMiB() {
      try {
        return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024);
      } catch {
        return undefined;
      }
    },
  };
}
