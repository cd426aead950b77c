import type { ConfigurationDocumentOf, ConfigurationKind } from '@arbiter/contracts';

type One = { [K in ConfigurationKind]: { kind: K; id: string; document: ConfigurationDocumentOf<K> } }[ConfigurationKind];

/** A bank: card operations with classes, logins, complaints, loyalty points, signs of churn, and what it does about an abandoned loan application. */
export const bankEventDocuments = {
  classes: {
    rules: [
      { name: 'cash', priority: 10, conditions: { any: [{ fact: 'data.mcc', operator: 'in', value: ['6010', '6011'] }] }, event: { type: 'class', params: { class: 'cash' } } },
      { name: 'transfer', priority: 9, conditions: { any: [{ fact: 'data.mcc', operator: 'in', value: ['4829', '6536', '6538'] }] }, event: { type: 'class', params: { class: 'transfer' } } },
      { name: 'purchase', priority: 1, conditions: { all: [{ fact: 'data.amountMinor', operator: 'greaterThan', value: 0 }] }, event: { type: 'class', params: { class: 'purchase' } } },
    ],
  },
  documents: (ruleSetId: string): One[] => [
    { kind: 'event-types', id: 'card.operation', document: { title: 'Operation with a card', classify: { ruleSetId }, latestHours: 2_400, schema: { type: 'object', required: ['amountMinor', 'mcc'], additionalProperties: false, properties: { amountMinor: { type: 'integer', minimum: 0 }, mcc: { type: 'string', pattern: '^[0-9]{4}$' }, merchant: { type: 'string', maxLength: 100 } } } } },
    { kind: 'event-types', id: 'app.login', document: { title: 'Login to the application', latestHours: 2_400 } },
    { kind: 'event-types', id: 'complaint.opened', document: { title: 'Complaint opened', raises: ['complaint'] } },
    { kind: 'event-types', id: 'complaint.closed', document: { title: 'Complaint closed', lowers: ['complaint'] } },
    { kind: 'event-types', id: 'consent.given', document: { title: 'Consent to marketing given', gives: ['marketing'] } },
    { kind: 'event-types', id: 'consent.withdrawn', document: { title: 'Consent to marketing withdrawn', withdraws: ['marketing'] } },
    { kind: 'event-types', id: 'bonus', document: { title: 'Loyalty points', points: 'points' } },
    { kind: 'event-types', id: 'loan.calculated', document: { title: 'A loan was calculated on the site' } },
    { kind: 'event-types', id: 'loan.applied', document: { title: 'A loan was applied for' } },
    { kind: 'features', id: 'purchases_30d', document: { title: 'Purchases of 30 days', events: ['card.operation'], classes: ['purchase'], kind: 'count', window: '30d' } },
    { kind: 'features', id: 'spent_30d', document: { title: 'Spent in 30 days, minor units', events: ['card.operation'], classes: ['purchase'], kind: 'sum', field: 'amountMinor', window: '30d' } },
    { kind: 'features', id: 'cash_30d', document: { title: 'Withdrawals of cash in 30 days', events: ['card.operation'], classes: ['cash'], kind: 'count', window: '30d' } },
    { kind: 'features', id: 'merchants_90d', document: { title: 'Different merchants in 90 days', events: ['card.operation'], classes: ['purchase'], kind: 'distinct', field: 'merchant', window: '90d' } },
    { kind: 'features', id: 'last_merchant', document: { title: 'Latest merchant', events: ['card.operation'], classes: ['purchase'], kind: 'last', field: 'merchant' } },
    { kind: 'features', id: 'logins_30d', document: { title: 'Logins of 30 days', events: ['app.login'], kind: 'count', window: '30d' } },
    { kind: 'features', id: 'seconds_since_login', document: { title: 'Since the latest login', events: ['app.login'], kind: 'seconds-since' } },
    { kind: 'features', id: 'spending_share', document: { title: 'Spending of the latest 30 days by that of the 30 before', events: ['card.operation'], classes: ['purchase'], kind: 'share-of-before', field: 'amountMinor', window: '60d' } },
    { kind: 'features', id: 'spending_trend', document: { title: 'Trend of the daily spending', events: ['card.operation'], classes: ['purchase'], kind: 'trend', field: 'amountMinor', window: '60d' } },
    { kind: 'placements', id: 'call-back', document: { title: 'Offer after an abandoned calculation', active: true, inbound: false } },
    { kind: 'triggers', id: 'abandoned-loan', document: { title: 'Calculated a loan and did not apply', active: true, on: { kind: 'event', events: ['loan.calculated'] }, placementId: 'call-back', delayMinutes: 60, coolDownMinutes: 7 * 1_440, cancelledBy: ['loan.applied'] } },
    { kind: 'triggers', id: 'asleep', document: { title: 'Has not logged in for two weeks', active: true, on: { kind: 'threshold', feature: 'seconds_since_login', direction: 'above', raise: 14 * 86_400, clear: 86_400 }, placementId: 'call-back' } },
    { kind: 'triggers', id: 'churn', document: { title: 'Spends a third of what was usual', active: true, on: { kind: 'threshold', feature: 'spending_share', direction: 'below', raise: 0.33, clear: 0.6 }, placementId: 'call-back', coolDownMinutes: 30 * 1_440 } },
  ],
};
