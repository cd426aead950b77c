import { actions, attributes, channels, demoRuleSet, demoRuleSetId, draftCampaignId, finishedCampaign, finishedCampaignFacts, finishedCampaignId, nextCampaign, valueTitles, type DemoCalendar } from '@arbiter/demo';
import type { Container } from '../../container.js';
import { addAttributes } from '../datasets/api.js';

export interface DemoSettings {
  customers: number;
  seed: number;
  /** The day on which the story is told, YYYY-MM-DD. */
  until: string;
  language: 'ru' | 'en';
}

/** What people would have made by hand: catalogue, attributes, rule set. What is there already stays as it is. */
export async function addDemoCatalogue(container: Container, language: DemoSettings['language']): Promise<void> {
  const { repository, now } = container;
  await addAttributes(container, attributes);
  await repository.transaction().execute(async (transaction) => {
    for (const [position, { id, title }] of channels.entries()) {
      await transaction.insertInto('channels').values({ id, title: JSON.stringify(title), position }).onConflict((conflict) => conflict.doNothing()).execute();
    }
    for (const [position, { id, title, channel, stage, costMinor }] of actions.entries()) {
      await transaction.insertInto('actions').values({ id, title: JSON.stringify(title), channel, stage, cost_minor: costMinor, position }).onConflict((conflict) => conflict.doNothing()).execute();
    }
    const document = JSON.stringify(demoRuleSet);
    const name = language === 'ru' ? 'Взыскание: входящее обращение' : 'Collection: inbound contact';
    await transaction.insertInto('rule_sets').values({ id: demoRuleSetId, name, version: 1, document, created_at: now() }).onConflict((conflict) => conflict.doNothing()).execute();
    await transaction.insertInto('rule_set_versions').values({ rule_set_id: demoRuleSetId, version: 1, document, created_at: now() }).onConflict((conflict) => conflict.doNothing()).execute();
    await transaction.insertInto('settings').values({ key: 'value-titles', value: JSON.stringify(valueTitles) }).onConflict((conflict) => conflict.doNothing()).execute();
  });
}

/** The finished campaign with the planted effect, and the one that waits to be planned. */
export async function addDemoCampaigns({ repository, now }: Container, { customers, language }: DemoSettings, calendar: DemoCalendar): Promise<void> {
  const at = now();
  const common = { version: 1, approved_run_id: null, created_at: at, updated_at: at };
  await repository
    .insertInto('campaigns')
    .values([
      { ...common, id: finishedCampaignId, draft: JSON.stringify(finishedCampaign(customers, calendar, language)), facts: JSON.stringify(finishedCampaignFacts(calendar)), origin: 'own', state: 'finished', launched_at: `${calendar.campaignFrom}T00:00:00Z` },
      { ...common, id: draftCampaignId, draft: JSON.stringify(nextCampaign(customers, calendar, language, demoRuleSetId)), facts: null, origin: 'own', state: 'draft', launched_at: null },
    ])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
