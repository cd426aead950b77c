import type { Fault, QuotaDocument } from '@arbiter/contracts';
import { checkQuota } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { listActions, listChannels } from '../catalogue/api.js';

/** What a schema cannot say of a quota: its zone, its days, whether the catalogue knows what it names. */
export async function checkQuotaDocument(document: QuotaDocument, { container: { repository } }: { container: Pick<Container, 'repository'> }): Promise<Fault[]> {
  const [actions, channels] = await Promise.all([listActions(repository), listChannels(repository)]);
  return checkQuota(document, {
    actions: new Set(actions.map(({ id }) => id)),
    channels: new Set(channels.map(({ id }) => id)),
    partners: new Set(actions.flatMap(({ partner }) => (partner === undefined ? [] : [partner]))),
  });
}
