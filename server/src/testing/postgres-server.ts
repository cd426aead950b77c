import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './redis-server.js';

export interface PostgresServer {
  /** Address of an empty database of a superuser. */
  url: string;
  /** Makes a further empty database and returns its address. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

function findBinaries(): string | undefined {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  return [...versions.map((version) => join(base, version, 'bin')), '/usr/local/bin', '/opt/homebrew/bin'].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

function idOf(flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim());
}

/** Why no PostgreSQL can be started here; nothing when it can. */
export function whyNoPostgres(): string | undefined {
  if (!findBinaries()) return 'PostgreSQL is not installed (Debian: apt-get install postgresql)';
  if (process.getuid?.() === 0 && !Number.isInteger(idOf('-u'))) return 'PostgreSQL refuses to run as root and there is no user "postgres"';
  return undefined;
}

/** A real PostgreSQL on a free port with a data folder of its own; as root it runs as the user `postgres`. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const binaries = findBinaries();
  if (!binaries) throw new Error(whyNoPostgres());
  const identity = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-postgres-'));
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const data = join(folder, 'data');
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
  const made = spawnSync(join(binaries, 'initdb'), ['-D', data, '-U', 'arbiter', '-A', 'trust', '-E', 'UTF8', '--no-sync'], { ...identity, env: environment, encoding: 'utf8', cwd: folder });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const child: ChildProcess = spawn(join(binaries, 'postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-c', 'fsync=off'], { ...identity, env: environment, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${output}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('database system is ready to accept connections')) resolve();
    });
  });
  child.stderr?.resume();
  const urlOf = (database: string) => `postgres://arbiter@127.0.0.1:${port}/${database}`;
  return {
    url: urlOf('postgres'),
    createDatabase(name) {
      const { status, stderr } = spawnSync(join(binaries, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'arbiter', name], { env: environment, encoding: 'utf8' });
      return status === 0 ? Promise.resolve(urlOf(name)) : Promise.reject(new Error(`createdb failed: ${stderr}`));
    },
    async stop() {
      if (child.exitCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGINT');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
