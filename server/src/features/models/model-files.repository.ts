import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

type Repository = Kysely<Database>;

/** Largest model file, bytes. It is read whole into the memory of the process that scores. */
export const mostModelBytes = 64 * 2 ** 20;
const partBytes = 2 ** 20;

export const hashOfBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Keeps a model file under the SHA-256 of its bytes; to be called inside a transaction. The same file again changes nothing. Throws too-large. */
export async function keepModelFile(transaction: Repository, bytes: Uint8Array, now: Date): Promise<string> {
  if (bytes.length > mostModelBytes) throw new ProblemError('too-large', `The model file has ${bytes.length} bytes; at most ${mostModelBytes} are kept. Export a smaller model`);
  const hash = hashOfBytes(bytes);
  const { numInsertedOrUpdatedRows } = await transaction.insertInto('model_files').values({ content_hash: hash, size_bytes: bytes.length, created_at: now }).onConflict((conflict) => conflict.doNothing()).executeTakeFirstOrThrow();
  if (!numInsertedOrUpdatedRows) return hash;
  for (let start = 0, number = 0; start < bytes.length; start += partBytes, number += 1) {
    await transaction.insertInto('model_file_parts').values({ content_hash: hash, number, bytes: Buffer.from(bytes.subarray(start, start + partBytes)) }).execute();
  }
  return hash;
}

/** The bytes of a model file; undefined where there is none. Throws internal when they are not what was stored. */
export async function readModelFile(repository: Repository, contentHash: string): Promise<Uint8Array | undefined> {
  const file = await repository.selectFrom('model_files').select('size_bytes').where('content_hash', '=', contentHash).executeTakeFirst();
  if (!file) return undefined;
  const bytes = new Uint8Array(file.size_bytes);
  let filled = 0;
  for (let number = 0; filled < bytes.length; number += 1) {
    const part = await repository.selectFrom('model_file_parts').select('bytes').where('content_hash', '=', contentHash).where('number', '=', number).executeTakeFirst();
    if (!part || part.bytes.length === 0 || filled + part.bytes.length > bytes.length) break;
    bytes.set(part.bytes, filled);
    filled += part.bytes.length;
  }
  if (hashOfBytes(bytes) !== contentHash) throw new ProblemError('internal', `The stored model file ${contentHash} is damaged: restore the repository from a copy`);
  return bytes;
}
