import type { Container } from '../../container.js';
import { findProject, loadDependencies, referencesIn } from '../projects/api.js';
import { fileFormat, fileVersion, type ItemInFile, type ProjectFile } from './project-file.js';
import { projectFileParts } from './project-file-parts.js';

/** A project with everything that its items refer to, as one JSON document. Throws not-found. */
export async function exportProject({ repository, now }: Pick<Container, 'repository' | 'now'>, projectId: string): Promise<ProjectFile> {
  const { id, name, description, tags } = await findProject(repository, projectId);
  const rows = await repository.selectFrom('items').select(['id', 'kind', 'name', 'description', 'draft']).where('project_id', '=', projectId).where('deleted_at', 'is', null).orderBy('name').orderBy('id').execute();
  const items = new Map<string, ItemInFile>(rows.map((row) => [row.id, { id: row.id, kind: row.kind, name: row.name, description: row.description, document: row.draft, versions: [] }]));
  const versions = rows.length === 0 ? [] : await repository.selectFrom('item_versions').selectAll().where('item_id', 'in', [...items.keys()]).orderBy('item_id').orderBy('version').execute();
  for (const row of versions) items.get(row.item_id)!.versions.push({ version: row.version, contentHash: row.content_hash, document: row.document, author: row.author, comment: row.comment, checks: row.checks, createdAt: row.created_at.toISOString() });

  // What belongs to other projects comes along with the versions that are used, so that the file is whole.
  const all = [...items.values()].flatMap((item) => [item.document, ...item.versions.map(({ document }) => document)]);
  const used = (await loadDependencies(repository, all.flatMap((document) => referencesIn(document)))).all().filter(({ itemId }) => !rows.some((row) => row.id === itemId));
  for (const { itemId, version } of used) {
    const row = await repository.selectFrom('item_versions').innerJoin('items', 'items.id', 'item_versions.item_id').selectAll('item_versions').select(['items.name', 'items.description']).where('item_id', '=', itemId).where('version', '=', version).executeTakeFirstOrThrow();
    const item = items.get(itemId) ?? { id: itemId, kind: row.kind, name: row.name, description: row.description, foreign: true, document: row.document, versions: [] };
    item.versions.push({ version, contentHash: row.content_hash, document: row.document, author: row.author, comment: row.comment, checks: row.checks, createdAt: row.created_at.toISOString() });
    items.set(itemId, item);
  }
  for (const item of items.values()) item.versions.sort((a, b) => a.version - b.version);
  const parts: Record<string, unknown> = {};
  for (const part of projectFileParts) parts[part.name] = await part.write(repository, rows.map((row) => row.id));
  return { format: fileFormat, formatVersion: fileVersion, exportedAt: now().toISOString(), project: { id, name, description, tags }, items: [...items.values()], ...(projectFileParts.length > 0 ? { parts } : {}) };
}
