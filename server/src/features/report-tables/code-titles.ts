import type { CodeTitles } from '@arbiter/reports/explore/explore-dataset';
import type { Title } from '@arbiter/contracts/identifiers';
import type { Container } from '../../container.js';
import { listActions, listChannels } from '../catalogue/api.js';

const named = (pairs: readonly (readonly [string, Title])[]): Record<string, Title> => Object.fromEntries(pairs);
const same = (name: string): Title => ({ ru: name.slice(0, 200), en: name.slice(0, 200) });

/** Names of what codes in the facts stand for: channels and actions of the catalogue, campaigns, strategies. */
export async function readCodeTitles(repository: Container['repository']): Promise<CodeTitles> {
  const [channels, actions, campaigns, strategies] = await Promise.all([
    listChannels(repository),
    listActions(repository),
    repository.selectFrom('campaigns').select(['id', 'draft']).execute(),
    repository.selectFrom('items').select(['id', 'name']).where('kind', '=', 'strategy').execute(),
  ]);
  return {
    channels: named(channels.map(({ id, title }) => [id, title])),
    actions: named(actions.map(({ id, title }) => [id, title])),
    campaigns: named(campaigns.map(({ id, draft }) => [id, same(draft.name)])),
    strategies: named(strategies.map(({ id, name }) => [id, same(name)])),
  };
}
