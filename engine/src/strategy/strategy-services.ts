/** What a strategy asks of the outside while it is evaluated. Filled by the server; tests fill it with functions. */
export interface StrategyServices {
  /** Rows of a read-only query on a named source. Throws StrategyFailure (source-unknown, sql-refused, sql-timeout, too-many-rows, source-failed). */
  sql(request: SqlRequest, signal: AbortSignal | undefined): Promise<Record<string, unknown>[]>;
  /** Throws StrategyFailure (http-timeout, http-status, http-refused, http-unreachable, circuit-open, http-unreadable). */
  http(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpAnswer>;
  /** Outputs of a piece of Python. Calls of one turn of the event loop cross to the process together. Throws StrategyFailure (python-error, python-timeout, python-memory, python-missing). */
  python(request: PythonRequest, signal: AbortSignal | undefined): Promise<Record<string, unknown>>;
  /** Outputs of an ONNX model by name. Calls of one turn are scored together. Throws StrategyFailure (model-missing, model-failed). */
  model(request: ModelRequest, signal: AbortSignal | undefined): Promise<Record<string, unknown>>;
  /** Whether a contact is allowed now. Synchronous: the caller has read the hot state before. */
  contactPolicy(request: ContactPolicyRequest): ContactPolicyAnswer;
  /** Channel and time of a contact. Synchronous. */
  channel(request: ChannelRequest): ChannelAnswer;
}

export interface SqlRequest { source: string; statement: string; parameters: Record<string, { type: string; value: unknown }>; rowLimit: number; timeoutMs: number }
export interface HttpRequest {
  service?: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: unknown;
  timeoutMs: number;
  /** Answers are kept for so long; 0 keeps none. */
  cacheMs: number;
}
export interface HttpAnswer { status: number; headers: Record<string, string>; body: unknown }
export interface PythonRequest {
  /** Code of different scopes (strategies) never shares a process; set by whoever calls the strategy. */
  scope?: string;
  codeId: string;
  code: string;
  inputs: Record<string, unknown>;
  /** Names that the code must assign; the answer holds these alone. */
  outputs: readonly string[];
  /** Modules beyond the standard ones that the code may import; the server names which it allows. */
  libraries: readonly string[];
  timeoutMs: number;
  memoryMb: number;
}
export interface ModelRequest { modelId: string; version: number; inputs: Record<string, unknown> }
export interface ContactPolicyRequest { customer: string; channel: string; action: string; atMs: number }
export interface ContactPolicyAnswer { allowed: boolean; reasons: string[] }
export interface ChannelRequest { customer: string; action: string; channels: { channel: string; score: number }[]; atMs: number }
export interface ChannelAnswer { channel: string | null; at: string | null; reasons: string[] }

/** A node failed for a reason that a person can mend. `code` is stable, `message` names the thing, its value and what to try. */
export class StrategyFailure extends Error {
  override readonly name = 'StrategyFailure';
  constructor(readonly code: string, message: string, readonly details?: Readonly<Record<string, unknown>>) {
    super(message);
  }
}
