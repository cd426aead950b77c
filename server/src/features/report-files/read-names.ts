import type { Title } from '@arbiter/contracts';
import type { DocumentNames } from '@arbiter/reports/documents/index';
import type { Container } from '../../container.js';
import { listActions, listChannels } from '../catalogue/api.js';
import { listAttributes } from '../datasets/api.js';

/** What dimensions, values, channels and actions are called, in both languages. */
export async function readNames({ repository }: Pick<Container, 'repository'>): Promise<DocumentNames> {
  const [attributes, channels, actions] = await Promise.all([listAttributes(repository), listChannels(repository), listActions(repository)]);
  const titles = (list: readonly { id: string; title: Title }[]): Record<string, Title> => Object.fromEntries(list.map(({ id, title }) => [id, title]));
  return {
    dimensions: Object.fromEntries(attributes.map(({ name, title }) => [name, title])),
    values: Object.fromEntries(attributes.flatMap(({ name, valueTitles }) => (valueTitles ? [[name, valueTitles]] : []))),
    channels: titles(channels),
    actions: titles(actions),
    constraints: [],
  };
}
