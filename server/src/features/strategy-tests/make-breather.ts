const mostMs = 10;

/** For long loops of evaluations: asked between them, it lets the event loop go on once the loop has held it for some milliseconds. */
export function makeBreather(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < mostMs) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}
