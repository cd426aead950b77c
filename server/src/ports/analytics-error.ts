/** The engine's refusal of a statement. `code` is ClickHouse's own number. */
export class AnalyticsError extends Error {
  override name = 'AnalyticsError';
  constructor(
    readonly code: number,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The caller's signal fired; the engine was told to stop. */
export class QueryCancelled extends Error {
  override name = 'AbortError';
}
