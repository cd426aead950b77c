import type { DecisionTableDocument, ModelDocument, StrategyDocument } from '@arbiter/contracts';
import { links, node, number, text, versionOne } from '../strategies/strategy-shapes.js';
import { onError, type ProjectTemplate, type Say } from './template-shapes.js';

/** Points of suspicion, added up. */
const suspicion = (say: Say): DecisionTableDocument => ({
  hitPolicy: 'C',
  aggregator: 'sum',
  inputs: [
    { label: say('Дней с начала полиса', 'Days since the policy began'), expression: 'policy_days', type: 'number', allowed: '>= 0' },
    { label: say('Заявлений за год', 'Claims in a year'), expression: 'claims_in_year', type: 'number', allowed: '>= 0' },
    { label: say('Причина', 'Cause'), expression: 'cause', type: 'string' },
  ],
  outputs: [{ name: 'points', type: 'number', default: '0' }],
  rules: [
    { id: 'new-policy', inputs: ['< 30', '-', '-'], outputs: ['40'] },
    { id: 'frequent', inputs: ['-', '>= 3', '-'], outputs: ['30'] },
    { id: 'theft-soon', inputs: ['< 90', '-', '"theft"'], outputs: ['25'] },
    { id: 'fire', inputs: ['-', '-', '"fire"'], outputs: ['10'] },
  ],
});

/** Probability that a claim is made up: a small ensemble of trees. */
const model = (say: Say): ModelDocument => ({
  kind: 'trees',
  name: say('Вероятность мошенничества', 'Probability of fraud'),
  aggregate: 'sum',
  link: 'logit',
  features: [
    { name: 'amount', type: 'number', title: say('Сумма заявления, ₽', 'Amount claimed, RUB'), reasonCode: 'AMOUNT' },
    { name: 'policy_days', type: 'number', title: say('Дней с начала полиса', 'Days since the policy began'), reasonCode: 'NEW_POLICY' },
    { name: 'claims_in_year', type: 'number', title: say('Заявлений за год', 'Claims in a year'), reasonCode: 'FREQUENT' },
  ],
  trees: [
    { nodes: [{ feature: 'policy_days', operator: '<', threshold: 45, yes: 1, no: 2, value: -1.2, cover: 100 }, { value: 0.4, cover: 20 }, { feature: 'amount', operator: '<', threshold: 200_000, yes: 3, no: 4, value: -1.6, cover: 80 }, { value: -2, cover: 60 }, { value: -0.5, cover: 20 }] },
    { nodes: [{ feature: 'claims_in_year', operator: '<', threshold: 3, yes: 1, no: 2, value: -0.2, cover: 100 }, { value: -0.4, cover: 85 }, { value: 0.9, cover: 15 }] },
  ],
  reasonCount: 2,
});

