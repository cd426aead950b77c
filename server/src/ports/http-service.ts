/** A service that strategies may call. */
export interface HttpServiceDefinition {
  name: string;
  /** Where its paths begin; calls stay below it. */
  baseUrl: string;
  /** Sent with each call; a call's own headers win, secret ones excepted. */
  headers: Readonly<Record<string, string>>;
  /** Headers whose values are secrets: sent to the host of the base address alone. */
  secretHeaders: Readonly<Record<string, string>>;
  /** Further hosts (`host` or `host:port`) to which calls and redirects may go; a link-local address is reached only when it stands here. */
  allowedHosts: readonly string[];
  limits: HttpServiceLimits;
}

export interface HttpServiceLimits {
  /** Longest that a call may take, whatever its node says. */
  timeoutMs: number;
  /** Largest answer after it is unpacked. */
  answerBytes: number;
  /** Calls at once; others wait within their time. */
  connections: number;
  /** Share of failures within the window at which the circuit opens. */
  failureRate: number;
  /** Calls in the window before the share is looked at. */
  leastCalls: number;
  windowMs: number;
  /** How long the circuit stays open before one call may try. */
  openMs: number;
}

export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base address with its query, or an address of an allowed host. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** A text goes as it is, anything else as JSON. */
  body?: unknown;
  timeoutMs: number;
  /** GET and POST: answers with a status of 2xx are kept for so long. */
  cacheMs: number;
}

export interface HttpReply {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed where it says that it is JSON, else text; null where there is none. */
  body: unknown;
}

export type HttpFailure = 'http-timeout' | 'http-refused' | 'http-unreachable' | 'circuit-open' | 'http-unreadable';

export class HttpCallError extends Error {
  override readonly name = 'HttpCallError';
  constructor(
    readonly code: HttpFailure,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export type CircuitState = 'closed' | 'open' | 'half-open';

/** Calls to one registered service. */
export interface HttpService {
  /** Any status is an answer; throws HttpCallError, rejects with the signal's reason when it fires. */
  call(call: HttpCall, signal?: AbortSignal): Promise<HttpReply>;
  circuit(): CircuitState;
  close(): Promise<void>;
}
