import { cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on; other work on the machine shows in the load. */
export function describeMachine() {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load ${loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`;
}
