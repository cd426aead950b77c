import type { DecisionTableDocument, ScorecardDocument, StrategyDocument } from '@arbiter/contracts';
import { links, node, number, text, versionOne } from '../strategies/strategy-shapes.js';
import { onError, type ProjectTemplate, type Say } from './template-shapes.js';

const scorecard: ScorecardDocument = {
  initialScore: 10,
  reasonAlgorithm: 'points-above',
  baselinePoints: 5,
  reasonCount: 2,
  characteristics: [
    { name: 'overdue_days', expression: 'overdue_days', type: 'number', reasonCode: 'LONG_OVERDUE', bins: [{ test: 'null', points: 0 }, { test: '< 15', points: 0 }, { test: '[15..45)', points: 15 }, { test: '[45..90)', points: 30 }, { test: '>= 90', points: 45 }] },
    { name: 'promises_broken', expression: 'promises_broken', type: 'number', reasonCode: 'BROKEN_PROMISES', bins: [{ test: 'null', points: 0 }, { test: '< 1', points: 0 }, { test: '[1..2)', points: 10 }, { test: '>= 2', points: 25 }] },
    { name: 'contracts_count', expression: 'contracts_count', type: 'number', reasonCode: 'MANY_CONTRACTS', bins: [{ test: 'null', points: 0 }, { test: '< 3', points: 0 }, { test: '>= 3', points: 12 }] },
  ],
  bands: [{ name: 'low' }, { name: 'middle', from: 30 }, { name: 'high', from: 55 }],
};

const actions = (say: Say): DecisionTableDocument => ({
  hitPolicy: 'F',
  inputs: [{ label: say('Полоса риска', 'Risk band'), expression: 'band', type: 'string', allowed: '"low", "middle", "high"' }, { label: say('Просрочено, ₽', 'Overdue, RUB'), expression: 'debt', type: 'number', allowed: '>= 0' }],
  outputs: [{ name: 'action', type: 'string' }, { name: 'channel', type: 'string' }],
  rules: [
    { id: 'reminder', inputs: ['"low"', '< 1000'], outputs: ['"reminder"', '"sms"'] },
    { id: 'letter', inputs: ['"low"', '>= 1000'], outputs: ['"letter"', '"email"'] },
    { id: 'call', inputs: ['"middle"', '-'], outputs: ['"call"', '"phone"'] },
    { id: 'visit', inputs: ['"high"', '< 30000'], outputs: ['"final-call"', '"phone"'] },
    { id: 'court', inputs: ['"high"', '>= 30000'], outputs: ['"court-claim"', '"post"'] },
  ],
});

/** One contract: what is overdue of its invoices, oldest first. */
const contract = (say: Say): StrategyDocument => ({
  description: say('Сколько просрочено по одному договору и насколько давно', 'How much is overdue on one contract, and since when'),
  dataModel: {
    inputs: [{ name: 'invoices', type: 'list', default: [], title: say('Счета', 'Invoices'), items: { type: 'object', fields: [number('unpaid', { required: true, min: 0 }), { name: 'days', type: 'integer', required: true, title: say('Дней просрочки', 'Days overdue') }] } }],
    variables: [],
    outputs: [number('overdue', { default: 0, title: say('Просрочено, ₽', 'Overdue, RUB') }), number('oldest_days', { default: 0, title: say('Самый старый долг, дней', 'Oldest debt, days') })],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 0, say('Договор', 'Contract'), {}),
      node('sums', 'calculate', 1, 0, say('Итоги по счетам', 'Totals of invoices'), { assignments: [{ name: 'overdue', value: 'if count(invoices[days > 0]) = 0 then 0 else sum(invoices[days > 0].unpaid)' }, { name: 'oldest_days', value: 'if count(invoices[unpaid > 0]) = 0 then 0 else max(invoices[unpaid > 0].days)' }] }),
      node('out', 'output', 2, 0, say('Итог', 'Result'), { decision: 'if overdue > 0 then "overdue" else "paid"' }),
    ],
    edges: links('in -> sums', 'sums -> out'),
  },
});

