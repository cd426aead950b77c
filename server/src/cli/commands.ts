import type { Command } from './command.js';

/** Every command, in the order of the help. Each is loaded only when it is needed. */
export const commands: Record<string, () => Promise<{ command: Command }>> = {
  start: () => import('./start.command.js'),
  worker: () => import('./worker.command.js'),
  import: () => import('./import.command.js'),
  solve: () => import('./solve.command.js'),
  export: () => import('./export.command.js'),
  dmn: () => import('./dmn.command.js'),
  strategy: () => import('./strategy.command.js'),
  demo: () => import('./demo.command.js'),
  doctor: () => import('./doctor.command.js'),
};
