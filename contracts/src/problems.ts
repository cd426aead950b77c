import { Type, type Static } from 'typebox';

/**
 * The registry of errors that the API can answer with: code to HTTP status.
 * Texts for people are keyed by code in the user interface; `detail` names the thing, its value and what to try.
 */
export const problemStatus = {
  'validation-failed': 400,
  'unreadable-body': 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'not-permitted': 403,
  'csrf-token-missing': 403,
  'not-found': 404,
  'gone': 410,
  'conflict': 409,
  'stale-version': 409,
  'idempotency-key-reused': 409,
  'wrong-state': 409,
  'referenced': 409,
  'quota-exceeded': 409,
  'too-large': 413,
  'unsupported-format': 415,
  'import-not-readable': 422,
  'mapping-incomplete': 422,
  'audience-empty': 422,
  'no-candidates': 422,
  'rule-set-invalid': 422,
  'condition-invalid': 422,
  'item-invalid': 422,
  'check-failed': 422,
  'file-invalid': 422,
  'evaluation-failed': 422,
  'immutable': 409,
  'not-published': 404,
  'too-many-requests': 429,
  'job-abandoned': 500,
  'internal': 500,
  'unavailable': 503,
  'not-enough-memory': 503,
  'overloaded': 503,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof problemStatus;

/** One fault in a request, at a JSON path of it. */
export const Fault = Type.Object({
  path: Type.String({ description: 'JSON pointer into the request' }),
  code: Type.String(),
  message: Type.String(),
});
export type Fault = Static<typeof Fault>;

/** RFC 9457 problem details. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  instance: Type.Optional(Type.String()),
  faults: Type.Optional(Type.Array(Fault)),
  details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type Problem = Static<typeof Problem>;

/** What pure code returns where it can fail for a reason that a person can mend. */
export type Result<T, E = Fault[]> = { ok: true; value: T } | { ok: false; error: E };
