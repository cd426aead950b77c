import { Type } from 'typebox';
import type { DimensionSql } from '../../explore/filter-sql.js';
import { dimensionColumn, measureColumn, monthColumn, numberOf, quotient, textOf, title, viewTable, type SqlView } from '../sql-view.js';

/** Statuses of a contact that mean that the customer themselves was reached, and those that mean that it arrived at all. */
export const rightPartyStatuses = ['right-party', 'responded', 'promise', 'paid', 'clicked'];
const arrivedStatuses = ['delivered', 'opened', 'read', ...rightPartyStatuses];

export const contactFacts: ReadonlyMap<string, DimensionSql> = new Map<string, DimensionSql>([
  ['channel', { sql: 'channel', type: 'text' }], ['action', { sql: 'action_id', type: 'text' }], ['stage', { sql: 'stage', type: 'text' }], ['campaign', { sql: 'campaign_id', type: 'text' }],
]);

export const stageTitles = { pre: title('Предупреждение', 'Pre'), soft: title('Мягкий', 'Soft'), hard: title('Жёсткий', 'Hard'), offer: title('Предложение', 'Offer'), service: title('Обслуживание', 'Service') };
const groupings = { month: 'toString(toStartOfMonth(toDate(at)))', channel: 'toString(channel)', stage: 'toString(stage)', action: 'toString(action_id)', campaign: 'campaign_id', all: "''" } as const;
const groupTitles = { month: monthColumn.title, channel: title('Канал', 'Channel'), stage: title('Этап', 'Stage'), action: title('Мероприятие', 'Action'), campaign: title('Кампания', 'Campaign'), all: title('Все', 'All') };
export type ContactGrouping = keyof typeof groupings;
const contactsColumn = measureColumn('contacts', title('Контактов', 'Contacts'), 'count', { additive: true });
const costColumn = measureColumn('cost', title('Затраты', 'Cost'), 'money-minor', { better: 'lower', additive: true });
const rightPartyColumn = measureColumn('right_party', title('Контактов с должником', 'Right-party contacts'), 'count', { better: 'higher', additive: true });

/**
 * Contacts with what followed. A promise belongs to the latest contact of the customer in the 7 days before it was made; what was paid of overdue invoices
 * within 14 days after a contact belongs to the latest contact before the payment, whatever caused it.
 */
