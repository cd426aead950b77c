import type { FastifyReply } from 'fastify';
import { ProblemError } from './problem-error.js';

/**
 * Does work that is worth nothing once its caller has gone away, as the audience editor does from a count that a newer
 * condition has superseded: the signal fires then, and the query ends with it.
 */
export async function whileCallerWaits<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const left = (): void => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the caller has gone away'));
  };
  reply.raw.once('close', left);
  try {
    return await work(controller.signal);
  } catch (error) {
    // Nobody reads this answer; it keeps the log free of errors that are none.
    if (controller.signal.aborted) throw new ProblemError('gone', 'The caller went away before the answer was ready', { cause: error });
    throw error;
  } finally {
    reply.raw.off('close', left);
  }
}
