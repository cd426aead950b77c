/** An evaluation that ended without a value. The code is `step-limit`: too many steps, too deep a recursion or too large a value. */
export class FeelFailure extends Error {
  override readonly name = 'FeelFailure';
  constructor(readonly code: 'step-limit', message: string) {
    super(message);
  }
}

/** Elements of a list and characters of a text that an expression may make. */
export const maxListLength = 5_000_000;
export const maxTextLength = 20_000_000;
const maxCallDepth = 400;

/** What an evaluation sees of the world, and its caps. */
export class FeelContext {
  #steps: number;
  #depth = 0;
  readonly #cap: number;
  /** Epoch milliseconds that `now()` and `today()` see, and the IANA zone in which they are meant. */
  constructor(readonly nowMs: number, readonly timeZone: string, steps: number) {
    this.#cap = steps;
    this.#steps = steps;
  }

  /** Counts steps against the cap. */
  tick(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new FeelFailure('step-limit', `The evaluation took more than ${this.#cap} steps of loops, lists and function calls; raise the cap or narrow the lists.`);
  }

  /** Runs the body of a function, within the cap on recursion. */
  call(run: () => unknown): unknown {
    this.tick();
    if (this.#depth >= maxCallDepth) throw new FeelFailure('step-limit', `Functions call one another deeper than ${maxCallDepth} levels; end the recursion earlier.`);
    this.#depth += 1;
    const before = beginWork(this);
    try {
      return run();
    } catch (error) {
      if (error instanceof RangeError) throw new FeelFailure('step-limit', 'Functions call one another deeper than the stack allows; end the recursion earlier.');
      throw error;
    } finally {
      endWork(before);
      this.#depth -= 1;
    }
  }
}

/** The evaluation whose loop or function runs now, so that work of built-in functions inside of it is counted too. */
let metered: FeelContext | null = null;

/** Begins to count work for an evaluation; what was counted for before goes to `endWork`. */
export function beginWork(x: FeelContext): FeelContext | null {
  const before = metered;
  metered = x;
  return before;
}
export function endWork(before: FeelContext | null): void {
  metered = before;
}

/** Counts what a built-in function does with so many elements or characters; sixteen of them are one step. */
export function work(size: number): void {
  if (size > 64 && metered !== null) metered.tick(size >> 4);
}

/** @param options `nowMs` epoch milliseconds; `timeZone` an IANA name, UTC if not given; `steps` 10 million if not given */
export function makeFeelContext(options: { nowMs: number; timeZone?: string; steps?: number }): FeelContext {
  return new FeelContext(options.nowMs, options.timeZone ?? 'UTC', options.steps ?? 10_000_000);
}

/** Refuses lists that would eat the memory. */
export function withinList(length: number): void {
  if (length > maxListLength) throw new FeelFailure('step-limit', `A list of ${length} elements is longer than the allowed ${maxListLength}.`);
}

export function withinText(length: number): void {
  if (length > maxTextLength) throw new FeelFailure('step-limit', `A text of ${length} characters is longer than the allowed ${maxTextLength}.`);
}