const strategy = (say: Say): StrategyDocument => ({
  description: say('Ясные небольшие заявления оплачиваются сразу, подозрительные идут на ручную проверку с причинами; молчаливых отказов нет', 'Clear small claims are paid at once, suspicious ones go to a manual check with their reasons; nothing is refused silently'),
  dataModel: {
    inputs: [
      text('claim', { required: true, title: say('Номер заявления', 'Number of the claim') }),
      number('amount', { required: true, min: 0, title: say('Сумма, ₽', 'Amount, RUB') }),
      text('cause', { values: ['fire', 'water', 'theft', 'other'], default: 'other', title: say('Причина', 'Cause') }),
      { name: 'policy_days', type: 'integer', min: 0, default: 365, title: say('Дней с начала полиса', 'Days since the policy began') },
      { name: 'claims_in_year', type: 'integer', min: 0, default: 0, title: say('Заявлений за год', 'Claims in a year') },
      { name: 'documents', type: 'list', default: [], title: say('Документы', 'Documents'), items: { type: 'object', fields: [text('name', { required: true }), { name: 'received', type: 'boolean', default: false }] } },
    ],
    variables: [text('arm', { title: say('Ветвь теста', 'Arm of the test') })],
    outputs: [text('way', { title: say('Куда направлено', 'Where it goes') }), number('points', { default: 0, title: say('Баллы подозрительности', 'Points of suspicion') }), number('fraud', { default: 0, min: 0, max: 1, title: say('Вероятность мошенничества', 'Probability of fraud') }), { name: 'missing', type: 'list', items: { type: 'string' }, default: [], title: say('Каких документов нет', 'Documents that are missing') }],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 1, say('Заявление', 'Claim'), {}),
      node('papers', 'calculate', 1, 1, say('Каких документов нет', 'Missing documents'), { assignments: [{ name: 'missing', value: 'for d in documents[not(item.received)] return d.name' }] }),
      node('points', 'rules', 2, 1, say('Подозрительность', 'Suspicion'), { content: { reference: versionOne('decision-table', 'suspicion') }, results: [{ name: 'points', value: 'result' }] }),
      onError(node('fraud', 'model', 3, 1, say('Мошенничество', 'Fraud'), { model: { reference: versionOne('model', 'fraud') }, results: { score: 'fraud' }, addReasons: false }), { then: 'edge' }),
      node('limit', 'ab-test', 4, 1, say('Предел выплаты сразу', 'Limit of paying at once'), { key: 'claim', salt: 'limit-1', arm: 'arm', arms: [{ port: 'usual', label: say('50 тысяч', '50 thousand'), share: 9000, champion: true }, { port: 'higher', label: say('100 тысяч', '100 thousand'), share: 1000 }] }),
      node('way', 'branch', 5, 1, say('Куда направить', 'Which way'), {
        branches: [
          { port: 'check', label: say('На проверку', 'To a check'), condition: 'points >= 50 or fraud >= 0.5 or amount > 1000000' },
          { port: 'wait', label: say('Ждать документы', 'Wait for documents'), condition: 'count(missing) > 0' },
          { port: 'pay', label: say('Платить', 'Pay'), condition: 'amount <= (if arm = "higher" then 100000 else 50000) and points < 20' },
        ],
      }),
      node('check', 'output', 6, 0, say('Ручная проверка', 'Manual check'), { assignments: [{ name: 'way', value: '"check"' }], decision: '"refer"', reasonCodes: ['if points >= 50 then "SUSPICION" else if fraud >= 0.5 then "FRAUD_SCORE" else "LARGE"'] }),
      node('wait', 'output', 6, 1, say('Запросить документы', 'Ask for documents'), { assignments: [{ name: 'way', value: '"documents"' }], decision: '"wait"', action: '"ask-documents"', reasonCodes: ['"DOCUMENTS_MISSING"'] }),
      node('pay', 'output', 6, 2, say('Выплатить', 'Pay'), { assignments: [{ name: 'way', value: '"pay"' }], decision: '"pay"', terms: [{ name: 'amount', value: 'amount' }] }),
      node('adjuster', 'output', 6, 3, say('К оценщику', 'To an adjuster'), { assignments: [{ name: 'way', value: '"adjuster"' }], decision: '"review"' }),
      node('unscored', 'output', 4, 3, say('Модель не посчиталась', 'The model failed'), { assignments: [{ name: 'way', value: '"check"' }], decision: '"refer"', reasonCodes: ['"MODEL_FAILED"'] }),
    ],
    edges: links('in -> papers', 'papers -> points', 'points -> fraud', 'fraud -> limit', 'fraud:error -> unscored', 'limit:usual -> way', 'limit:higher -> way', 'way:check -> check', 'way:wait -> wait', 'way:pay -> pay', 'way:else -> adjuster'),
  },
});

export const insuranceClaimTemplate: ProjectTemplate = {
  id: 'insurance-claim',
  name: { ru: 'Урегулирование убытков', en: 'Insurance claims' },
  description: { ru: 'Страховой случай: выплатить сразу, ждать документы или отдать человеку на проверку', en: 'An insurance claim: pay at once, wait for documents, or hand it to a person' },
  shows: {
    ru: ['таблица решений с суммой баллов', 'модель из деревьев', 'A/B-тест предела', 'ветвь ошибки', 'очередь ручных проверок'],
    en: ['a decision table that adds points up', 'a model of trees', 'an A/B test of a limit', 'a way for errors', 'the queue of manual checks'],
  },
  tags: { ru: ['страхование'], en: ['insurance'] },
  items: (say) => [
    { key: 'suspicion', kind: 'decision-table', name: say('Подозрительность заявления', 'Suspicion of a claim'), description: say('Баллы складываются', 'Points add up'), document: suspicion(say) },
    { key: 'fraud', kind: 'model', name: say('Вероятность мошенничества', 'Probability of fraud'), description: say('Ансамбль деревьев', 'Ensemble of trees'), document: model(say) },
    {
      key: 'claim', kind: 'strategy', name: say('Куда направить заявление', 'Where a claim goes'), description: say('Решение за один вызов', 'A decision in one call'), document: strategy(say),
      tests: [
        { name: say('небольшое и ясное', 'small and clear'), input: { claim: 'K-1', amount: 30000, cause: 'water', documents: [{ name: 'act', received: true }] }, expected: { decision: 'pay', outputs: { way: 'pay', missing: [] }, terms: { amount: 30000 } } },
        { name: say('нет акта', 'no report'), input: { claim: 'K-2', amount: 30000, documents: [{ name: 'act' }] }, expected: { decision: 'wait', action: 'ask-documents', outputs: { missing: ['act'] } } },
        { name: say('новый полис и кража', 'a new policy and a theft'), input: { claim: 'K-3', amount: 30000, cause: 'theft', policy_days: 5 }, expected: { decision: 'refer', reasonCodes: ['SUSPICION'], outputs: { points: 65 } } },
        { name: say('очень крупное', 'very large'), input: { claim: 'K-4', amount: 2000000 }, expected: { decision: 'refer', reasonCodes: ['LARGE'] } },
        { name: say('среднее', 'in between'), input: { claim: 'K-5', amount: 400000 }, expected: { decision: 'review', outputs: { way: 'adjuster' } } },
      ],
    },
  ],
};
