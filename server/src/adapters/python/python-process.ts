import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { PythonIsolation } from '../../ports/python-runner.js';

export interface PythonFault { type: string; message: string; line: number | null }
export type RowAnswer = { o: Record<string, unknown> } | { e: PythonFault };

/** The first answer of a process: what it is and what it gave up. */
export interface PythonHello { python: string; holds: PythonIsolation; absent: string[]; fault: PythonFault | null; examined: PythonFault[] }
interface RowAnswers { results: RowAnswer[]; done: boolean; retire?: boolean }

/** What a process is told once, before it gives up its rights. */
export interface PythonSettings {
  code: string;
  outputs: readonly string[];
  libraries: readonly string[];
  modules: readonly string[];
  memoryMb: number;
  cpuSeconds: number;
  uid: number;
  /** Run although the system calls cannot be filtered here. */
  partial: boolean;
}

const largestFrame = 256 * 2 ** 20;

/** One interpreter, which runs one piece of code for as many rows as it is given and is killed when it goes astray. */
export class PythonProcess {
  readonly hello: Promise<PythonHello>;
  /** Resolves when the process is gone, with the words for it. */
  readonly gone: Promise<string>;
  onRows: (answers: readonly RowAnswer[], done: boolean, retire: boolean) => void = () => undefined;
  alive = true;
  readonly #child: ChildProcess;
  readonly #requests: Writable;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #greeted = false;

  constructor(path: string, script: string, folder: string, settings: PythonSettings) {
    // -I: nothing of the user's or the folder's gets in; -S: no installed packages, unless libraries were named.
    this.#child = spawn(path, ['-I', '-B', '-X', 'utf8', ...(settings.libraries.length > 0 ? [] : ['-S']), script], {
      cwd: folder, env: {}, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true, windowsHide: true,
    });
    this.#requests = this.#child.stdio[3] as Writable;
    const answers = this.#child.stdio[4] as Readable;
    this.#requests.on('error', () => undefined);
    answers.on('error', () => undefined);
    let greet!: (hello: PythonHello) => void;
    let refuse!: (error: Error) => void;
    this.hello = new Promise((resolve, reject) => { greet = resolve; refuse = reject; });
    this.hello.catch(() => undefined);
    answers.on('data', (bytes: Buffer) => {
      try {
        for (const message of this.#read(bytes)) {
          if (this.#greeted) {
            const { results, done, retire } = message as RowAnswers;
            if (!Array.isArray(results)) throw new Error('no results');
            this.onRows(results, done, retire === true);
          } else {
            this.#greeted = true;
            greet(message as PythonHello);
          }
        }
      } catch {
        // What does not speak the protocol has been taken over by its code.
        this.kill();
      }
    });
    this.gone = new Promise((resolve) => {
      const end = (why: string) => {
        this.alive = false;
        refuse(new Error(why));
        resolve(why);
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('close', (code, signal) => end(signal ? `ended by ${signal}` : `ended with code ${code}`));
    });
    this.#write(settings);
  }

  get processId(): number | undefined {
    return this.alive ? this.#child.pid : undefined;
  }

  send(rows: readonly Record<string, unknown>[]): void {
    this.#write({ rows });
  }

  kill(): void {
    this.alive = false;
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // The child leads a process group of its own: whatever it may have started goes with it.
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      this.#child.kill('SIGKILL');
    }
  }

  /** Keeps the server from being held alive by an idle interpreter, or holds it while it works. */
  hold(working: boolean): void {
    for (const handle of [this.#child, ...this.#child.stdio.slice(3)] as { ref?: () => void; unref?: () => void }[]) {
      if (working) handle.ref?.();
      else handle.unref?.();
    }
  }

  #write(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(4);
    head.writeUInt32BE(body.length);
    this.#requests.write(head);
    this.#requests.write(body);
  }

  *#read(bytes: Buffer): Generator<unknown> {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    while (this.#pendingBytes >= 4) {
      if (this.#pending[0]!.length < 4) this.#pending = [Buffer.concat(this.#pending)];
      const length = this.#pending[0]!.readUInt32BE(0);
      if (length > largestFrame) throw new Error('too large');
      if (this.#pendingBytes < 4 + length) return;
      const all = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
      this.#pending = [all.subarray(4 + length)];
      this.#pendingBytes = all.length - 4 - length;
      yield JSON.parse(all.toString('utf8', 4, 4 + length));
    }
  }
}
