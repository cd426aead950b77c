import type { ItemReference, ModelDocument } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { loadDependencies, referencesIn } from '../projects/api.js';
import { hashOfBytes, keepModelFile, readModelFile } from './model-files.repository.js';

type Repository = Kysely<Database>;
/** So that the file, in base64, stays below what a request may carry. */
const mostBytes = 20 * 2 ** 20;
const onnxHash = (document: unknown): string[] => {
  const { kind, contentHash } = document as Partial<ModelDocument & { contentHash: unknown }>;
  return kind === 'onnx' && typeof contentHash === 'string' ? [contentHash] : [];
};

/** The files of a project's ONNX models, in base64 by their SHA-256, as a part of the project's file. */
export const modelFilesPart = {
  name: 'modelFiles',

  /** Throws too-large when the files are more than a project's file carries. */
  async write(repository: Repository, itemIds: readonly string[]): Promise<Record<string, string>> {
    if (itemIds.length === 0) return {};
    const drafts = await repository.selectFrom('items').select(['kind', 'draft']).where('id', 'in', [...itemIds]).execute();
    const versions = await repository.selectFrom('item_versions').select(['kind', 'document']).where('item_id', 'in', [...itemIds]).execute();
    const documents = [...drafts.map(({ kind, draft }) => ({ kind, document: draft })), ...versions];
    const references: ItemReference[] = documents.flatMap(({ document }) => referencesIn(document));
    const pinned = references.length === 0 ? [] : (await loadDependencies(repository, references, { withDeleted: true })).all();
    const hashes = new Set([...documents, ...pinned].filter(({ kind }) => kind === 'model').flatMap(({ document }) => onnxHash(document)));
    const files: Record<string, string> = {};
    let total = 0;
    for (const hash of hashes) {
      const bytes = await readModelFile(repository, hash);
      if (!bytes) continue;
      total += bytes.length;
      if (total > mostBytes) throw new ProblemError('too-large', `The ONNX models of the project have more than ${mostBytes} bytes, which a project's file cannot carry: move models that are not needed to a project of their own`);
      files[hash] = Buffer.from(bytes).toString('base64');
    }
    return files;
  },

  /** Throws file-invalid where the bytes are not those that their name says. */
  async read(transaction: Repository, part: unknown, _idOf: (fileId: string) => string | undefined, at: Date): Promise<void> {
    const refuse = (path: string, message: string): never => {
      throw new ProblemError('file-invalid', message, { faults: [{ path: `/parts/modelFiles${path}`, code: 'hash-mismatch', message }] });
    };
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return refuse('', 'modelFiles must be an object with files in base64 by their SHA-256');
    for (const [hash, text] of Object.entries(part)) {
      const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : new Uint8Array();
      if (hashOfBytes(bytes) !== hash) return refuse(`/${hash.slice(0, 80)}`, `The model file ${hash.slice(0, 80)} is not what its SHA-256 says: the file was changed after it was written`);
      await keepModelFile(transaction, bytes, at);
    }
  },
};
