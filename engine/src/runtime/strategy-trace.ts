import { toJson } from './to-json.js';

/** One visit of a node while it is recorded. */
interface OpenStep {
  path: string;
  nodeId: string;
  port: string | null;
  startMs: number;
  durationMs: number;
  written: Map<string, unknown>;
  note?: unknown;
  error?: { code: string; message: string };
  depth: number;
}

const stepCap = 20_000;

/** A value as JSON; what cannot be written must not end an evaluation that went well. */
function recorded(value: unknown): unknown {
  try {
    return toJson(value);
  } catch {
    return 'nests too deep to be recorded';
  }
}

/** Records the visits of nodes in the order in which they began. Values are kept as they are and written out at the end. */
export class StrategyTrace {
  private readonly steps: OpenStep[] = [];
  private readonly open: OpenStep[] = [];
  private readonly way: string[] = [];
  private readonly beginMs: number;
  /** True where the evaluation had more steps than are recorded. */
  truncated = false;

  constructor(private readonly clock: () => number) {
    this.beginMs = clock();
  }

  enter(nodeId: string): void {
    const path = this.way.length === 0 ? nodeId : `${this.way.join('/')}/${nodeId}`;
    const step: OpenStep = { path, nodeId, port: null, startMs: this.clock() - this.beginMs, durationMs: 0, written: new Map(), depth: this.way.length };
    this.open.push(step);
    if (this.steps.length < stepCap) this.steps.push(step);
    else this.truncated = true;
  }

  left(port: string): void {
    this.open.at(-1)!.port = port;
  }

  wrote(name: string, value: unknown): void {
    this.open.at(-1)!.written.set(name, value);
  }

  note(value: unknown): void {
    this.open.at(-1)!.note = value;
  }

  leave(): void {
    const step = this.open.pop();
    if (!step) return;
    step.durationMs = this.clock() - this.beginMs - step.startMs;
    this.way.length = step.depth;
  }

  /** The node begins anew or goes on by its error policy: what it wrote is taken back. */
  failed(error: { code: string; message: string }): void {
    const step = this.open.at(-1)!;
    step.written.clear();
    step.error = { code: error.code, message: error.message };
    this.way.length = step.depth;
  }

  round(step: string): void {
    this.way.push(step);
  }

  roundEnd(): void {
    this.way.pop();
  }

  toSteps() {
    return this.steps.map(({ path, nodeId, port, startMs, durationMs, written, note, error }) => ({
      path,
      nodeId,
      port,
      startMs,
      durationMs,
      written: Object.fromEntries([...written].map(([name, value]) => [name, recorded(value)])),
      ...(note === undefined ? {} : { note: recorded(note) }),
      ...(error ? { error } : {}),
    }));
  }
}