const strategy = (say: Say): StrategyDocument => ({
  description: say('Клиент с договорами и счетами: долг по договорам в цикле, риск скоркартой, мероприятие таблицей', 'A customer with contracts and invoices: debt of contracts in a loop, risk by a scorecard, action by a table'),
  dataModel: {
    inputs: [
      text('customer', { required: true, title: say('Клиент', 'Customer') }),
      { name: 'bankrupt', type: 'boolean', default: false, title: say('Банкротство', 'Bankruptcy') },
      { name: 'promises_broken', type: 'integer', min: 0, default: 0, title: say('Нарушено обещаний', 'Promises broken') },
      { name: 'contracts', type: 'list', default: [], title: say('Договоры', 'Contracts'), items: { type: 'object', fields: [text('number', { required: true }), { name: 'invoices', type: 'list', default: [], items: { type: 'object', fields: [number('unpaid', { required: true, min: 0 }), { name: 'days', type: 'integer', required: true }] } }] } },
    ],
    variables: [number('contract_overdue', { default: 0 }), number('contract_days', { default: 0 }), number('overdue_days', { default: 0, title: say('Самый старый долг, дней', 'Oldest debt, days') }), number('contracts_count', { default: 0, title: say('Договоров с долгом', 'Contracts in debt') }), text('band', { title: say('Полоса риска', 'Risk band') }), text('arm', { title: say('Ветвь теста', 'Arm of the test') })],
    outputs: [number('debt', { default: 0, title: say('Долг, ₽', 'Debt, RUB') }), number('risk', { default: 0, title: say('Риск', 'Risk') }), text('action', { default: 'none', title: say('Мероприятие', 'Action') }), text('channel', { default: 'none', title: say('Канал', 'Channel') })],
  },
  graph: {
    nodes: [
      node('in', 'input', 0, 1, say('Клиент', 'Customer'), {}),
      node('contracts', 'loop', 1, 1, say('По каждому договору', 'For each contract'), {
        list: 'contracts', element: 'contract',
        accumulators: [{ name: 'debt', initial: '0', next: 'debt + contract_overdue' }, { name: 'overdue_days', initial: '0', next: 'max(overdue_days, contract_days)' }, { name: 'contracts_count', initial: '0', next: 'if contract_overdue > 0 then contracts_count + 1 else contracts_count' }],
        body: { start: 'contract', nodes: [node('contract', 'sub-process', 0, 0, say('Долг по договору', 'Debt of the contract'), { strategy: versionOne('strategy', 'contract'), inputs: [{ name: 'invoices', value: 'contract.invoices' }], outputs: [{ name: 'contract_overdue', value: 'overdue' }, { name: 'contract_days', value: 'oldest_days' }] })], edges: [] },
      }),
      node('due', 'branch', 2, 1, say('Есть ли что взыскивать?', 'Is there anything to collect?'), { branches: [{ port: 'nothing', label: say('Долга нет', 'No debt'), condition: 'debt = 0' }, { port: 'forbidden', label: say('Нельзя', 'Forbidden'), condition: 'bankrupt' }] }),
      node('none', 'output', 3, 0, say('Ничего не делать', 'Do nothing'), { decision: '"none"', reasonCodes: ['"NOTHING_DUE"'] }),
      node('forbidden', 'output', 3, 2, say('Взыскание запрещено', 'Collection is forbidden'), { decision: '"none"', reasonCodes: ['"BANKRUPTCY"'] }),
      node('risk', 'rules', 3, 1, say('Риск неуплаты', 'Risk of not being paid'), { content: { reference: versionOne('scorecard', 'risk') }, results: [{ name: 'risk', value: 'score' }, { name: 'band', value: 'band' }], reasons: 'if score >= 30 then reasons else null' }),
      node('split', 'ab-test', 4, 1, say('Письмо против таблицы', 'Letter against the table'), { key: 'customer', salt: 'letter-1', arm: 'arm', arms: [{ port: 'table', label: say('По таблице', 'By the table'), share: 9000, champion: true }, { port: 'letter', label: say('Всегда письмо', 'Always a letter'), share: 1000 }] }),
      onError(node('table', 'rules', 5, 0, say('Мероприятие', 'Action'), { content: { reference: versionOne('decision-table', 'actions') }, results: [{ name: 'action', value: 'result.action' }, { name: 'channel', value: 'result.channel' }] }), { then: 'edge' }),
      node('letter', 'calculate', 5, 2, say('Письмо', 'Letter'), { assignments: [{ name: 'action', value: '"letter"' }, { name: 'channel', value: '"email"' }] }),
      node('act', 'output', 6, 0, say('Назначить', 'Assign'), { decision: '"act"', action: 'action', channel: 'channel', terms: [{ name: 'amount', value: 'debt' }] }),
      node('person', 'output', 6, 1, say('Разберёт человек', 'A person looks'), { decision: '"refer"', reasonCodes: ['"TABLE_FAILED"'] }),
    ],
    edges: links('in -> contracts', 'contracts -> due', 'due:nothing -> none', 'due:forbidden -> forbidden', 'due:else -> risk', 'risk -> split', 'split:table -> table', 'split:letter -> letter', 'table -> act', 'table:error -> person', 'letter -> act'),
  },
});

