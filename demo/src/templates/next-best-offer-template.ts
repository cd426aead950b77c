import type { ModelDocument, StrategyDocument } from '@arbiter/contracts';
import { links, node, number, text, versionOne } from '../strategies/strategy-shapes.js';
import { onError, type ProjectTemplate, type Say } from './template-shapes.js';

/** How likely a customer takes a home insurance: a logistic regression. */
const model = (say: Say): ModelDocument => ({
  kind: 'linear',
  name: say('Отклик на страхование жилья', 'Response to home insurance'),
  link: 'logit',
  features: [
    { name: 'tenure_months', type: 'number', title: say('Месяцев с компанией', 'Months with the company'), missing: 'mean', mean: 36, baseline: 36, low: 0, high: 240, outliers: 'extreme', reasonCode: 'LONG_WITH_US' },
    { name: 'products_count', type: 'number', title: say('Сколько продуктов', 'Number of products'), missing: 'value', missingValue: 0, baseline: 1, reasonCode: 'HAS_PRODUCTS' },
    { name: 'home', type: 'category', title: say('Жильё', 'Home'), missing: 'value', missingValue: 'unknown', reasonCode: 'OWN_HOME' },
  ],
  sums: [{ intercept: -2.6, terms: [{ feature: 'tenure_months', coefficient: 0.012 }, { feature: 'products_count', coefficient: 0.35 }, { feature: 'home', categories: [{ value: 'owned', coefficient: 1.1 }, { value: 'rented', coefficient: -0.4 }, { value: 'unknown', coefficient: 0 }] }] }],
  reasonCount: 2,
});

const contactRules = {
  rules: [
    { name: 'no-consent', priority: 30, conditions: { all: [{ fact: 'consent', operator: 'equal', value: false }] }, event: { type: 'stop', params: { reason: 'NO_CONSENT' } } },
    { name: 'debtor', priority: 20, conditions: { all: [{ fact: 'overdue', operator: 'greaterThan', value: 0 }] }, event: { type: 'stop', params: { reason: 'OVERDUE' } } },
    { name: 'complaint', priority: 10, conditions: { any: [{ fact: 'complaints', operator: 'greaterThanInclusive', value: 2 }, { all: [{ fact: 'complaints', operator: 'greaterThan', value: 0 }, { fact: 'tenure_months', operator: 'lessThan', value: 6 }] }] }, event: { type: 'stop', params: { reason: 'COMPLAINTS' } } },
  ],
};

const offer = (action: string, channel: string, propensity: string, value: number, lever: string, product: string) => ({
  action, channel, propensity, value: String(value), lever,
  eligibility: [{ condition: `not(list contains(products, "${product}"))`, reason: 'HAS_ALREADY' }],
});

