// What was started is stopped in the opposite order, at the end, after an error and on Ctrl+C.
const stops = [];
let stopping;

/** To be called when everything ends, once. */
export const atEnd = (stop) => void stops.push(stop);

export function stopAll() {
  return (stopping ??= (async () => {
    for (const stop of stops.reverse()) {
      try {
        await stop();
      } catch (error) {
        process.stderr.write(`While stopping: ${error instanceof Error ? error.message : error}\n`);
      }
    }
  })());
}

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.on(signal, () => {
    process.stderr.write('\nStopping …\n');
    void stopAll().then(() => process.exit(code));
  });
}

/** Runs the whole work and ends the process with its code. */
export async function runAndStop(work) {
  let code = 1;
  try {
    code = (await work()) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
  await stopAll();
  process.exit(code);
}
