// `npm start`: installs what is missing, builds what has changed, starts the whole product on the embedded profile.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

ensureInstalled();
const { buildAll } = await import('./build.mjs');
process.stdout.write('Building …\n');
await buildAll();

// Somebody at a terminal with a screen wants to see it; a script, a container and a remote shell do not.
const hasScreen = process.platform === 'darwin' || process.platform === 'win32' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const show = process.stdout.isTTY && hasScreen && !process.env.CI && !process.env.SSH_CONNECTION ? ['--open'] : [];

const server = spawn(process.execPath, ['--max-semi-space-size=32', join(root, 'server', 'bin', 'arbiter.mjs'), 'start', ...show, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
// The server closes gracefully by itself; this process only waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
