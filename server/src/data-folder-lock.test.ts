import { spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderInUse, lockDataFolder } from './data-folder-lock.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-lock-'));
  file = join(folder, 'arbiter.lock');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function change(fields: object) {
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...fields }));
}

describe('lockDataFolder', () => {
  it('lets one in, tells the next who it is, and opens again when it is released', async () => {
    const lock = await lockDataFolder(folder);
    await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUse);
    await expect(lockDataFolder(folder)).rejects.toThrow(new RegExp(`process ${process.pid} .*ARBITER_DATA_DIR`));
    lock.release();
    lock.release();
    expect(existsSync(file)).toBe(false);
    (await lockDataFolder(folder)).release();
  });

  it('takes over from a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    await lockDataFolder(folder);
    change({ pid: child.pid });
    (await lockDataFolder(folder)).release();
  });

  it('takes over from a process whose number belongs to another one now', async () => {
    await lockDataFolder(folder);
    change({ processStart: '1' });
    (await lockDataFolder(folder)).release();
  });

  it('believes a holder in another container or machine while it shows signs of life', async () => {
    await lockDataFolder(folder);
    change({ place: 'elsewhere', pid: 1 });
    await expect(lockDataFolder(folder)).rejects.toThrow(DataFolderInUse);
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(file, longAgo, longAgo);
    (await lockDataFolder(folder)).release();
  });

  it.each(['', '{', 'null', '{"pid":"x"}'])('takes over from a lock that cannot be read: %j', async (text) => {
    writeFileSync(file, text);
    (await lockDataFolder(folder)).release();
  });

  it('lets exactly one of many take over a stale lock', async () => {
    await lockDataFolder(folder);
    change({ processStart: '1' });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataFolder(folder)));
    const winners = results.filter((result) => result.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(results.filter((result) => result.status === 'rejected' && result.reason instanceof DataFolderInUse)).toHaveLength(7);
    winners[0]?.value.release();
  });
});
