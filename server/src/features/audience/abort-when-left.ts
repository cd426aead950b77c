import type { FastifyReply } from 'fastify';

/**
 * A signal that fires when the caller goes away before the reply is sent, as the audience editor does with a count that
 * a newer condition has superseded: the query is then not worth finishing.
 */
export function abortWhenLeft(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the caller has gone away'));
  });
  return controller.signal;
}
