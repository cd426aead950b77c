import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { entryPoint } from '../../entry-points.js';
import type { OnnxReply, OnnxRequest } from './onnx-messages.js';

type Body<R> = R extends { id: number } ? Omit<R, 'id'> : never;
interface Waiting { resolve(reply: OnnxReply): void; reject(error: Error): void; timer: NodeJS.Timeout }

/** The child process of sessions: started at the first request, killed when an answer takes too long, started again for the next one. */
export class OnnxProcess {
  #child: ChildProcess | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(private readonly memoryBytes: number) {}

  /** Rejects with an Error that says why there is no answer: too late, or the process died. */
  ask(body: Body<OnnxRequest>, timeoutMs: number): Promise<OnnxReply> {
    const child = (this.#child ??= this.#start());
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#drop(child, `gave no answer within ${timeoutMs} ms`), timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
      child.ref();
      child.channel?.ref();
      child.send({ ...body, id } as OnnxRequest, (error) => {
        if (error) this.#drop(child, error.message);
      });
    });
  }

  close(): void {
    if (this.#child) this.#drop(this.#child, 'was stopped');
  }

  #start(): ChildProcess {
    const child = fork(entryPoint('adapters/onnx/onnx-child'), [String(this.memoryBytes)], { env: {}, execArgv: [], cwd: tmpdir(), stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' });
    child.on('message', (reply: OnnxReply) => {
      const waiting = this.#waiting.get(reply.id);
      if (!waiting) return;
      this.#waiting.delete(reply.id);
      clearTimeout(waiting.timer);
      if (this.#waiting.size === 0) {
        // An idle process does not hold the server.
        child.unref();
        child.channel?.unref();
      }
      waiting.resolve(reply);
    });
    child.once('error', (error) => this.#drop(child, error.message));
    child.once('exit', (code, signal) => this.#drop(child, `ended (${signal ?? `code ${code}`})`));
    return child;
  }

  #drop(child: ChildProcess, why: string): void {
    child.kill('SIGKILL');
    if (child !== this.#child) return;
    this.#child = undefined;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Error(`the process of ONNX models ${why}`));
    }
    this.#waiting.clear();
  }
}
