import type { FastifyReply } from 'fastify';

/** Fires when whoever asked has gone before the answer: long work for nobody ends. */
export function callerOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the caller has gone'));
  });
  return gone.signal;
}
