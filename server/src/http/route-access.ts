import type { Scope } from '@arbiter/contracts';

/**
 * Who may call a route, given as its `config`. A route that says nothing stops the start: nothing is open by oversight.
 * Safe methods (GET, HEAD) need to read the scope, others to write it, unless `access` says otherwise.
 */
export interface RouteAccess {
  /** Permission in this scope, or in any of these. */
  scope?: Scope | readonly Scope[];
  /** For a POST that only reads (a count, a check, a preview). */
  access?: 'read' | 'write';
  /** Anybody, signed in or not. */
  public?: boolean;
  /** Anybody who is signed in as a person. */
  anyUser?: boolean;
  /** False only where there is no session yet to protect: signing in, making the first account. */
  csrf?: false;
}

/** Who is asking. */
export type Principal =
  | { kind: 'user'; userId: string; login: string; role: string; language: string; csrfToken: string; sessionHash: string | undefined }
  | { kind: 'api-key'; keyId: string; name: string; scopes: readonly string[] };

declare module 'fastify' {
  interface FastifyContextConfig extends RouteAccess {}

  interface FastifyRequest {
    /** Set by the security plugin before any handler runs; null where a public route is asked by a stranger. */
    principal: Principal | null;
  }
}

/** What is written into the audit trail as the one who did it. */
export function actorOf(principal: Principal | null): string | null {
  if (principal === null) return null;
  return principal.kind === 'user' ? principal.userId : `key:${principal.keyId}`;
}
