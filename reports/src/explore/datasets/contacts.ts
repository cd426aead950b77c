import { title, type ExploreDataset, type ExploreDimension } from '../explore-dataset.js';
import { actionDimension, arrivedSql, campaignDimension, channelDimension, contactStatusTitles, date, flag, instant, money, number, rightPartySql, stageDimension, text } from './common-dimensions.js';
import { counted, distinctCustomers, over, ratio, summed } from './measures.js';

const answered = { joins: ['response'] };

export const contactsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'contacts',
  title: title('Контакты', 'Contacts'),
  meaning: title('Состоявшиеся контакты и отклики, отнесённые к ним', 'Contacts made, and the responses that were joined to them'),
  time: 'at',
  customers: true,
  rows: 'contacts FINAL',
  joins: { response: "LEFT ANY JOIN (SELECT customer_id, contact_id, count() AS responses, sum(amount_minor) AS amount_minor FROM responses FINAL WHERE contact_id != '' GROUP BY customer_id, contact_id) AS r ON r.customer_id = f.customer_id AND r.contact_id = f.contact_id" },
  dimensions: [
    instant('at', 'Время контакта', 'Time of contact', 'f.at'),
    channelDimension(), actionDimension(), stageDimension(), campaignDimension(),
    text('status', 'Результат', 'Status', 'f.status', contactStatusTitles),
    number('weekday', 'День недели (1 — понедельник)', 'Weekday (1 is Monday)', 'toDayOfWeek(toTimeZone(f.at, {zone:String}))', 'number'),
    number('hour', 'Час суток', 'Hour of the day', 'toHour(toTimeZone(f.at, {zone:String}))', 'number'),
    money('unit_cost', 'Стоимость контакта', 'Cost of the contact', 'f.cost_minor'),
    flag('decided', 'По решению', 'By a decision', "f.decision_id != ''"),
    ...customer,
  ],
  measures: [
    counted('contacts', title('Контактов', 'Contacts'), title('Сколько контактов', 'How many contacts')),
    distinctCustomers(title('Клиентов с контактом', 'Customers contacted')),
    summed('cost', title('Затраты', 'Cost'), title('Стоимость контактов', 'Cost of contacts'), 'f.cost_minor', 'money-minor', { better: 'lower' }),
    counted('delivered', title('Дошло', 'Arrived'), title('Доставлено, открыто или клиент ответил', 'Delivered, opened, or the customer answered'), `f.status IN ${arrivedSql}`, { better: 'higher' }),
    ratio('delivered_share', title('Доля дошедших', 'Share arrived'), title('Дошло / контактов', 'Arrived / contacts'), `countIf(f.status IN ${arrivedSql})`, 'count()', 'share', { better: 'higher' }),
    counted('right_party', title('Контактов с клиентом', 'Right-party contacts'), title('Ответил сам клиент', 'The customer in person answered'), `f.status IN ${rightPartySql}`, { better: 'higher' }),
    ratio('right_party_share', title('Доля контактов с клиентом', 'Right-party share'), title('Контактов с клиентом / контактов', 'Right-party contacts / contacts'), `countIf(f.status IN ${rightPartySql})`, 'count()', 'share', { better: 'higher' }),
    counted('responded', title('Контактов с откликом', 'Contacts with a response'), title('Контакты, к которым отнесён хотя бы один отклик', 'Contacts that at least one response was joined to'), 'r.responses > 0', { ...answered, better: 'higher' }),
    ratio('response_rate', title('Доля откликов', 'Response rate'), title('Контактов с откликом / контактов', 'Contacts with a response / contacts'), 'countIf(r.responses > 0)', 'count()', 'share', { ...answered, better: 'higher' }),
    summed('response_amount', title('Сумма откликов', 'Amount of responses'), title('Сумма откликов, отнесённых к контактам', 'Amount of responses joined to contacts'), 'r.amount_minor', 'money-minor', { ...answered, better: 'higher' }),
    ratio('cost_per_contact', title('Цена контакта', 'Cost per contact'), title('Затраты / контактов', 'Cost / contacts'), 'sum(f.cost_minor)', 'count()', 'money-minor', { better: 'lower' }),
    ratio('cost_per_right_party', title('Цена контакта с клиентом', 'Cost per right-party contact'), title('Затраты / контактов с клиентом', 'Cost / right-party contacts'), 'sum(f.cost_minor)', `countIf(f.status IN ${rightPartySql})`, 'money-minor', { better: 'lower' }),
    ratio('cost_per_response', title('Цена отклика', 'Cost per response'), title('Затраты / контактов с откликом', 'Cost / contacts with a response'), 'sum(f.cost_minor)', 'countIf(r.responses > 0)', 'money-minor', { ...answered, better: 'lower' }),
    ratio('contacts_per_customer', title('Контактов на клиента', 'Contacts per customer'), title('Контактов / разных клиентов', 'Contacts / different customers'), 'count()', 'uniqExact(f.customer_id)', 'number'),
  ],
});

