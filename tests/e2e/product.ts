import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Product {
  url: string;
  dataFolder: string;
  process: ChildProcess;
  /** What the process has printed so far. */
  output(): string;
  stop(): Promise<void>;
  /** SIGKILL, as a power cut would; the data folder stays. */
  kill(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface ProductOptions {
  dataFolder?: string;
  customers?: number;
  environment?: Record<string, string>;
}

/** Starts the built product as its users do, on a port and data folder of its own, and waits until it is ready. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'arbiter-product-'));
  const port = await freePort();
  const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port), ARBITER_DATA_DIR: dataFolder, LOG_LEVEL: 'warn', ARBITER_DEMO_CUSTOMERS: String(options.customers ?? 5_000), ...options.environment };
  const child = spawn(process.execPath, ['server/bin/arbiter.mjs', 'start', '--no-open'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 120_000;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the product did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return {
    url,
    dataFolder,
    process: child,
    output: () => output,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      if (existsSync(dataFolder) && options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Ready: every component answers and the demo company, if any, is told. */
async function isReady(url: string): Promise<boolean> {
  try {
    const health = await fetch(`${url}/health/ready`);
    if (!health.ok) return false;
    const jobs = (await (await fetch(`${url}/v1/jobs?kind=demo`)).json()) as { state: string }[];
    return jobs.every((job) => job.state !== 'waiting' && job.state !== 'running');
  } catch {
    return false;
  }
}
