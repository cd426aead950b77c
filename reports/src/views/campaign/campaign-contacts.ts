import type { DimensionSql } from '../../explore/filter-sql.js';
import { numberOf, textOf, title, type CampaignDetail, type ValueTitles, type ViewQuery, type ViewRow, type ViewScope } from '../sql-view.js';

export const campaignFacts: ReadonlyMap<string, DimensionSql> = new Map<string, DimensionSql>([
  ['campaign', { sql: 'campaign_id', type: 'text' }], ['channel', { sql: 'channel', type: 'text' }], ['action', { sql: 'action_id', type: 'text' }], ['stage', { sql: 'stage', type: 'text' }],
]);
export const campaignFilters = ['campaign', 'channel', 'action', 'stage', 'segment', 'region', 'kind', 'customer.*'];

export const stateTitles: ValueTitles = {
  draft: title('Черновик', 'Draft'), approved: title('Утверждена', 'Approved'), launched: title('Идёт', 'Running'), paused: title('Приостановлена', 'Paused'), finished: title('Завершена', 'Finished'),
};

export const startOf = ({ facts, draft }: CampaignDetail): string => facts?.startsOn ?? draft.startsOn;
export const endOf = (campaign: CampaignDetail): string => campaign.facts?.endsBefore ?? new Date(Date.parse(campaign.draft.startsOn) + campaign.draft.weeks * 7 * 86_400_000).toISOString().slice(0, 10);

export interface UseRow {
  campaign: string;
  action: string;
  channel: string;
  stage: string;
  week: number;
  contacts: number;
  customers: number;
  arrived: number;
  reached: number;
  costMinor: number;
}

/** Contacts of the campaigns by action and by week since their start, whole campaigns whatever the period: limits hold for all of a campaign. */
export function contactsByWeek(scope: ViewScope): ViewQuery {
  const campaigns = scope.campaigns ?? [];
  return {
    sql: `SELECT campaign_id AS campaign, action_id AS action, channel, stage, toFloat64(intDiv(toInt32(toDate32(at)) - start, 7) - if(toInt32(toDate32(at)) < start, 1, 0)) AS week,
    toFloat64(count()) AS contacts, toFloat64(uniqExact(customer_id)) AS customers, toFloat64(countIf(has({arrived:Array(String)}, status))) AS arrived, toFloat64(countIf(has({reached:Array(String)}, status))) AS reached, toFloat64(sum(cost_minor)) AS costMinor
FROM (
    SELECT campaign_id, customer_id, action_id, channel, stage, status, at, cost_minor, toInt32(toDate32(transform(campaign_id, {campaign_ids:Array(String)}, {starts:Array(String)}, '1970-01-01'))) AS start
    FROM contacts FINAL WHERE has({campaign_ids:Array(String)}, campaign_id) AND ${scope.facts.where} AND ${scope.customers.where}
)
GROUP BY campaign, action, channel, stage, week ORDER BY campaign, week, channel, action, stage`,
    params: { ...scope.facts.params, ...scope.customers.params, campaign_ids: campaigns.map(({ id }) => id), starts: campaigns.map(startOf), arrived: ['delivered', 'opened', 'read', 'right-party', 'responded', 'promise', 'paid', 'clicked'], reached: ['right-party', 'responded', 'promise', 'paid', 'clicked'] },
  };
}

export const useRow = (row: ViewRow): UseRow => ({
  campaign: textOf(row['campaign']), action: textOf(row['action']), channel: textOf(row['channel']), stage: textOf(row['stage']), week: numberOf(row['week']),
  contacts: numberOf(row['contacts']), customers: numberOf(row['customers']), arrived: numberOf(row['arrived']), reached: numberOf(row['reached']), costMinor: numberOf(row['costMinor']),
});

/** Cells of a plan that the filters on channel and action let through; null where there is no plan, or a filter that plans do not know. */
export function plannedCells(campaign: CampaignDetail, scope: ViewScope): NonNullable<CampaignDetail['plan']>['cells'] | null {
  if (campaign.plan === null) return null;
  const filters = scope.input.filters.filter(({ dimension }) => dimension !== 'campaign');
  const keyOf = { channel: 'channel', action: 'actionId', segment: 'segment' } as const;
  if (filters.some(({ dimension, op }) => !(dimension in keyOf) || (op !== 'in' && op !== 'not-in'))) return null;
  return campaign.plan.cells.filter((cell) => filters.every(({ dimension, op, values }) => values.includes(cell[keyOf[dimension as keyof typeof keyOf]]) === (op === 'in')));
}

export const sumOf = <T>(rows: readonly T[], value: (row: T) => number): number => rows.reduce((sum, row) => sum + value(row), 0);

/** First day of a week of a campaign. */
export const weekStart = (campaign: CampaignDetail, week: number): string => new Date(Date.parse(startOf(campaign)) + week * 7 * 86_400_000).toISOString().slice(0, 10);

export const noPlanNote = title('План есть у кампаний, расчёт которых утверждён; у остальных он неизвестен', 'Campaigns have a plan once a run is approved; that of the others is unknown');
