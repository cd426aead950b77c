import type { Kysely } from 'kysely';
import { modelFilesPart } from '../models/api.js';
import type { Database } from '../../repository/tables.js';
import { testCasesPart } from './test-cases-part.js';

/** Something that a feature keeps beside items and that travels with a project's file under its name. */
export interface ProjectFilePart {
  name: string;
  /** JSON of what belongs to these items. */
  write(repository: Kysely<Database>, itemIds: readonly string[]): Promise<unknown>;
  /** Takes it in, inside the import's transaction; `idOf` gives the identifier here of an item of the file. Throws file-invalid. */
  read(transaction: Kysely<Database>, part: unknown, idOf: (fileId: string) => string | undefined, at: Date): Promise<void>;
}

export const projectFileParts: ProjectFilePart[] = [testCasesPart, modelFilesPart];
