/** A value that may have to be waited for. What is known at once is passed on at once. */
export type MaybePromise<T> = T | PromiseLike<T>;

export const isPromise = (value: unknown): value is PromiseLike<unknown> => value !== null && (typeof value === 'object' || typeof value === 'function') && typeof (value as { then?: unknown }).then === 'function';

export function andThen<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return isPromise(value) ? (value as PromiseLike<T>).then(next) : next(value as T);
}

/** Waits only where one of the values has to be waited for. */
export function whenAll<T>(values: MaybePromise<T>[]): MaybePromise<T[]> {
  return values.some(isPromise) ? Promise.all(values) : (values as T[]);
}

/** Begins with every item and waits for all. Where one cannot even begin, failures of those that have begun are nobody's any more. */
export function forAll<T, U>(items: readonly T[], begin: (item: T, index: number) => MaybePromise<U>): MaybePromise<U[]> {
  const begun: MaybePromise<U>[] = [];
  try {
    items.forEach((item, index) => begun.push(begin(item, index)));
  } catch (error) {
    for (const each of begun) if (isPromise(each)) void Promise.resolve(each).catch(() => undefined);
    throw error;
  }
  return whenAll(begun);
}
