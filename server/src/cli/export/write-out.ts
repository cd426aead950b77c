import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Writable } from 'node:stream';

/** Standard output as a stream that one writer may end: the process still has it. */
const standardOutput = (): Writable =>
  new Writable({
    write: (chunk: Buffer, _encoding, done) => void process.stdout.write(chunk, (error) => done(error)),
  });

/**
 * Has a file written whole or not at all: under another name beside it, which it is given at the end. What is no plain
 * file (a pipe, a device) is written as it is; without a path the bytes go to standard output.
 */
export async function writeOut(path: string | undefined, write: (to: () => Writable) => Promise<void>): Promise<void> {
  if (path === undefined) return write(standardOutput);
  const there = await stat(path).catch(() => undefined);
  if (there && !there.isFile()) return write(() => createWriteStream(path));
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await write(() => createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
