import type { DecisionTableDocument, ScorecardDocument, StrategyDocument } from '@arbiter/contracts';
import { links, node, number, text, versionOne, type DemoItem } from './strategy-shapes.js';

const fact = (name: string, operator: string, value: unknown) => ({ fact: name, operator, value });
const act = (name: string, priority: number, actionId: string, ...conditions: object[]) => ({ name, priority, conditions: { all: conditions }, event: { type: 'action', params: { actionId } } });

/** Risk that a debt is not paid by itself: 0 to 100, with reasons. */
const risk: ScorecardDocument = {
  initialScore: 10,
  reasonAlgorithm: 'points-above',
  baselinePoints: 5,
  reasonCount: 2,
  characteristics: [
    { name: 'overdue_days', expression: 'overdue_days', type: 'number', reasonCode: 'LONG_OVERDUE', bins: [{ test: 'null', points: 0 }, { test: '< 15', points: 0 }, { test: '[15..45)', points: 15 }, { test: '[45..90)', points: 30 }, { test: '>= 90', points: 45 }] },
    { name: 'promises_broken', expression: 'promises_broken', type: 'number', reasonCode: 'BROKEN_PROMISES', bins: [{ test: 'null', points: 0 }, { test: '< 1', points: 0 }, { test: '[1..2)', points: 10 }, { test: '>= 2', points: 25 }] },
    { name: 'segment', expression: 'segment', type: 'string', reasonCode: 'SEGMENT', bins: [{ test: '"active", "disorganised"', points: 0 }, { test: '"lazy", "rare"', points: 8 }, { test: '-', points: 20 }] },
  ],
  bands: [{ name: 'low' }, { name: 'middle', from: 30 }, { name: 'high', from: 55 }],
};

/** Soft actions by the size of the debt and the kind of the customer. */
const softActions: DecisionTableDocument = {
  hitPolicy: 'F',
  inputs: [{ label: 'Kind', expression: 'kind', type: 'string' }, { label: 'Overdue', expression: 'overdue', type: 'number', allowed: '>= 0' }],
  outputs: [{ name: 'action', type: 'string' }],
  rules: [
    { id: 'public-body', inputs: ['"government"', '-'], outputs: ['"soft-km"'] },
    { id: 'business', inputs: ['"business"', '>= 50000'], outputs: ['"soft-km"'] },
    { id: 'large', inputs: ['-', '>= 1000'], outputs: ['"soft-phone"'] },
    { id: 'rest', inputs: ['-', '-'], outputs: ['"soft-email"'] },
  ],
};

/** Hard actions, the strongest first. */
const hardActions = {
  rules: [
    act('court-for-large-and-old-debts', 40, 'hard-court', fact('overdue', 'greaterThanInclusive', 30_000), fact('overdue_days', 'greaterThanInclusive', 120)),
    act('instalments-for-companies', 30, 'hard-km', fact('kind', 'notEqual', 'household'), fact('overdue', 'greaterThanInclusive', 10_000)),
    act('final-call', 20, 'hard-phone', fact('overdue', 'greaterThanInclusive', 3_000)),
    act('claim', 10, 'hard-post', fact('overdue', 'greaterThan', 0)),
  ],
};

const strategy: StrategyDocument = {
  description: 'Soft or hard collection of a debt: risk by a scorecard, hard actions by rules, soft ones by a table, against a letter in an A/B test',
  dataModel: {
    inputs: [
      text('customer', { required: true, title: 'Customer' }),
      text('kind', { values: ['household', 'business', 'government'], default: 'household' }),
      text('segment', { default: 'active' }),
      number('overdue', { min: 0, default: 0, title: 'Overdue, rubles' }),
      number('overdue_days', { min: 0, default: 0 }),
      number('promises_broken', { min: 0, default: 0 }),
    ],
    variables: [text('band')],
    outputs: [text('action', { default: 'none' }), text('channel', { default: 'none' }), text('stage', { default: 'none' }), number('risk', { default: 0 }), text('arm', { default: 'none' })],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 1, 'Debt', {}),
      node('due', 'branch', 1, 1, 'Is anything due?', { branches: [{ port: 'nothing', label: 'Nothing due', condition: 'overdue = 0' }] }),
      node('none', 'output', 2, 0, 'Nothing to do', { decision: '"none"', reasonCodes: ['"NOTHING_DUE"'] }),
      node('risk', 'rules', 2, 1, 'Risk', { content: { reference: versionOne('scorecard', 'demo-collection-risk') }, results: [{ name: 'risk', value: 'score' }, { name: 'band', value: 'band' }], reasons: 'if score >= 30 then reasons else null' }),
      node('way', 'branch', 3, 1, 'Soft or hard', { branches: [{ port: 'hard', label: 'Hard', condition: 'band = "high" or overdue_days >= 120' }] }),
      node('hard', 'rules', 4, 0, 'Hard actions', { content: { reference: versionOne('rule-set', 'demo-hard-actions') }, mode: 'first', results: [{ name: 'action', value: 'params.actionId' }, { name: 'stage', value: '"hard"' }] }),
      node('split', 'ab-test', 4, 2, 'Letter against the table', { key: 'customer', salt: 'demo-collection', arm: 'arm', arms: [{ port: 'table', label: 'By the table', share: 8000, champion: true }, { port: 'letter', label: 'Always a letter', share: 2000 }] }),
      node('table', 'rules', 5, 1, 'Soft actions', { content: { reference: versionOne('decision-table', 'demo-soft-actions') }, results: [{ name: 'action', value: 'result' }, { name: 'stage', value: '"soft"' }] }),
      node('letter', 'calculate', 5, 2, 'Letter', { assignments: [{ name: 'action', value: '"soft-email"' }, { name: 'stage', value: '"soft"' }] }),
      node('channel', 'calculate', 6, 1, 'Channel', { assignments: [{ name: 'channel', value: 'substring after(action, "-")' }] }),
      node('out', 'output', 7, 1, 'Action', { decision: '"act"', action: 'action', channel: 'channel', terms: [{ name: 'amount', value: 'overdue' }] }),
    ],
    edges: links('in -> due', 'due:nothing -> none', 'due:else -> risk', 'risk -> way', 'way:hard -> hard', 'way:else -> split', 'split:table -> table', 'split:letter -> letter', 'hard -> channel', 'table -> channel', 'letter -> channel', 'channel -> out'),
  },
};

export const collectionItems: DemoItem[] = [
  { id: 'demo-collection-risk', kind: 'scorecard', name: { ru: 'Риск неуплаты', en: 'Risk of not being paid' }, document: risk },
  { id: 'demo-soft-actions', kind: 'decision-table', name: { ru: 'Мягкие мероприятия', en: 'Soft actions' }, document: softActions },
  { id: 'demo-hard-actions', kind: 'rule-set', name: { ru: 'Жёсткие мероприятия', en: 'Hard actions' }, document: hardActions },
  { id: 'demo-collection', kind: 'strategy', name: { ru: 'Взыскание: мягкое или жёсткое', en: 'Collection: soft or hard' }, document: strategy },
];