export const debtCollectionTemplate: ProjectTemplate = {
  id: 'debt-collection',
  name: { ru: 'Умное взыскание', en: 'Smart debt collection' },
  description: { ru: 'От клиента с договорами и счетами к мероприятию по долгу', en: 'From a customer with contracts and invoices to an action on the debt' },
  shows: {
    ru: ['иерархия: клиент, договоры, счета', 'цикл и подпроцесс', 'скоркарта с причинами', 'таблица решений', 'A/B-тест и ветвь ошибки'],
    en: ['a hierarchy: customer, contracts, invoices', 'a loop and a sub-process', 'a scorecard with reasons', 'a decision table', 'an A/B test and a way for errors'],
  },
  tags: { ru: ['взыскание'], en: ['collection'] },
  items: (say) => [
    { key: 'risk', kind: 'scorecard', name: say('Риск неуплаты', 'Risk of not being paid'), description: say('Баллы и полосы', 'Points and bands'), document: scorecard },
    { key: 'actions', kind: 'decision-table', name: say('Мероприятия', 'Actions'), description: say('По полосе риска и сумме', 'By risk band and amount'), document: actions(say) },
    {
      key: 'contract', kind: 'strategy', name: say('Долг по договору', 'Debt of a contract'), description: say('Подпроцесс', 'Sub-process'), document: contract(say),
      tests: [
        { name: say('счета оплачены', 'invoices are paid'), input: { invoices: [] }, expected: { outputs: { overdue: 0, oldest_days: 0 }, decision: 'paid' } },
        { name: say('два счёта', 'two invoices'), input: { invoices: [{ unpaid: 100, days: 40 }, { unpaid: 50, days: -5 }] }, expected: { outputs: { overdue: 100, oldest_days: 40 } } },
      ],
    },
    {
      key: 'collect', kind: 'strategy', name: say('Что делать с долгом', 'What to do about a debt'), description: say('Решение за один вызов', 'A decision in one call'), document: strategy(say),
      tests: [
        { name: say('долга нет', 'no debt'), input: { customer: 'c1' }, expected: { decision: 'none', reasonCodes: ['NOTHING_DUE'], outputs: { debt: 0 } } },
        { name: say('банкрот', 'bankrupt'), input: { customer: 'c1', bankrupt: true, contracts: [{ number: '1', invoices: [{ unpaid: 900, days: 20 }] }] }, expected: { decision: 'none', reasonCodes: ['BANKRUPTCY'] } },
        { name: say('старый крупный долг', 'an old large debt'), input: { customer: 'c1', promises_broken: 2, contracts: [{ number: '1', invoices: [{ unpaid: 30000, days: 120 }] }, { number: '2', invoices: [{ unpaid: 500, days: 10 }] }] }, expected: { decision: 'act', action: 'court-claim', outputs: { debt: 30500, risk: 80 } } },
      ],
    },
  ],
};
