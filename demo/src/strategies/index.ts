import type { Title } from '@arbiter/contracts';
import { claimReferralItems } from './claim-referral.js';
import { collectionItems } from './collection.js';
import { nextBestOfferItems } from './next-best-offer.js';
import { plantedDecisions } from './planted-decisions.js';
import { underwritingItems } from './underwriting.js';
import type { DemoItem } from './strategy-shapes.js';

export type { DemoItem };
export { inLanguage } from './in-language.js';
export { demoChecks, demoQueue, demoQueueId } from './claim-queue.js';
export { demoDecisionHistory, type PastCall } from './decision-history.js';
export { logistic, plantedDecisions } from './planted-decisions.js';

export const demoProject: { id: string; name: Title; description: Title; tags: string[] } = {
  id: 'demo-strategies',
  name: { ru: 'Стратегии компании-примера', en: 'Strategies of the demo company' },
  description: { ru: 'Взыскание, предложения, страховые случаи: зарегистрированы и опубликованы, их можно вызвать', en: 'Collection, offers, insurance claims: registered and published, ready to be called' },
  tags: ['demo'],
};

/** Items in an order in which they can be registered. */
export const demoItems: readonly DemoItem[] = [...collectionItems, ...nextBestOfferItems, ...claimReferralItems, ...underwritingItems];

/** Names under which the strategies answer, with an input to try. */
export const demoEndpoints: readonly { endpoint: string; itemId: string; example: Record<string, unknown>; challenger?: { key: string; share: number } }[] = [
  { endpoint: 'collection', itemId: 'demo-collection', example: { customer: 'c1', kind: 'household', segment: 'lazy', overdue: 4200, overdue_days: 34, promises_broken: 1 } },
  { endpoint: 'next-best-offer', itemId: 'demo-next-best-offer', example: { customer: 'c1', tenure_months: 30, products: ['service'], propensity: { green: 0.2, insurance: 0.1, service: 0.4 } } },
  { endpoint: 'claim-referral', itemId: 'demo-claim-referral', example: { claim: 'K-1', amount: 30000, cause: 'water', documents: [{ name: 'act', received: true }] }, challenger: { key: 'claim', share: plantedDecisions.challengerShare } },
  { endpoint: 'underwriting', itemId: 'demo-underwriting', example: { application: 'T-1', customer: 'C0000001', age: 34, claims_before: 0, extreme_sport: true, premium: 3000 } },
];
