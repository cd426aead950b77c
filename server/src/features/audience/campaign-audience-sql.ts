import type { CampaignDraft } from '@arbiter/contracts/campaign';
import { purposeOf, type Action } from '@arbiter/contracts/catalogue';
import { armSql } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { listConfiguration } from '../configuration/api.js';
import { audienceSql, type SqlFragment } from './audience-sql.js';

/**
 * Who can be in a campaign: whoever its condition holds for, less the company's own control group where any of its actions sells. That group is
 * taken out first and by its own salt, before the campaign splits the rest, by the same hash by which decisions refuse it.
 */
export async function campaignAudienceSql(stores: Pick<Container, 'repository'>, { audience }: Pick<CampaignDraft, 'audience'>, actions: readonly Pick<Action, 'stage' | 'purpose'>[]): Promise<SqlFragment> {
  const condition = await audienceSql(stores, audience);
  if (!actions.some((action) => purposeOf(action) === 'sales')) return condition;
  const company = (await listConfiguration(stores.repository, 'company')).find(({ id }) => id === 'company');
  const group = (company?.document as { globalControlGroup?: { share: number; salt: string } } | undefined)?.globalControlGroup;
  if (!group || group.share === 0) return condition;
  const { arm, params } = armSql({ salt: group.salt, campaignId: 'company', controlShare: group.share }, 'customer_id', 'company_');
  return { sql: `(${condition.sql}) AND (${arm}) = 'target'`, params: { ...condition.params, ...params } };
}
