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
  /** SIGKILL for all of its processes at once; the data folder stays. */
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
  const environment: Record<string, string> = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port), ARBITER_DATA_DIR: dataFolder, LOG_LEVEL: 'warn', ARBITER_DEMO_CUSTOMERS: String(options.customers ?? 5_000), ...options.environment };
  // A process group of its own, so that a kill takes the ClickHouse child along, as a power cut would.
  const child = spawn(process.execPath, ['server/bin/arbiter.mjs', 'start'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const killGroup = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  process.once('exit', killGroup);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 120_000;
  // The address is printed when the demo company, if any, is told.
  while (!output.includes(url) || !(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      killGroup();
      throw new Error(`the product did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    url,
    dataFolder,
    process: child,
    output: () => output,
    async kill() {
      killGroup();
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      if (existsSync(dataFolder) && options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Every component answers. */
async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false;
  }
}
