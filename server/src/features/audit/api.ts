import type { FastifyRequest } from 'fastify';
import type { Container } from '../../container.js';
import { actorOf } from '../../http/route-access.js';

/**
 * Writes into the audit trail who did what to which thing. `action` is `thing.verb`, `subject` the thing's id; `details` hold
 * ids, counts and states, never personal data or secrets.
 */
export async function recordAudit({ repository, now }: Pick<Container, 'repository' | 'now'>, request: Pick<FastifyRequest, 'principal'>, action: string, subject: string, details?: Record<string, unknown>): Promise<void> {
  await repository.insertInto('audit').values({ at: now(), user_id: actorOf(request.principal), action, subject, details: details ? JSON.stringify(details) : null }).execute();
}
