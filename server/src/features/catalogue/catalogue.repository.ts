import type { Action, Channel } from '@arbiter/contracts/catalogue';
import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Kysely } from 'kysely';
import type { Database } from '../../repository/tables.js';

export async function listChannels(repository: Kysely<Database>): Promise<Channel[]> {
  return repository.selectFrom('channels').select(['id', 'title']).orderBy('position').orderBy('id').execute();
}

export async function listActions(repository: Kysely<Database>): Promise<Action[]> {
  const rows = await repository.selectFrom('actions').selectAll().orderBy('position').orderBy('id').execute();
  // PostgreSQL hands 64-bit integers over as text.
  return rows.map(({ id, title, channel, stage, cost_minor, details }) => ({ id, title, channel, stage, costMinor: Number(cost_minor), ...details }));
}

export async function saveChannel(repository: Kysely<Database>, { id, title }: Channel): Promise<void> {
  const position = await nextPosition(repository, 'channels');
  await repository
    .insertInto('channels')
    .values({ id, title: JSON.stringify(title), position })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ title: JSON.stringify(title) }))
    .execute();
}

export async function saveAction(repository: Kysely<Database>, { id, title, channel, stage, costMinor, ...details }: Action): Promise<void> {
  const position = await nextPosition(repository, 'actions');
  const values = { title: JSON.stringify(title), channel, stage, cost_minor: costMinor, details: JSON.stringify(details) };
  await repository
    .insertInto('actions')
    .values({ id, ...values, position })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

export async function removeChannel(repository: Kysely<Database>, id: string): Promise<boolean> {
  const result = await repository.deleteFrom('channels').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function removeAction(repository: Kysely<Database>, id: string): Promise<boolean> {
  const result = await repository.deleteFrom('actions').where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Campaigns that are not over yet and speak of the action, or of the channel, anywhere in their drafts. */
export async function campaignsReferring(repository: Kysely<Database>, to: { action: string } | { channel: string }): Promise<{ id: string; name: string }[]> {
  const campaigns = await repository.selectFrom('campaigns').select(['id', 'draft']).where('state', '!=', 'finished').where('origin', '=', 'own').execute();
  return campaigns.filter(({ draft }) => refersTo(draft, to)).map(({ id, draft }) => ({ id, name: draft.name }));
}

function refersTo(draft: CampaignDraft, to: { action: string } | { channel: string }): boolean {
  const filters = draft.constraints.flatMap((constraint) => {
    switch (constraint.kind) {
      case 'capacity': case 'minimum': case 'share': return [constraint.of];
      case 'exclusion': return [constraint.forbid];
      case 'exclusivity': return [constraint.allowOnly];
      case 'gap': return [constraint.of, constraint.after];
      default: return [];
    }
  });
  if ('action' in to) return draft.actions.includes(to.action) || filters.some((filter) => filter.action?.includes(to.action));
  return filters.some((filter) => filter.channel?.includes(to.channel));
}

async function nextPosition(repository: Kysely<Database>, table: 'channels' | 'actions'): Promise<number> {
  const row = await repository.selectFrom(table).select((select) => select.fn.max('position').as('last')).executeTakeFirst();
  return Number(row?.last ?? -1) + 1;
}
