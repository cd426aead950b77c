const prefix = 'arbiter.';

/** Reads one of the allowed values from the browser's storage; storage may be forbidden, so a failure is the fallback. */
export function readStored<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
  try {
    const stored = localStorage.getItem(prefix + key);
    return allowed.find((value) => value === stored) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Remembers a preference; a browser that forbids storage simply forgets it. */
export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(prefix + key, value);
  } catch {
    // Private windows may refuse: the choice holds until the page is closed.
  }
}
