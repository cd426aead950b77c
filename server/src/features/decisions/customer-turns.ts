import { ProblemError } from '../../http/problem-error.js';

/** Requests for one customer that wait for one another in this process; more are refused. */
const mostWaiting = 1_000;

/**
 * Lets work for one customer go one after another, and that of different customers at once: whoever would lose the race for the
 * customer's state waits instead of working in vain. Other processes are kept apart by the commit itself.
 */
export class CustomerTurns {
  private readonly tails = new Map<string, { waiting: number; last: Promise<unknown> }>();

  run<T>(customerId: string, work: () => Promise<T>): Promise<T> {
    const tail = this.tails.get(customerId);
    if (tail && tail.waiting >= mostWaiting) throw new ProblemError('overloaded', `More than ${mostWaiting} requests for one customer wait already: try again in a second`, { retryAfterSeconds: 1 });
    const turn = tail ?? { waiting: 0, last: undefined as never };
    const mine = tail ? tail.last.then(work, work) : work();
    turn.waiting += 1;
    turn.last = mine;
    if (!tail) this.tails.set(customerId, turn);
    const end = (): void => {
      turn.waiting -= 1;
      if (turn.waiting === 0) this.tails.delete(customerId);
    };
    mine.then(end, end);
    return mine;
  }
}
