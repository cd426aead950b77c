import { SourceName } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import { Assignments, Expression } from '../assignment.js';

const Named = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), value: Expression }, { additionalProperties: false });

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export const HttpSettings = Type.Object(
  {
    service: SourceName,
    method: Type.Enum(httpMethods),
    /** Path below the service's base address; expressions in braces, as in `/customers/{customer_id}/score`, stay one step of the path each. */
    path: Type.String({ maxLength: 4_000, pattern: '^[^\\u0000-\\u0020\\u007f\\\\?#]([^\\u0000-\\u0008\\u007f\\\\#])*$|^$' }),
    query: Type.Optional(Type.Array(Named, { maxItems: 100 })),
    headers: Type.Optional(Type.Array(Type.Object({ name: Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$" }), value: Expression }, { additionalProperties: false }), { maxItems: 100 })),
    /** Sent as JSON. */
    body: Type.Optional(Expression),
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000 })),
    /** Statuses that are no failure: 200, 404 …, or 2 for all from 200 to 299 (the default). */
    expect: Type.Optional(Type.Array(Type.Union([Type.Integer({ minimum: 2, maximum: 5 }), Type.Integer({ minimum: 200, maximum: 599 })]), { minItems: 1, maxItems: 50 })),
    /** What is written, with `response` = { status, headers, body } in reach. */
    result: Assignments,
    /** GET and POST: an answer is taken again for so long. */
    cacheMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
    /** POST and PATCH are repeated after a failure only where this gives each call's own key, sent as Idempotency-Key. */
    idempotencyKey: Type.Optional(Expression),
  },
  { additionalProperties: false },
);
export type HttpSettings = Static<typeof HttpSettings>;

export const defaultHttpTimeoutMs = 3_000;
