import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

interface Holder {
  pid: number;
  /** Tells a process from a later one that got the same number. */
  processStart: string;
  /** Machine, boot and container: numbers of processes mean something only within. */
  place: string;
  host: string;
  since: string;
}

export class DataFolderInUse extends Error {
  override name = 'DataFolderInUse';
}

const heartbeatMs = 5_000;
const silentAfterMs = 30_000;

function readQuietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Start of a process in ticks since boot; nothing where the system does not tell. */
function processStart(pid: number): string {
  const stat = readQuietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function thisPlace(): string {
  const boot = readQuietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const container = readQuietly(() => readlinkSync('/proc/self/ns/pid'));
  return [boot || hostname(), container].join(' ');
}

function isAlive(holder: Holder, file: string): boolean {
  if (holder.place !== thisPlace()) return Date.now() - statSync(file).mtimeMs < silentAfterMs;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return holder.processStart === processStart(holder.pid);
}

function readHolder(file: string): Holder | undefined {
  const text = readQuietly(() => readFileSync(file, 'utf8'));
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    return typeof value?.pid === 'number' && typeof value.place === 'string' ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

export interface DataFolderLock {
  release(): void;
}

/**
 * Takes the data folder for this process: the embedded stores are damaged for good when two processes open them.
 * A lock whose process is gone is taken over.
 * @throws DataFolderInUse naming the holder
 */
export async function lockDataFolder(dataDir: string): Promise<DataFolderLock> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'arbiter.lock');
  const own: Holder = { pid: process.pid, processStart: processStart(process.pid), place: thisPlace(), host: hostname(), since: new Date().toISOString() };
  const nonce = randomUUID();
  const text = JSON.stringify({ ...own, nonce });
  const refuse = (holder: Holder): never => {
    throw new DataFolderInUse(
      `The data folder ${dataDir} is in use by process ${holder.pid} on ${holder.host} since ${holder.since}. Stop that process first (kill ${holder.pid}), use its API instead, or give this one a folder of its own with ARBITER_DATA_DIR.`,
    );
  };
  // Written beside and put in place whole, so that nobody reads half a lock and takes it for a broken one.
  const prepared = `${file}.${nonce}`;
  writeFileSync(prepared, text, { mode: 0o600 });
  try {
    linkSync(prepared, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = readHolder(file);
    if (holder && isAlive(holder, file)) refuse(holder);
    // Several may find the lock stale at once: each puts its own in place, and after a while one of them stands.
    renameSync(prepared, file);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const winner = readHolder(file);
    if (winner && readQuietly(() => readFileSync(file, 'utf8')) !== text) refuse(winner);
  } finally {
    rmSync(prepared, { force: true });
  }
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // The folder was removed under us; there is nothing left to hold.
    }
  }, heartbeatMs);
  heartbeat.unref();
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      clearInterval(heartbeat);
      if (readQuietly(() => readFileSync(file, 'utf8')) === text) rmSync(file, { force: true });
    },
  };
}
