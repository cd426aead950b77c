import { randomUUID } from 'node:crypto';
import type { Project, ProjectFields } from '@arbiter/contracts';
import { sql, type Kysely, type Selectable } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, ProjectsTable } from '../../repository/tables.js';
import { contentsOf, emptyContents, hasStatus, type ProjectContents, type ProjectStatus } from './project-contents.js';

type Repository = Kysely<Database>;

export interface ProjectQuery {
  search?: string;
  tag?: string;
  owner?: string;
  archived: 'no' | 'yes' | 'all';
  status?: ProjectStatus;
  sort: 'name' | 'updated' | 'created';
  order: 'asc' | 'desc';
  limit: number;
  offset: number;
}

const columns = { name: 'projects.name', updated: 'projects.updated_at', created: 'projects.created_at' } as const;
const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

function toProject(row: Selectable<ProjectsTable>, contents: ProjectContents = emptyContents): Project {
  return {
    id: row.id, name: row.name, description: row.description, tags: row.tags, owner: row.owner, archived: row.archived_at !== null, revision: row.revision, ...contents,
    createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(),
  };
}

/** A page of projects and how many there are in all. */
export async function listProjects(repository: Repository, { search, tag, owner, archived, status, sort, order, limit, offset }: ProjectQuery): Promise<{ total: number; projects: Project[] }> {
  let query = repository.selectFrom('projects').where('deleted_at', 'is', null);
  if (search) query = query.where((where) => where.or([where('name', 'ilike', containing(search)), where('description', 'ilike', containing(search))]));
  if (tag !== undefined) query = query.where(sql<boolean>`projects.tags @> ${JSON.stringify([tag])}::jsonb`);
  if (owner !== undefined) query = query.where('owner', '=', owner);
  if (archived !== 'all') query = query.where('archived_at', archived === 'yes' ? 'is not' : 'is', null);
  if (status !== undefined) query = query.where(hasStatus(status));
  const [{ total } = { total: 0 }] = await query.select((expression) => expression.fn.countAll<number>().as('total')).execute();
  const rows = await query.selectAll().orderBy(columns[sort], order).orderBy('projects.id').limit(limit).offset(offset).execute();
  const contents = await contentsOf(repository, rows.map((row) => row.id));
  return { total: Number(total), projects: rows.map((row) => toProject(row, contents.get(row.id))) };
}

/** Throws not-found. */
export async function findProject(repository: Repository, id: string): Promise<Project> {
  const row = await repository.selectFrom('projects').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no project "${id}": list them with GET /v1/projects`);
  return toProject(row, (await contentsOf(repository, [id])).get(id));
}

export async function addProject(repository: Repository, { name, description = '', tags = [] }: ProjectFields, { id = randomUUID(), owner, now }: { id?: string; owner: string | null; now: Date }): Promise<Project> {
  const row = await repository.insertInto('projects').values({ id, name: name.trim(), description, tags: JSON.stringify(tags), owner, revision: 1, created_at: now, updated_at: now }).returningAll().executeTakeFirstOrThrow();
  return toProject(row);
}

export interface ProjectChange extends Partial<ProjectFields> {
  owner?: string | null;
  archived?: boolean;
}

/** Changes a project that still is at this revision. Throws not-found, stale-version with the present project. */
export async function changeProject(repository: Repository, id: string, revision: number, { name, description, tags, owner, archived }: ProjectChange, now: Date): Promise<Project> {
  const set = {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
    ...(owner === undefined ? {} : { owner }),
    ...(archived === undefined ? {} : { archived_at: archived ? now : null }),
  };
  const row = await repository.updateTable('projects').set({ ...set, revision: revision + 1, updated_at: now }).where('id', '=', id).where('revision', '=', revision).where('deleted_at', 'is', null).returningAll().executeTakeFirst();
  if (row) return toProject(row, (await contentsOf(repository, [id])).get(id));
  const present = await findProject(repository, id);
  throw new ProblemError('stale-version', `Project "${present.name}" is at revision ${present.revision} by now, your change is based on ${revision}: look at it again and repeat the change`, { details: { present } });
}

/** Throws wrong-state when the project is archived: nothing in it changes then. */
export async function requireOpenProject(repository: Repository, id: string): Promise<Project> {
  const project = await findProject(repository, id);
  if (project.archived) throw new ProblemError('wrong-state', `Project "${project.name}" is archived: take it out of the archive before changing what is in it`);
  return project;
}
