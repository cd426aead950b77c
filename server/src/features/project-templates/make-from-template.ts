import { randomUUID } from 'node:crypto';
import type { Project } from '@arbiter/contracts';
import { projectTemplates, type Say, type TemplateLanguage } from '@arbiter/demo';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { addProject, createItem, deleteProject, findProject, replaceReferences } from '../projects/api.js';
import { registerVersion } from '../registration/api.js';
import { addCases } from '../strategy-tests/api.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'now' | 'log' | 'python'>;

export interface TemplateWish {
  template: string;
  language: TemplateLanguage;
  /** Name of the project; the template's own where it is left out. */
  name?: string | undefined;
}

/**
 * Makes a project of a template: items with drafts of their own, registered once, and test cases. What could be made only in part is taken
 * away again. Throws not-found.
 */
export async function makeFromTemplate(container: Stores, { template: wanted, language, name }: TemplateWish, author: string | null): Promise<{ project: Project; itemId: string }> {
  const { repository, now } = container;
  const template = projectTemplates.find(({ id }) => id === wanted);
  if (!template) throw new ProblemError('not-found', `There is no template "${wanted}": there are ${projectTemplates.map(({ id }) => `"${id}"`).join(', ')}`);
  const say: Say = (ru, en) => (language === 'ru' ? ru : en);
  const { id } = await addProject(repository, { name: name ?? template.name[language], description: template.description[language], tags: template.tags[language] }, { owner: author, now: now() });
  try {
    const identifiers = new Map<string, string>();
    for (const item of template.items(say)) {
      const itemId = randomUUID();
      const document = replaceReferences(item.document, (reference) => ({ ...reference, id: identifiers.get(reference.id) ?? reference.id }));
      await createItem(container, { projectId: id, kind: item.kind, name: item.name, description: item.description, document }, author, itemId);
      if (item.tests) await addCases(repository, itemId, item.tests, now());
      await registerVersion(container, itemId, { comment: say('Из шаблона', 'From the template') }, author);
      identifiers.set(item.key, itemId);
    }
    return { project: await findProject(repository, id), itemId: [...identifiers.values()].at(-1)! };
  } catch (error) {
    await deleteProject(container, id);
    throw error;
  }
}