const responseTitles = {
  payment: title('Платёж', 'Payment'), conversion: title('Конверсия', 'Conversion'), accepted: title('Согласие', 'Accepted'), promise: title('Обещание', 'Promise'), 'promise-withdrawn': title('Обещание отозвано', 'Promise withdrawn'), refusal: title('Отказ', 'Refusal'),
  'wrong-number': title('Неверный номер', 'Wrong number'), click: title('Переход', 'Click'), complaint: title('Жалоба', 'Complaint'), unsubscribe: title('Отписка', 'Unsubscribed'),
};
const joinTitles = { decision: title('По решению', 'By decision'), contact: title('По последнему контакту', 'By the latest contact') };

export const responsesDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'responses',
  title: title('Отклики', 'Responses'),
  meaning: title('Что сделали клиенты: платежи, обещания, отказы, переходы', 'What customers did: payments, promises, refusals, clicks'),
  time: 'at',
  customers: true,
  rows: 'responses FINAL',
  joins: { contact: "LEFT ANY JOIN (SELECT customer_id, contact_id, at FROM contacts FINAL) AS k ON k.customer_id = f.customer_id AND k.contact_id = f.contact_id" },
  dimensions: [
    instant('at', 'Время отклика', 'Time of response', 'f.at'),
    text('response', 'Вид отклика', 'Kind of response', 'f.kind', responseTitles),
    channelDimension(), actionDimension(), campaignDimension(),
    text('joined_by', 'Отнесён', 'Joined', 'f.joined_by', joinTitles),
    flag('corrected', 'Исправлен', 'Corrected', "f.corrected_by != ''"),
    money('amount', 'Сумма', 'Amount', 'f.amount_minor'),
    ...customer,
  ],
  measures: [
    counted('responses', title('Откликов', 'Responses'), title('Сколько откликов', 'How many responses')),
    distinctCustomers(title('Откликнувшихся', 'Customers who responded')),
    summed('response_amount', title('Сумма', 'Amount'), title('Сумма откликов', 'Amount of responses'), 'f.amount_minor', 'money-minor', { better: 'higher' }),
    over('average_amount', title('Средняя сумма', 'Average amount'), title('Сумма откликов / откликов', 'Amount / responses'), 'avgOrNull(f.amount_minor)', 'money-minor'),
    over('median_days', title('Дней от контакта, медиана', 'Days after the contact, median'), title('По откликам, отнесённым к контакту', 'Over responses joined to a contact'), "quantileExactInclusiveOrNullIf(0.5)(dateDiff('second', k.at, f.at) / 86400, k.contact_id != '')", 'days', { joins: ['contact'] }),
  ],
});

const promiseTitles = { open: title('Открыто', 'Open'), kept: title('Выполнено', 'Kept'), partial: title('Выполнено частично', 'Partly kept'), broken: title('Нарушено', 'Broken'), withdrawn: title('Отозвано', 'Withdrawn') };

export const promisesDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'promises',
  title: title('Обещания заплатить', 'Promises to pay'),
  meaning: title('Обещания, как они стоят сейчас', 'Promises as they stand now'),
  time: 'made_at',
  customers: true,
  rows: '(SELECT * FROM promises FINAL ORDER BY customer_id, promise_id, number DESC LIMIT 1 BY customer_id, promise_id)',
  dimensions: [
    instant('made_at', 'Дано', 'Made', 'f.made_at'),
    date('due_on', 'Срок', 'Due on', 'f.due_on'),
    text('promise', 'Состояние обещания', 'State of the promise', 'f.state', promiseTitles),
    campaignDimension(),
    money('amount', 'Обещано', 'Promised', 'f.amount_minor'),
    ...customer,
  ],
  measures: [
    counted('promises', title('Обещаний', 'Promises'), title('Сколько обещаний', 'How many promises')),
    distinctCustomers(title('Обещавших', 'Customers who promised')),
    summed('promised', title('Обещано', 'Promised'), title('Сумма обещаний', 'Sum of promises'), 'f.amount_minor'),
    summed('paid', title('Заплачено по обещаниям', 'Paid on promises'), title('Заплачено по обещаниям', 'Paid on promises'), 'f.paid_minor', 'money-minor', { better: 'higher' }),
    counted('kept', title('Выполнено', 'Kept'), title('Заплачено в срок и полностью', 'Paid in time and in full'), "f.state = 'kept'", { better: 'higher' }),
    counted('broken', title('Нарушено', 'Broken'), title('Срок прошёл без оплаты', 'The date passed without payment'), "f.state = 'broken'", { better: 'lower' }),
    ratio('kept_share', title('Доля выполненных', 'Kept share'), title('Выполнено / обещания, чей срок решён (выполнено, частично, нарушено)', 'Kept / promises that came to an end (kept, partly, broken)'), "countIf(f.state = 'kept')", "countIf(f.state IN ('kept', 'partial', 'broken'))", 'share', { better: 'higher' }),
    ratio('paid_share', title('Доля оплаченного', 'Share paid'), title('Заплачено / обещано', 'Paid / promised'), 'sum(f.paid_minor)', 'sum(f.amount_minor)', 'share', { better: 'higher' }),
  ],
});
