import type { ItemKind, StrategyDocument } from '@arbiter/contracts';
import type { Container } from '../container.js';
import { addProject, createItem } from '../features/projects/api.js';
import { registerVersion } from '../features/registration/api.js';

/** Registers a document in a project of its own; the reference to its version. */
export async function registerTestItem(container: Container, kind: ItemKind, document: unknown): Promise<{ id: string; version: number }> {
  const project = await addProject(container.repository, { name: 'Test' }, { owner: null, now: container.now() });
  const { item } = await createItem(container, { projectId: project.id, kind, name: `Test ${kind}`, document }, null);
  const { version } = await registerVersion(container, item.id, {}, null);
  return { id: item.id, version: version.version };
}

export const registerTestStrategy = (container: Container, document: StrategyDocument): Promise<{ id: string; version: number }> => registerTestItem(container, 'strategy', document);
