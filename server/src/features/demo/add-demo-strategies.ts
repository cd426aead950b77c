import { demoEndpoints, demoItems, demoProject, inLanguage } from '@arbiter/demo';
import type { PublicationSettings } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { addProject, createItem, saveItem } from '../projects/api.js';
import { findByEndpoint, promote, publish } from '../publications/api.js';
import { registerVersion } from '../registration/api.js';
import type { DemoSettings } from './demo-catalogue.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'now' | 'log' | 'python'>;
const author = null;

/** The project of the demo company: strategies that are registered and answer in test and production. What is there already stays as it is. */
export async function addDemoStrategies(container: Stores, language: DemoSettings['language']): Promise<void> {
  const { repository, now } = container;
  const has = async (table: 'projects' | 'items', id: string): Promise<boolean> => (await repository.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
  if (!(await has('projects', demoProject.id))) await addProject(repository, { name: demoProject.name[language], description: demoProject.description[language], tags: demoProject.tags }, { id: demoProject.id, owner: author, now: now() });
  // Somebody has put the project away: it is not forced upon them again.
  const project = await repository.selectFrom('projects').select(['archived_at', 'deleted_at']).where('id', '=', demoProject.id).executeTakeFirst();
  if (!project || project.archived_at !== null || project.deleted_at !== null) return;
  for (const { id, kind, name, document, next } of demoItems) {
    if (!(await has('items', id))) await createItem(container, { projectId: demoProject.id, kind, name: name[language], document: inLanguage(document, language) }, author, id);
    const item = await repository.selectFrom('items').select(['latest_version', 'deleted_at', 'revision']).where('id', '=', id).executeTakeFirst();
    if (item?.deleted_at !== null || item.latest_version !== 0) continue;
    await registerVersion(container, id, {}, author);
    if (next === undefined) continue;
    await saveItem(container, id, { document: inLanguage(next, language), revision: item.revision }, author);
    await registerVersion(container, id, {}, author);
  }
  for (const { endpoint, itemId, challenger } of demoEndpoints) {
    const there = await repository.selectFrom('items').select('id').where('id', '=', itemId).where('deleted_at', 'is', null).executeTakeFirst();
    if (!there) continue;
    const inTest = (await findByEndpoint(repository, 'test', endpoint)) ?? (await publish(container, { endpoint, environment: 'test', settings: { mode: 'online', ...armsOf(itemId, challenger), timeZone: 'Europe/Moscow', log: { level: 'inputs' } } }, { author }));
    if (inTest.state === 'running' && !(await findByEndpoint(repository, 'production', endpoint))) await promote(container, inTest.id, { author });
  }
}

/** One version for all, or a champion with its challenger. */
function armsOf(itemId: string, challenger: { key: string; share: number } | undefined): Pick<PublicationSettings, 'arms' | 'key' | 'salt'> {
  if (!challenger) return { arms: [{ name: 'main', itemId, version: 1, share: 100 }] };
  const { key, share } = challenger;
  return { key, salt: 'demo', arms: [{ name: 'champion', itemId, version: 1, share: 100 - share }, { name: 'challenger', itemId, version: 2, share }] };
}
