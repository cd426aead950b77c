import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileFormat } from '@arbiter/contracts';
import iconv from 'iconv-lite';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';

type Folders = Pick<Container, 'folders'>;

/** Where an import's file, its copy in UTF-8 and its rejects lie. */
export function importFiles({ folders }: Folders, importId: string) {
  const folder = join(folders.uploads, importId);
  return { folder, source: join(folder, 'source'), utf8: join(folder, 'utf8'), rejects: join(folder, 'rejects.csv') };
}

export interface StoredFile {
  sizeBytes: number;
  /** SHA-256 of the bytes. */
  contentHash: string;
}

/** Writes a stream to the import's folder as it comes; nothing is left of one that fails or is too large. */
export async function storeFile(container: Folders, importId: string, bytes: Readable, limitBytes: number): Promise<StoredFile> {
  const { folder, source } = importFiles(container, importId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) return done(tooLarge(limitBytes));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const unfinished = `${source}.part`;
  try {
    await pipeline(bytes, measure, createWriteStream(unfinished, { mode: 0o600 }));
    if ((bytes as Readable & { truncated?: boolean }).truncated) throw tooLarge(limitBytes);
    await rename(unfinished, source);
    return { sizeBytes, contentHash: hash.digest('hex') };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

const tooLarge = (limitBytes: number) =>
  new ProblemError('too-large', `The file is larger than ${Math.round(limitBytes / 2 ** 20)} MB. Put it into the import folder and choose it there, split it, or raise ARBITER_UPLOAD_LIMIT_MB.`, { details: { limitBytes } });

/** The first bytes of a file, and whether they are all of it. */
export async function readHead(path: string, most: number): Promise<{ bytes: Buffer; sizeBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(most, size));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return { bytes: bytes.subarray(0, bytesRead), sizeBytes: size };
  } finally {
    await file.close();
  }
}

/** The last bytes of a file before `before` (an offset from its end). */
export async function readTail(path: string, length: number, before = 0): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(length, Math.max(0, size - before)));
    await file.read(bytes, 0, bytes.length, Math.max(0, size - before - bytes.length));
    return bytes;
  } finally {
    await file.close();
  }
}

const iconvNames = { 'utf-8': 'utf8', 'windows-1251': 'win1251', 'utf-16le': 'utf16-le', 'utf-16be': 'utf16-be' } as const;

/** Text of the first bytes; a letter cut in two at their end is left out, and so is the byte order mark. */
export function decodeHead(bytes: Uint8Array, encoding: FileFormat['encoding']): string {
  return iconv.decode(Buffer.from(bytes), iconvNames[encoding]).replace(/\ufffd+$/, '').replace(/^\ufeff/, '');
}

/** Copies the file in UTF-8, byte stream to byte stream; nothing of it is looked at. Old Macintosh line ends become new ones. */
export async function writeAsUtf8(from: string, to: string, options: { encoding: FileFormat['encoding']; carriageReturns: boolean; onBytes?: (done: number) => void; signal?: AbortSignal }): Promise<void> {
  let done = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      options.onBytes?.(done);
      next(null, chunk);
    },
  });
  const lineEnds = new Transform({
    decodeStrings: false,
    transform(chunk: string | Buffer, _encoding, next) {
      next(null, options.carriageReturns ? chunk.toString().replaceAll('\r', '\n') : chunk);
    },
  });
  const unfinished = `${to}.part`;
  await pipeline(
    [createReadStream(from, { highWaterMark: 1 << 20 }), watch, iconv.decodeStream(iconvNames[options.encoding]), lineEnds, createWriteStream(unfinished, { mode: 0o600 })],
    options.signal ? { signal: options.signal } : {},
  );
  await rename(unfinished, to);
}

/** A file's name for people and lists: without a path and control characters. */
export function plainFileName(name: string | undefined): string {
  // Browsers may send paths, with separators of either kind.
  const plain = basename((name ?? '').replaceAll('\\', '/')).replace(/[\u0000-\u001f\u007f]/g, '').trim();
  return plain.slice(0, 200) || 'file';
}
