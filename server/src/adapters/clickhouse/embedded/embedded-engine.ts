import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { entryPoint } from '../../../entry-points.js';
import { ProblemError } from '../../../http/problem-error.js';
import type { ChildReply, ChildRequest } from './child-messages.js';

export interface Endpoint {
  url: string;
  password: string;
}

const threads = 12;
const startTimeoutMs = 30_000;
const patienceMs = 8_000;

export interface EmbeddedEngineOptions {
  folder: string;
  memoryBytes: number;
  onEvent?: (event: 'started' | 'died' | 'start-failed', details: Record<string, unknown>) => void;
}

/** Keeps the engine's process running: starts it again, later and later, when it dies. */
export class EmbeddedEngine {
  readonly #secret = randomBytes(32).toString('base64url');
  readonly #options: EmbeddedEngineOptions;
  #child: ChildProcess | undefined;
  #ready: Promise<Endpoint>;
  #restarts = 0;
  #closed = false;

  private constructor(options: EmbeddedEngineOptions) {
    this.#options = options;
    this.#ready = this.#start();
    this.#ready.catch(() => undefined);
  }

  /** Resolves when the engine answers; an engine that cannot start is an error here. */
  static async start(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
    const engine = new EmbeddedEngine(options);
    try {
      await engine.#ready;
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  get processId(): number | undefined {
    return this.#child?.pid;
  }

  /** Where the engine answers. While it is being restarted this waits some seconds, then fails as `unavailable`. */
  async endpoint(): Promise<Endpoint> {
    if (this.#closed) throw new ProblemError('unavailable', 'Embedded ClickHouse has been stopped.');
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ProblemError('unavailable', 'Embedded ClickHouse is being restarted; try again in some seconds.', { retryAfterSeconds: 5 })), patienceMs);
    });
    try {
      return await Promise.race([this.#ready, tooLong]);
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      throw new ProblemError('unavailable', `Embedded ClickHouse does not start: ${error instanceof Error ? error.message : String(error)}. Run "npx arbiter doctor".`, { retryAfterSeconds: 5, cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // What was acknowledged is on the disk, and the engine has no quicker way to end.
    child.kill('SIGKILL');
    await gone;
  }

  #start(): Promise<Endpoint> {
    return new Promise<Endpoint>((resolve, reject) => {
      const child = fork(entryPoint('adapters/clickhouse/embedded/engine-child'), [], {
        // The engine needs no secret of the parent's environment; the pool's size counts only when node starts with it.
        env: { UV_THREADPOOL_SIZE: String(threads), TZ: 'UTC' },
        execArgv: ['--max-old-space-size=1024'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        serialization: 'json',
      });
      this.#child = child;
      const startedAt = Date.now();
      let settled = false;
      const fail = (error: Error) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        child.kill('SIGKILL');
        reject(error);
      };
      const timer = setTimeout(() => fail(new Error(`the engine did not answer within ${startTimeoutMs} ms`)), startTimeoutMs);
      child.on('message', (message: ChildReply) => {
        if (message.kind === 'failed') {
          fail(new Error(message.detail));
        } else if (!settled) {
          settled = true;
          clearTimeout(timer);
          this.#options.onEvent?.('started', { processId: child.pid, tookMs: Date.now() - startedAt });
          resolve({ url: `http://127.0.0.1:${message.port}`, password: this.#secret });
        }
      });
      child.on('error', fail);
      child.once('exit', (code, signal) => {
        fail(new Error(`the engine's process ended (${signal ?? `code ${code}`})`));
        if (this.#closed || this.#child !== child) return;
        if (Date.now() - startedAt > 60_000) this.#restarts = 0;
        const delayMs = Math.min(30_000, 100 * 2 ** this.#restarts);
        this.#restarts += 1;
        this.#options.onEvent?.('died', { code, signal, restartInMs: delayMs });
        this.#ready = new Promise<void>((wake) => setTimeout(wake, delayMs).unref()).then(() => {
          if (this.#closed) throw new Error('stopped');
          return this.#start();
        });
        this.#ready.catch((error: Error) => this.#options.onEvent?.('start-failed', { detail: error.message }));
      });
      const request: ChildRequest = { folder: this.#options.folder, secret: this.#secret, memoryBytes: this.#options.memoryBytes, concurrency: threads - 2 };
      child.send(request, (error) => {
        if (error) fail(error);
      });
    });
  }
}
