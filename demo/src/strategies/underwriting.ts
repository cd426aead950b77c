import type { StrategyDocument } from '@arbiter/contracts';
import { plantedDecisions } from './planted-decisions.js';
import { links, node, number, text, type DemoItem } from './strategy-shapes.js';

const { intercept, claimsBefore, extremeSport, winter, age } = plantedDecisions.loss;

const strategy: StrategyDocument = {
  description: 'Travel insurance: takes or declines an application by the chance of a loss, and says what the old rules would have done',
  dataModel: {
    inputs: [
      text('application', { required: true }),
      text('customer'),
      number('age', { required: true, min: 18, max: 100 }),
      number('claims_before', { min: 0, default: 0 }),
      { name: 'extreme_sport', type: 'boolean', default: false },
      { name: 'winter', type: 'boolean', default: false },
      number('premium', { min: 0, default: 0, title: 'Premium, rubles' }),
    ],
    variables: [number('sum', { default: 0 })],
    outputs: [number('score', { default: 0 }), text('base_decision', { default: 'decline' })],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 1, 'Application', {}),
      node('base', 'branch', 1, 1, 'What the old rules say', { branches: [{ port: 'old', label: 'Old or with claims', condition: 'age > 65 or claims_before >= 2' }] }),
      node('no', 'calculate', 2, 0, 'Old rules decline', { assignments: [{ name: 'base_decision', value: '"decline"' }] }),
      node('yes', 'calculate', 2, 2, 'Old rules accept', { assignments: [{ name: 'base_decision', value: '"accept"' }] }),
      node('risk', 'calculate', 3, 1, 'Chance of a loss', {
        assignments: [
          { name: 'sum', value: `${intercept} + ${claimsBefore} * claims_before + (if extreme_sport then ${extremeSport} else 0) + (if winter then ${winter} else 0) + ${age} * (age - 40)` },
          { name: 'score', value: '1 / (1 + exp(-sum))' },
        ],
      }),
      node('way', 'branch', 4, 1, 'Worth the risk?', { branches: [{ port: 'risky', label: 'Risky', condition: 'score >= 0.35' }] }),
      node('decline', 'output', 5, 0, 'Decline', { decision: '"decline"', reasonCodes: ['if claims_before >= 2 then "CLAIMS_BEFORE" else "RISK"'] }),
      node('accept', 'output', 5, 2, 'Accept', { decision: '"accept"', terms: [{ name: 'premium', value: 'premium' }] }),
    ],
    edges: links('in -> base', 'base:old -> no', 'base:else -> yes', 'no -> risk', 'yes -> risk', 'risk -> way', 'way:risky -> decline', 'way:else -> accept'),
  },
};

export const underwritingItems: DemoItem[] = [{ id: 'demo-underwriting', kind: 'strategy', name: { ru: 'Страхование путешествий: принять или отказать', en: 'Travel insurance: accept or decline' }, document: strategy }];