const strategy = (say: Say): StrategyDocument => ({
  description: say('Кому и что предложить: запреты правилами, склонность моделью, выбор по вероятности × ценности × рычагу', 'Whom to offer what: bans by rules, propensity by a model, choice by propensity × value × lever'),
  dataModel: {
    inputs: [
      text('customer', { required: true, title: say('Клиент', 'Customer') }),
      { name: 'consent', type: 'boolean', default: true, title: say('Согласие на предложения', 'Consent to offers') },
      number('overdue', { min: 0, default: 0, title: say('Просрочено, ₽', 'Overdue, RUB') }),
      { name: 'complaints', type: 'integer', min: 0, default: 0, title: say('Жалоб за год', 'Complaints in a year') },
      { name: 'tenure_months', type: 'integer', min: 0, title: say('Месяцев с компанией', 'Months with the company') },
      text('home', { values: ['owned', 'rented', 'unknown'], default: 'unknown', title: say('Жильё', 'Home') }),
      { name: 'products', type: 'list', items: { type: 'string' }, default: [], title: say('Продукты клиента', 'Products of the customer') },
    ],
    variables: [text('stop', { title: say('Почему предлагать нельзя', 'Why nothing may be offered') }), number('insurance_propensity', { default: 0.1, title: say('Склонность к страхованию', 'Propensity to insurance') }), text('arm', { title: say('Ветвь теста', 'Arm of the test') }), text('channel', { title: say('Канал', 'Channel') })],
    outputs: [text('offer', { default: 'none', title: say('Предложение', 'Offer') }), number('score', { default: 0, title: say('Балл', 'Score') }), { name: 'next', type: 'list', items: { type: 'string' }, default: [], title: say('Следующие по очереди', 'Next in line') }],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 1, say('Клиент', 'Customer'), {}),
      node('bans', 'rules', 1, 1, say('Запреты', 'Bans'), { content: { reference: versionOne('rule-set', 'bans') }, mode: 'first', results: [{ name: 'stop', value: 'params.reason' }] }),
      node('may', 'branch', 2, 1, say('Можно предлагать?', 'May we offer?'), { branches: [{ port: 'no', label: say('Нельзя', 'No'), condition: 'stop != null' }] }),
      node('silent', 'output', 3, 0, say('Ничего не предлагать', 'Offer nothing'), { decision: '"none"', reasonCodes: ['stop'] }),
      onError(node('propensity', 'model', 3, 1, say('Склонность к страхованию', 'Propensity to insurance'), { model: { reference: versionOne('model', 'propensity') }, features: [{ feature: 'products_count', value: 'count(products)' }], results: { score: 'insurance_propensity' } }), { then: 'default', values: { insurance_propensity: 0.1 } }),
      node('lever', 'ab-test', 4, 1, say('Проверка рычага', 'Test of the lever'), { key: 'customer', salt: 'lever-1', arm: 'arm', arms: [{ port: 'usual', label: say('Как обычно', 'As usual'), share: 8000, champion: true }, { port: 'insurance', label: say('Страхование вперёд', 'Insurance first'), share: 2000 }] }),
      node('pick', 'arbitrate', 5, 1, say('Лучшее предложение', 'Best offer'), {
        candidates: [
          offer('home-insurance', 'phone', 'insurance_propensity', 4200, 'if arm = "insurance" then 1.3 else 1', 'insurance'),
          offer('green-tariff', 'email', '0.18', 1800, 'if tenure_months > 24 then 1.2 else 1', 'green'),
          offer('boiler-service', 'web', '0.22', 2600, '1', 'service'),
        ],
        best: { action: 'offer', channel: 'channel', score: 'score' },
        top: { count: 3, actions: 'next' },
        reasons: 'none-left',
      }),
      node('offered', 'output', 6, 0, say('Предложить', 'Offer'), { decision: '"offer"', action: 'offer', channel: 'channel' }),
      node('nothing', 'output', 6, 2, say('Всё уже есть', 'Has everything'), { decision: '"none"', reasonCodes: ['"NOTHING_LEFT"'] }),
    ],
    edges: links('in -> bans', 'bans -> may', 'may:no -> silent', 'may:else -> propensity', 'propensity -> lever', 'lever:usual -> pick', 'lever:insurance -> pick', 'pick:chosen -> offered', 'pick:none -> nothing'),
  },
});

export const nextBestOfferTemplate: ProjectTemplate = {
  id: 'next-best-offer',
  name: { ru: 'Следующее лучшее предложение', en: 'Next best offer' },
  description: { ru: 'Целевой маркетинг: одно предложение каждому клиенту, самое ценное из возможных', en: 'Targeted marketing: one offer for each customer, the most valuable that is possible' },
  shows: {
    ru: ['запреты набором правил', 'модель склонности с причинами', 'выбор предложения арбитражем', 'A/B-тест рычага', 'что делать, если модель не посчиталась'],
    en: ['bans by a rule set', 'a propensity model with reasons', 'choice of the offer by arbitration', 'an A/B test of a lever', 'what happens when the model fails'],
  },
  tags: { ru: ['маркетинг'], en: ['marketing'] },
  items: (say) => [
    { key: 'bans', kind: 'rule-set', name: say('Кому ничего не предлагаем', 'Who is offered nothing'), description: say('Согласие, просрочка, жалобы', 'Consent, debt, complaints'), document: contactRules },
    { key: 'propensity', kind: 'model', name: say('Склонность к страхованию жилья', 'Propensity to home insurance'), description: say('Логистическая регрессия', 'Logistic regression'), document: model(say) },
    {
      key: 'offer', kind: 'strategy', name: say('Что предложить клиенту', 'What to offer a customer'), description: say('Решение за один вызов', 'A decision in one call'), document: strategy(say),
      tests: [
        { name: say('без согласия', 'without consent'), input: { customer: 'c1', consent: false }, expected: { decision: 'none', reasonCodes: ['NO_CONSENT'] } },
        { name: say('должник', 'a debtor'), input: { customer: 'c1', overdue: 500 }, expected: { decision: 'none', reasonCodes: ['OVERDUE'] } },
        { name: say('две жалобы', 'two complaints'), input: { customer: 'c1', complaints: 2 }, expected: { decision: 'none', reasonCodes: ['COMPLAINTS'] } },
        { name: say('владелец жилья', 'owns a home'), input: { customer: 'c1', tenure_months: 120, home: 'owned', products: ['green', 'service'] }, expected: { decision: 'offer', action: 'home-insurance', channel: 'phone' } },
        { name: say('всё куплено', 'has everything'), input: { customer: 'c1', tenure_months: 10, products: ['green', 'service', 'insurance'] }, expected: { decision: 'none' } },
      ],
    },
  ],
};
