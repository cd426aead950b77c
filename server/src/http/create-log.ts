import { pino, type DestinationStream, type Logger } from 'pino';

interface LoggedError { type: string; code?: string; message: string; stack?: string; cause?: LoggedError }

/** Drivers hang values of rows on their errors (`detail`, `parameters`): only these fields may reach the log. */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error).slice(0, 500) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code: String(code) }),
    message: error.message.slice(0, 2000),
    ...(error.stack ? { stack: error.stack.slice(0, 4000) } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

/** One JSON object a line, with ids and without bodies, query strings or customers. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: { service: 'arbiter' }, timestamp: () => `,"time":"${new Date().toISOString()}"`, formatters: { level: (label: string) => ({ level: label }) }, serializers: { err: (error: unknown) => describeError(error) } };
  return destination ? pino(options, destination) : pino(options);
}
