/** Work for one customer, one piece after another in this process; for different customers at once. */
export class CustomerQueues {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(customerId: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(customerId);
    const mine = before === undefined ? work() : before.then(work, work);
    this.last.set(customerId, mine);
    const forget = () => {
      if (this.last.get(customerId) === mine) this.last.delete(customerId);
    };
    mine.then(forget, forget);
    return mine;
  }
}
