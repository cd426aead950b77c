import { randomUUID } from 'node:crypto';
import { Id, type Fault, type ItemKind, type ItemReference } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { Value } from 'typebox/value';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { addItem, addProject, checkItem, findProject, keepState, referenceKey, referencesIn, replaceReferences, requireOpenProject } from '../projects/api.js';
import { insertVersion } from '../registration/api.js';
import type { ItemInFile } from './project-file.js';
import { projectFileParts } from './project-file-parts.js';
import { readProjectFile, type VersionToImport } from './read-project-file.js';

type Repository = Kysely<Database>;

export interface ImportWish {
  file: unknown;
  /** A project that is there; a new one is made where it is left out. */
  into?: string | undefined;
  /** What is done with an item that the project has already: its draft is kept, or replaced, or the file's item comes beside it. Missing versions are added in any case. */
  conflicts: 'keep' | 'replace' | 'copy';
  /** Name of the new project. */
  name?: string | undefined;
}

export interface ImportedItem {
  fileId: string;
  id: string;
  kind: ItemKind;
  name: string;
  action: 'added' | 'kept' | 'replaced' | 'copied' | 'linked';
  versions: { inFile: number; version: number; contentHash: string; existed: boolean }[];
}

interface Place { item: ItemInFile; id: string; action: ImportedItem['action']; versions: ImportedItem['versions'] }

/** Takes a project's file in, wholly or not at all. Hashes come out as they are in the file. Throws file-invalid, not-found, wrong-state. */
export async function importProject({ repository, now }: Pick<Container, 'repository' | 'now'>, { file: value, into, conflicts, name }: ImportWish, author: string | null): Promise<{ projectId: string; items: ImportedItem[] }> {
  const { file, versions } = readProjectFile(value);
  if (into !== undefined) await requireOpenProject(repository, into);
  return repository.transaction().execute(async (transaction) => {
    const projectId = into ?? (await addProject(transaction, { ...file.project, name: name ?? file.project.name, description: file.project.description, tags: [...new Set(file.project.tags)] }, { owner: author, now: now() })).id;
    const places = new Map<string, Place>();
    for (const item of file.items) places.set(item.id, await placeOf(transaction, item, into, conflicts));
    const mapped = new Map<string, ItemReference>();
    const rewrite = (document: unknown): unknown => replaceReferences(document, (reference) => mapped.get(referenceKey(reference)) ?? reference);
    for (const place of places.values()) {
      if (place.action === 'kept' || place.action === 'replaced' || place.action === 'linked') continue;
      const { item, id } = place;
      await addItem(transaction, { id, projectId, kind: item.kind, name: item.name, description: item.description, text: '{}', faults: 0, warnings: 0, references: [] }, author, now());
    }
    for (const version of versions) {
      const place = places.get(version.item.id)!;
      const written = await writeVersion(transaction, version, place, rewrite(version.document), author);
      mapped.set(referenceKey({ id: version.item.id, version: version.version }), { kind: version.item.kind, id: place.id, version: written.version });
    }
    for (const { item, id, action } of places.values()) if (action !== 'kept' && action !== 'linked') await writeDraft(transaction, item, id, rewrite(item.document), action === 'replaced', author, now());
    for (const part of projectFileParts) if (file.parts?.[part.name] !== undefined) await part.read(transaction, file.parts[part.name], (fileId) => places.get(fileId)?.id, now());
    await findProject(transaction, projectId);
    return { projectId, items: [...places.values()].map(({ item, id, action, versions: written }) => ({ fileId: item.id, id, kind: item.kind, name: item.name, action, versions: written })) };
  });
}

/** Where an item of the file goes: to itself where the project has it, to its own identifier where that is free, else to a new one. */
async function placeOf(transaction: Repository, item: ItemInFile, into: string | undefined, conflicts: ImportWish['conflicts']): Promise<Place> {
  const same = await transaction.selectFrom('items').select(['id', 'project_id', 'kind', 'deleted_at']).where('id', '=', item.id).executeTakeFirst();
  const place = (id: string, action: ImportedItem['action']): Place => ({ item, id, action, versions: [] });
  // What belongs to another project and is there with all its versions is referred to where it is.
  if (item.foreign && same && same.deleted_at === null && same.kind === item.kind && (await hasVersions(transaction, item))) return place(item.id, 'linked');
  const here = same && same.deleted_at === null && same.project_id === into && same.kind === item.kind ? same.id : into === undefined ? undefined : (await transaction.selectFrom('items').select('id').where('project_id', '=', into).where('deleted_at', 'is', null).where('kind', '=', item.kind).where('name', '=', item.name).orderBy('id').executeTakeFirst())?.id;
  if (here !== undefined && conflicts !== 'copy') return place(here, conflicts === 'keep' ? 'kept' : 'replaced');
  return place(same || !Value.Check(Id, item.id) ? randomUUID() : item.id, here === undefined ? 'added' : 'copied');
}

async function hasVersions(transaction: Repository, item: ItemInFile): Promise<boolean> {
  const rows = await transaction.selectFrom('item_versions').select(['version', 'content_hash']).where('item_id', '=', item.id).execute();
  return item.versions.every(({ version, contentHash }) => rows.some((row) => row.version === version && row.content_hash === contentHash));
}

async function writeVersion(transaction: Repository, version: VersionToImport, place: Place, document: unknown, author: string | null): Promise<{ version: number }> {
  const { item } = version;
  // Registered means checked: a file may claim what it likes.
  const { text, faults } = await checkItem(transaction, item.kind, document, place.id);
  if (faults.length > 0) {
    const placed: Fault[] = faults.map((fault) => ({ ...fault, path: `${version.path}/document${fault.path}` }));
    throw new ProblemError('file-invalid', `Version ${version.version} of "${item.name}" has faults, the first at ${placed[0]!.path}: ${placed[0]!.message}`, { faults: placed });
  }
  const taken = await transaction.selectFrom('item_versions').select('version').where('item_id', '=', place.id).where('version', '=', version.version).executeTakeFirst();
  const { version: written, existed } = await insertVersion(transaction, {
    itemId: place.id, kind: item.kind, contentHash: version.contentHash, text, references: referencesIn(document), author: version.author ?? author, comment: version.comment, checks: version.checks, at: new Date(version.createdAt),
    ...(taken ? {} : { version: version.version }),
  });
  place.versions.push({ inFile: version.version, version: written.version, contentHash: written.contentHash, existed });
  return written;
}

async function writeDraft(transaction: Repository, item: ItemInFile, id: string, document: unknown, replaces: boolean, author: string | null, at: Date): Promise<void> {
  const { text, faults, warnings } = await checkItem(transaction, item.kind, document, id);
  const { revision } = await transaction
    .updateTable('items')
    .set((expression) => ({ draft: text, faults: faults.length, warnings: warnings.length, ...(replaces ? { revision: expression('revision', '+', 1), description: item.description, updated_at: at, updated_by: author } : {}) }))
    .where('id', '=', id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  await keepState(transaction, id, { revision, text, faults: faults.length, origin: 'import' }, author, at);
  await transaction.deleteFrom('draft_references').where('item_id', '=', id).execute();
  const references = referencesIn(document);
  if (references.length > 0) await transaction.insertInto('draft_references').values(references.map((reference) => ({ item_id: id, target_id: reference.id, target_version: reference.version }))).execute();
}
