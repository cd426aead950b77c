import { segmentsOfDebtors } from './company.js';

/**
 * What the generator plants, so that a report can be judged by it. Invoices fall due a fixed number of days after
 * issue and are paid late by a random number of days whose mean, over amounts, is `lateDaysWithoutCampaign`.
 * The campaign shortens every delay of its target group by `lateDaysCut`. Hence, in expectation and exactly:
 *   turnover days, target − control = −lateDaysCut · lateDaysWithoutCampaign = −2.2 days;
 *   overdue receivables (amount × days late), target against control = −lateDaysCut = −20 %.
 */
export const plantedEffect = {
  paymentTermDays: 10,
  lateDaysWithoutCampaign: 11,
  lateDaysCut: 0.2,
  get turnoverDays() {
    return -this.lateDaysCut * this.lateDaysWithoutCampaign;
  },
  get overdueRelative() {
    return -this.lateDaysCut;
  },
  /** Share of customers who answer a contact or pay of themselves within the campaign. */
  responseRate: { control: 0.22, target: 0.27 },
} as const;

const meanLateDays = segmentsOfDebtors.reduce((sum, segment) => sum + segment.share * segment.lateDays, 0);

/** Mean days late of a segment without the campaign, scaled so that the mean over all is the planted one. */
export const lateDaysOf = segmentsOfDebtors.map((segment) => (segment.lateDays * plantedEffect.lateDaysWithoutCampaign) / meanLateDays);
