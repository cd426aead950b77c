import { problemStatus, type Fault, type ProblemCode } from '@arbiter/contracts';

/** An error that the API answers with; `detail` names the thing, its value and what to try, in English. */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extra: { faults?: Fault[]; details?: Record<string, unknown>; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: extra.cause });
    this.status = problemStatus[code];
  }
}
