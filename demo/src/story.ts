import type { DemoCalendar } from './calendar.js';
import { boardStatements } from './facts/boards.js';
import { campaignStatements, candidateStatements } from './facts/campaign.js';
import { contactStatements } from './facts/contacts.js';
import { customerStatements } from './facts/customers.js';
import { invoiceStatements } from './facts/invoices.js';
import { people } from './people.js';

export const finishedCampaignId = 'demo-spring-collection';
export const draftCampaignId = 'demo-next-collection';

/** Identifiers are padded to seven digits so that their order is that of the numbers. */
export const mostCustomers = 9_999_999;

export interface DemoStory {
  customers: number;
  /** 0 … 2^53: the same seed tells the same story. */
  seed: number;
  calendar: DemoCalendar;
  /** Version of the rows; a later telling replaces an earlier one. */
  version: number;
  /** SQL that is true where a customer of the finished campaign is in its target group. */
  armIsTarget: (customerIdSql: string, stratumSql: string) => string;
}

export interface DemoStep {
  /** The table that the step fills. */
  table: string;
  sql: string;
  params: Record<string, unknown>;
  /** Share of the story told when the step is done. */
  done: number;
}

const customersAtOnce = 100_000;

export function demoCustomerId(index: number): string {
  return `C${String(index + 1).padStart(7, '0')}`;
}

/**
 * The INSERT … SELECT statements that tell the story, in order. The store computes; nothing is shipped.
 * Customers come in portions, so that memory stays bounded whatever their number.
 */
export function* demoSteps(story: DemoStory): Generator<DemoStep> {
  const who = people(story.armIsTarget);
  const statements = [...invoiceStatements(who), ...customerStatements(who), ...contactStatements(who), ...campaignStatements(who), ...candidateStatements(who), ...boardStatements(who)];
  const { calendar } = story;
  const portions = Math.ceil(story.customers / customersAtOnce);
  for (let portion = 0; portion < portions; portion++) {
    const first = portion * customersAtOnce;
    const count = Math.min(customersAtOnce, story.customers - first);
    const params = {
      seed: story.seed, first, count, first_id: demoCustomerId(first), last_id: demoCustomerId(first + count - 1),
      version: story.version, months: calendar.months, campaign: finishedCampaignId,
      history_from: calendar.historyFrom, campaign_from: calendar.campaignFrom, campaign_before: calendar.campaignBefore, until: calendar.until,
    };
    for (const [index, sql] of statements.entries()) {
      yield { table: /^INSERT INTO (\w+)/.exec(sql)![1]!, sql, params, done: (portion + (index + 1) / statements.length) / portions };
    }
  }
}