export const contactResultsView: SqlView = {
  definition: {
    id: 'collections.contact-results', topic: 'collections',
    title: title('Контакты и их результат', 'Contacts and what came of them'),
    meaning: title('RPC = контакты с самим должником / все контакты; доля обещаний = обещания / контакты с должником; цена рубля = затраты / оплачено просроченного в 14 дней после контакта (последний контакт до платежа)', 'RPC = contacts with the debtor in person / all contacts; promise rate = promises / right-party contacts; cost per unit = cost / paid of overdue within 14 days after a contact (the latest one before the payment)'),
    params: Type.Object({ by: Type.Enum(Object.keys(groupings) as ContactGrouping[], { default: 'month' }) }, { additionalProperties: false }),
    filters: ['segment', 'region', 'kind', 'customer.*', 'arm', 'campaign', 'channel', 'action', 'stage'],
    chart: { type: 'line', x: 'month', y: ['rpc_rate', 'promise_rate'] },
  },
  receivables: true,
  facts: contactFacts,
  questions(scope) {
    const by = textOf(scope.params['by']) as ContactGrouping;
    const mine = `SELECT customer_id, at, ${groupings[by]} AS value, status, cost_minor FROM contacts FINAL
        WHERE at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC') AND ${scope.facts.where} AND ${scope.customers.where}`;
    return {
      contacts: {
        sql: `SELECT value, toFloat64(sum(n)) AS contacts, toFloat64(sum(arrived_n)) AS arrived, toFloat64(sum(right_n)) AS reached, toFloat64(sum(cost)) AS cost, toFloat64(sum(promises)) AS promises, toFloat64(sum(promised)) AS promised, toFloat64(sum(paid)) AS paid
FROM (
    SELECT value, 1 AS n, toUInt8(has({arrived:Array(String)}, status)) AS arrived_n, toUInt8(has({reached:Array(String)}, status)) AS right_n, cost_minor AS cost, 0 AS promises, 0 AS promised, 0 AS paid FROM (${mine})
    UNION ALL
    SELECT contact.value AS value, 0, 0, 0, 0, 1, promise.amount, 0
    FROM (SELECT customer_id, promise_id, argMax(amount_minor, number) AS amount, min(made_at) AS made FROM promises FINAL WHERE made_at >= toDateTime64({from:Date32}, 3, 'UTC') AND made_at < toDateTime64({before:Date32}, 3, 'UTC') + toIntervalDay(7) GROUP BY customer_id, promise_id) AS promise
    ASOF INNER JOIN (${mine}) AS contact ON promise.customer_id = contact.customer_id AND promise.made >= contact.at
    WHERE promise.made < contact.at + toIntervalDay(7)
    UNION ALL
    SELECT contact.value AS value, 0, 0, 0, 0, 0, 0, payment.amount
    FROM (SELECT customer_id, part.paid_on AS paid_on, part.amount_minor AS amount, toDateTime64(paid_on + 1, 3, 'UTC') AS day_end FROM receivable_items ARRAY JOIN parts AS part
        WHERE (settled_on IS NULL OR settled_on >= {from:Date32}) AND ifNull(settled_on > due_on, true) AND part.paid_on > due_on AND part.paid_on >= {from:Date32} AND part.paid_on < {before:Date32} + 14 AND ${scope.customers.where}) AS payment
    ASOF INNER JOIN (${mine}) AS contact ON payment.customer_id = contact.customer_id AND payment.day_end > contact.at
    WHERE payment.day_end <= contact.at + toIntervalDay(15)
)
GROUP BY value ORDER BY value`,
        params: { ...scope.customers.params, ...scope.facts.params, from: scope.from > '1970-01-01' ? scope.from : '1970-01-01', before: scope.before, arrived: arrivedStatuses, reached: rightPartyStatuses },
      },
    };
  },
  customers(scope, wanted) {
    const { sql, column } = wanted === 'cost' ? { sql: 'sum(cost_minor)', column: costColumn } : wanted === 'right_party' || wanted === 'rpc_rate' ? { sql: 'countIf(has({reached:Array(String)}, status))', column: rightPartyColumn } : { sql: 'count()', column: contactsColumn };
    return {
      measure: column,
      sql: `SELECT customer_id, toFloat64(${sql}) AS value FROM contacts FINAL
    WHERE at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC') AND ${scope.facts.where} AND ${scope.customers.where} GROUP BY customer_id`,
      params: { ...scope.customers.params, ...scope.facts.params, from: scope.from, before: scope.before, reached: rightPartyStatuses },
    };
  },
  table({ contacts = [] }, scope) {
    const by = textOf(scope.params['by']) as ContactGrouping;
    const valueTitles = by === 'stage' ? stageTitles : scope.titles[by];
    const group = by === 'month' ? monthColumn : dimensionColumn(by, groupTitles[by], valueTitles ? { valueTitles: { ...valueTitles } } : {});
    return viewTable(
      [
        ...(by === 'all' ? [] : [group]),
        contactsColumn,
        measureColumn('arrived_rate', title('Доставлено', 'Delivered'), 'share', { better: 'higher' }),
        measureColumn('rpc_rate', title('Контакт с должником (RPC)', 'Right-party contact rate'), 'share', { better: 'higher' }),
        measureColumn('promise_rate', title('Обещания на контакт с должником', 'Promises per right-party contact'), 'share', { better: 'higher' }),
        costColumn,
        measureColumn('cost_per_contact', title('Затраты на контакт', 'Cost per contact'), 'money-minor', { better: 'lower' }),
        measureColumn('cost_per_rpc', title('Затраты на контакт с должником', 'Cost per right-party contact'), 'money-minor', { better: 'lower' }),
        measureColumn('cost_per_collected', title('Затраты на рубль взысканного', 'Cost per unit collected'), 'number', { better: 'lower' }),
        rightPartyColumn,
        measureColumn('promises', title('Обещаний', 'Promises'), 'count', { better: 'higher', additive: true }),
        measureColumn('promised', title('Обещано', 'Promised'), 'money-minor', { better: 'higher', additive: true }),
        measureColumn('collected', title('Оплачено после контакта', 'Paid after a contact'), 'money-minor', { better: 'higher', additive: true }),
      ],
      contacts.map((row) => {
        const of = (key: string) => numberOf(row[key]);
        return {
          [by]: textOf(row['value']), contacts: of('contacts'), arrived_rate: quotient(of('arrived'), of('contacts')), rpc_rate: quotient(of('reached'), of('contacts')), promise_rate: quotient(of('promises'), of('reached')),
          cost: of('cost'), cost_per_contact: quotient(of('cost'), of('contacts')), cost_per_rpc: quotient(of('cost'), of('reached')), cost_per_collected: quotient(of('cost'), of('paid')),
          right_party: of('reached'), promises: of('promises'), promised: of('promised'), collected: of('paid'),
        };
      }),
      [title('«Оплачено после контакта» — не эффект: должник мог заплатить и сам. Эффект показывает сравнение ЦГ с КГ', '“Paid after a contact” is no effect: the debtor may have paid anyway. The effect is what target against control shows')],
    );
  },
};
