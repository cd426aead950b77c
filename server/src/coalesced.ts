/**
 * Makes a task that never runs twice at once: a call during a run has the task run once more after it, and everyone who called meanwhile
 * waits for that. What a caller changed before its call is therefore seen.
 */
export function coalesced(task: () => Promise<void>): { run(): Promise<void>; running(): Promise<void> | undefined } {
  let running: Promise<void> | undefined;
  let again = false;
  const loop = async (): Promise<void> => {
    do {
      again = false;
      await task();
    } while (again);
  };
  return {
    run() {
      if (running) {
        again = true;
        return running;
      }
      running = loop().finally(() => {
        running = undefined;
      });
      return running;
    },
    running: () => running,
  };
}
