import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { MetricSource } from '../marts/metric-source.js';
import { invoiceSources } from './sources/invoice-sources.js';
import { bucketSource } from './sources/bucket-source.js';
import { cureSource } from './sources/cure-source.js';
import { outcomeSources } from './sources/outcome-sources.js';
import { billedBeforeSource, paymentSources } from './sources/payment-sources.js';
import { reportDays } from './sources/report-days.js';
import { contactCostSource, promiseKeptSource, responseSources, revenueSources } from './sources/response-sources.js';

/** The campaign that stands for all of them: its assignments are the company's own control group and everybody else. */
export const globalControlCampaign = 'global-control';

/**
 * Where the numbers of a campaign's report come from: the metrics of its goal, and the sources without a row of their own on the page that the
 * balance check and the change of turnover days need. Beside `unit_ids` their SQL uses the parameter campaign_id alone; days are written into it,
 * so that a mart whose days move on is another mart.
 */
export function metricSources(campaignId: string, facts: CampaignFacts, dataBefore: string): MetricSource[] {
  if (facts.goal === 'outcomes') return outcomeSources(facts);
  const days = reportDays(facts, dataBefore);
  const anyCampaign = campaignId === globalControlCampaign;
  const responses = responseSources(days, anyCampaign);
  const cost = contactCostSource(days, anyCampaign);
  if (facts.goal === 'response') return [...responses, ...revenueSources(days, anyCampaign), ...paymentSources(days).filter(({ metric }) => metric === 'paid_rate' || (anyCampaign && metric === 'paid_amount')), cost];
  return [...invoiceSources(days), ...paymentSources(days), ...responses, promiseKeptSource(days), cureSource(days), bucketSource(days), billedBeforeSource(days), cost];
}
