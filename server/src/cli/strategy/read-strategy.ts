import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { itemKinds, type CheckFindings, type ItemKind, type ItemReference } from '@arbiter/contracts';
import type { Dependencies } from '@arbiter/engine/strategy/node-kind';
import { checkDocument, readProjectFile, type ProjectFile } from '../../features/project-files/api.js';
import { ProblemError } from '../../http/problem-error.js';
import { UsageError } from '../command.js';

/** JSON of a file, or of standard input for "-". */
export async function readJson(file: string): Promise<unknown> {
  const content = file === '-' ? await readStream(process.stdin) : await readFile(file, 'utf8');
  try {
    return JSON.parse(content.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new UsageError(`${file === '-' ? 'The standard input' : file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export interface FileDependencies extends Dependencies {
  file: ProjectFile | undefined;
}

/** What strategies may refer to: the registered versions of a project's file, whose hashes are checked. */
export async function readDependencies(file: string | undefined): Promise<FileDependencies> {
  if (file === undefined) return { find: () => undefined, file: undefined };
  return dependenciesOf(readProjectFile(await readJson(file)).file);
}

export function dependenciesOf(file: ProjectFile): FileDependencies {
  return {
    file,
    find: ({ kind, id, version }: ItemReference) => file.items.find((item) => item.id === id && item.kind === kind)?.versions.find((one) => one.version === version)?.document,
  };
}

export const isProjectFile = (value: unknown): boolean => typeof value === 'object' && value !== null && (value as { format?: unknown }).format === 'arbiter-project';

/** What kind of item a document is, by its own keys. */
export function kindOfDocument(document: unknown, given: string | undefined): ItemKind {
  if (given !== undefined) {
    const kind = itemKinds.find((one) => one === given);
    if (!kind) throw new UsageError(`--kind is ${JSON.stringify(given)}; give one of ${itemKinds.join(', ')}`);
    return kind;
  }
  const has = (key: string): boolean => typeof document === 'object' && document !== null && Object.hasOwn(document, key);
  if (has('hitPolicy')) return 'decision-table';
  if (has('characteristics')) return 'scorecard';
  if (has('root')) return 'decision-tree';
  if (has('rules')) return 'rule-set';
  return has('kind') ? 'model' : 'strategy';
}

/** Faults and warnings of a document with what it refers to at hand; what cannot be checked at all is a fault at its root. */
export function checkFile(kind: ItemKind, document: unknown, dependencies: Dependencies): CheckFindings {
  try {
    return checkDocument(kind, document, dependencies);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { faults: error.extra.faults ?? [{ path: '', code: error.code, message: error.detail }], warnings: [] };
  }
}
