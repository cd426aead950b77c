import type { DecisionTableDocument, StrategyDocument } from '@arbiter/contracts';
import { links, node, number, text, versionOne, type DemoItem } from './strategy-shapes.js';

/** Points of suspicion, added up. */
const suspicion: DecisionTableDocument = {
  hitPolicy: 'C',
  aggregator: 'sum',
  inputs: [
    { label: 'Days since the policy began', expression: 'policy_days', type: 'number', allowed: '>= 0' },
    { label: 'Claims in a year', expression: 'claims_in_year', type: 'number', allowed: '>= 0' },
    { label: 'Cause', expression: 'cause', type: 'string' },
  ],
  outputs: [{ name: 'points', type: 'number', default: '0' }],
  rules: [
    { id: 'new-policy', inputs: ['< 30', '-', '-'], outputs: ['40'] },
    { id: 'frequent', inputs: ['-', '>= 3', '-'], outputs: ['30'] },
    { id: 'theft-soon', inputs: ['< 90', '-', '"theft"'], outputs: ['25'] },
    { id: 'fire', inputs: ['-', '-', '"fire"'], outputs: ['10'] },
  ],
};

const strategy: StrategyDocument = {
  description: 'Pays small clear claims at once, refers suspicious or large ones to an expert, asks for documents that are missing',
  dataModel: {
    inputs: [
      text('claim', { required: true, title: 'Number of the claim' }),
      number('amount', { required: true, min: 0 }),
      text('cause', { values: ['fire', 'water', 'theft', 'other'], default: 'other' }),
      number('policy_days', { min: 0, default: 365 }),
      number('claims_in_year', { min: 0, default: 0 }),
      text('customer'),
      number('premium', { min: 0, default: 0, title: 'Premium of the policy, rubles' }),
      { name: 'documents', type: 'list', default: [], items: { type: 'object', fields: [text('name', { required: true }), { name: 'received', type: 'boolean', default: false }] } },
    ],
    variables: [],
    outputs: [text('way'), number('points'), { name: 'missing', type: 'list', items: { type: 'string' } }],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 1, 'Claim', {}),
      node('papers', 'calculate', 1, 1, 'Missing documents', { assignments: [{ name: 'missing', value: 'for d in documents[not(item.received)] return d.name' }] }),
      node('points', 'rules', 2, 1, 'Suspicion', { content: { reference: versionOne('decision-table', 'demo-claim-suspicion') }, results: [{ name: 'points', value: 'result' }] }),
      node('way', 'branch', 3, 1, 'Which way', {
        branches: [
          { port: 'expert', label: 'Expert', condition: 'points >= 50 or amount > 1000000' },
          { port: 'wait', label: 'Documents', condition: 'count(missing) > 0' },
          { port: 'pay', label: 'Pay', condition: 'amount <= 50000 and points < 20' },
        ],
      }),
      node('expert', 'output', 4, 0, 'To an expert', { assignments: [{ name: 'way', value: '"expert"' }], decision: '"refer"', reasonCodes: ['if points >= 50 then "SUSPICION" else "LARGE"'] }),
      node('wait', 'output', 4, 1, 'Ask for documents', { assignments: [{ name: 'way', value: '"documents"' }], decision: '"wait"', action: '"ask-documents"', reasonCodes: ['"DOCUMENTS_MISSING"'] }),
      node('pay', 'output', 4, 2, 'Pay', { assignments: [{ name: 'way', value: '"pay"' }], decision: '"pay"', terms: [{ name: 'amount', value: 'amount' }] }),
      node('adjuster', 'output', 4, 3, 'To an adjuster', { assignments: [{ name: 'way', value: '"adjuster"' }], decision: '"review"' }),
    ],
    edges: links('in -> papers', 'papers -> points', 'points -> way', 'way:expert -> expert', 'way:wait -> wait', 'way:pay -> pay', 'way:else -> adjuster'),
  },
};

/** The challenger: refers less for being large, more for being suspicious. */
const challenger: StrategyDocument = {
  ...strategy,
  description: 'As the version before, but an expert sees only what is suspicious, and larger clear claims are paid at once',
  graph: {
    ...strategy.graph,
    nodes: strategy.graph.nodes.map((one) =>
      one.id === 'way'
        ? { ...one, settings: { branches: [{ port: 'expert', label: 'Expert', condition: 'points >= 40 or amount > 2000000' }, { port: 'wait', label: 'Documents', condition: 'count(missing) > 0' }, { port: 'pay', label: 'Pay', condition: 'amount <= 100000 and points < 25' }] } }
        : one.id === 'expert'
          ? { ...one, settings: { ...(one.settings as object), reasonCodes: ['if points >= 40 then "SUSPICION" else "LARGE"'] } }
          : one,
    ),
  },
};

export const claimReferralItems: DemoItem[] = [
  { id: 'demo-claim-suspicion', kind: 'decision-table', name: { ru: 'Подозрительность заявления', en: 'Suspicion of a claim' }, document: suspicion },
  { id: 'demo-claim-referral', kind: 'strategy', name: { ru: 'Страховой случай: куда направить', en: 'Insurance claim: where it goes' }, document: strategy, next: challenger },
];
