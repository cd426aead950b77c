import type { StrategyDocument } from '@arbiter/contracts';
import { links, node, number, text, type DemoItem } from './strategy-shapes.js';

const has = (product: string): string => `list contains(products, "${product}")`;
const offer = (action: string, channel: string, propensity: string, value: number, lever: string, product: string) => ({
  action, channel, propensity, value: String(value), lever,
  eligibility: [{ condition: `not(${has(product)})`, reason: 'HAS_ALREADY' }],
});

const strategy: StrategyDocument = {
  description: 'The offer worth most to a customer: propensity × value × lever, among what is not bought yet; debtors are offered nothing',
  dataModel: {
    inputs: [
      text('customer', { required: true }),
      { name: 'consent', type: 'boolean', default: true },
      number('overdue', { min: 0, default: 0 }),
      number('tenure_months', { min: 0, default: 0 }),
      { name: 'products', type: 'list', items: { type: 'string' }, default: [] },
      { name: 'propensity', type: 'object', required: true, fields: [number('green', { min: 0, max: 1, default: 0 }), number('insurance', { min: 0, max: 1, default: 0 }), number('service', { min: 0, max: 1, default: 0 })] },
    ],
    variables: [text('channel')],
    outputs: [text('offer', { default: 'none' }), number('score', { default: 0 }), { name: 'next', type: 'list', items: { type: 'string' }, default: [] }],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 1, 'Customer', {}),
      node('may', 'branch', 1, 1, 'May we offer?', { branches: [{ port: 'no-consent', label: 'No consent', condition: 'not(consent)' }, { port: 'debtor', label: 'Debtor', condition: 'overdue > 0' }] }),
      node('consent', 'output', 2, 0, 'No consent', { decision: '"none"', reasonCodes: ['"NO_CONSENT"'] }),
      node('debtor', 'output', 2, 2, 'Debtor', { decision: '"none"', reasonCodes: ['"OVERDUE"'] }),
      node('pick', 'arbitrate', 2, 1, 'Offers', {
        candidates: [
          offer('green-tariff', 'email', 'propensity.green', 1800, 'if tenure_months > 24 then 1.2 else 1', 'green'),
          offer('home-insurance', 'phone', 'propensity.insurance', 4200, '1', 'insurance'),
          offer('boiler-service', 'web', 'propensity.service', 2600, 'if tenure_months < 6 then 0.5 else 1', 'service'),
        ],
        best: { action: 'offer', channel: 'channel', score: 'score' },
        top: { count: 3, actions: 'next' },
        reasons: 'none-left',
      }),
      node('offered', 'output', 3, 1, 'Offer', { decision: '"offer"', action: 'offer', channel: 'channel' }),
      node('nothing', 'output', 3, 2, 'Nothing left', { decision: '"none"', reasonCodes: ['"NOTHING_LEFT"'] }),
    ],
    edges: links('in -> may', 'may:no-consent -> consent', 'may:debtor -> debtor', 'may:else -> pick', 'pick:chosen -> offered', 'pick:none -> nothing'),
  },
};

export const nextBestOfferItems: DemoItem[] = [{ id: 'demo-next-best-offer', kind: 'strategy', name: { ru: 'Следующее лучшее предложение', en: 'Next best offer' }, document: strategy }];
