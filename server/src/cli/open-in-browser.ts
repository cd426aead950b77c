import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, [command: string, ...args: string[]]>> = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };

/** Shows the address in the user's browser. Where there is none, nothing happens: the address is printed as well. */
export function openInBrowser(address: string): void {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
