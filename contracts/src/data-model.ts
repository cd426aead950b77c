import { Type, type Static } from 'typebox';
import { Name, Title } from './identifiers.js';

/** Types of attributes and imported fields. Money is given in major units in files and conditions, kept in minor units. */
export const attributeTypes = ['text', 'number', 'money', 'boolean', 'date', 'instant', 'list'] as const;
export type AttributeType = (typeof attributeTypes)[number];
export const AttributeType = Type.Enum(attributeTypes);

/** An attribute of a customer: built in, or added by an import and then a column of its own. */
export const Attribute = Type.Object({
  name: Name,
  type: AttributeType,
  title: Title,
  builtIn: Type.Boolean(),
  /** How values are written for people, where they have titles (repository setting `value-titles`: attribute, value, title). */
  valueTitles: Type.Optional(Type.Record(Type.String(), Title)),
});
export type Attribute = Static<typeof Attribute>;

export interface DatasetField {
  name: string;
  type: AttributeType;
  /** Part of the key: a row with the same key replaces the earlier one. */
  key?: true;
  required?: true;
  title: Title;
  /** Column names that are recognised without being told, lower case, letters and digits only. */
  aliases: string[];
}

export interface DatasetDefinition {
  id: DatasetId;
  table: string;
  title: Title;
  fields: DatasetField[];
  /** Columns that map to no field become new attributes of the customer. */
  openAttributes?: true;
}

export const datasetIds = ['customers', 'contacts', 'candidates', 'responses', 'contracts', 'invoices', 'payments', 'experiment'] as const;
export type DatasetId = (typeof datasetIds)[number];
export const DatasetId = Type.Enum(datasetIds);

const field = (name: string, type: AttributeType, ru: string, en: string, aliases: string[] = [], flags: { key?: true; required?: true } = {}): DatasetField => ({ name, type, title: { ru, en }, aliases, ...flags });
const key = { key: true, required: true } as const;
const required = { required: true } as const;
const customerId = (flags: { key?: true; required?: true } = required) =>
  field('customer_id', 'text', 'Идентификатор клиента', 'Customer ID', ['customer', 'customerid', 'client', 'clientid', 'клиент', 'idклиента', 'кодклиента', 'идентификаторклиента', 'лицевойсчет', 'лицевойсчёт'], flags);

/** The data model that files are mapped to. `experiment` is a finished campaign in one file: customer, arm, outcomes. */
export const datasets: Record<DatasetId, DatasetDefinition> = {
  customers: {
    id: 'customers', table: 'customers', title: { ru: 'Клиенты', en: 'Customers' }, openAttributes: true,
    fields: [
      customerId(key),
      field('name', 'text', 'Наименование', 'Name', ['fullname', 'имя', 'фио', 'наименование', 'название']),
      field('kind', 'text', 'Тип клиента', 'Customer kind', ['type', 'customertype', 'тип', 'типклиента', 'видклиента']),
      field('segment', 'text', 'Сегмент', 'Segment', ['сегмент']),
      field('region', 'text', 'Регион', 'Region', ['регион', 'область', 'город']),
      field('consent', 'boolean', 'Согласие на контакт', 'Consent to contact', ['согласие', 'optin', 'согласиенаконтакт']),
      field('refused_channels', 'list', 'Отказ от каналов', 'Refused channels', ['refused', 'optout', 'отказ', 'отказотканалов']),
      field('time_zone', 'text', 'Часовой пояс', 'Time zone', ['timezone', 'tz', 'часовойпояс']),
    ],
  },
  contacts: {
    id: 'contacts', table: 'contacts', title: { ru: 'История контактов', en: 'Contact history' },
    fields: [
      field('contact_id', 'text', 'Идентификатор контакта', 'Contact ID', ['contact', 'id', 'контакт', 'идентификаторконтакта'], key),
      customerId(),
      field('campaign_id', 'text', 'Кампания', 'Campaign', ['campaign', 'кампания']),
      field('action_id', 'text', 'Мероприятие', 'Action', ['action', 'treatment', 'мероприятие', 'действие']),
      field('channel', 'text', 'Канал', 'Channel', ['канал'], required),
      field('stage', 'text', 'Этап', 'Stage', ['этап', 'стадия']),
      field('status', 'text', 'Результат', 'Status', ['result', 'outcome', 'статус', 'результат']),
      field('cost_minor', 'money', 'Стоимость', 'Cost', ['cost', 'стоимость', 'затраты']),
      field('at', 'instant', 'Время', 'Time', ['date', 'datetime', 'timestamp', 'time', 'дата', 'время', 'датаконтакта'], required),
    ],
  },
  candidates: {
    id: 'candidates', table: 'candidates', title: { ru: 'Оценки мероприятий', en: 'Candidate actions with scores' },
    fields: [
      field('score_set', 'text', 'Набор оценок', 'Score set', ['scoreset', 'model', 'набороценок', 'модель'], { key: true }),
      customerId(key),
      field('action_id', 'text', 'Мероприятие', 'Action', ['action', 'treatment', 'offer', 'мероприятие', 'действие', 'предложение'], key),
      field('probability', 'number', 'Вероятность', 'Probability', ['p', 'score', 'propensity', 'вероятность', 'скор']),
      field('value_minor', 'money', 'Ожидаемая ценность', 'Expected value', ['value', 'profit', 'expectedvalue', 'ценность', 'доход', 'сумма'], required),
      field('cost_minor', 'money', 'Стоимость', 'Cost', ['cost', 'стоимость', 'затраты']),
    ],
  },
  responses: {
    id: 'responses', table: 'responses', title: { ru: 'Отклики', en: 'Responses' },
    fields: [
      field('response_id', 'text', 'Идентификатор отклика', 'Response ID', ['response', 'id', 'отклик', 'идентификаторотклика'], key),
      customerId(),
      field('campaign_id', 'text', 'Кампания', 'Campaign', ['campaign', 'кампания']),
      field('kind', 'text', 'Вид отклика', 'Kind', ['type', 'вид', 'тип', 'видотклика'], required),
      field('amount_minor', 'money', 'Сумма', 'Amount', ['amount', 'сумма']),
      field('at', 'instant', 'Время', 'Time', ['date', 'datetime', 'timestamp', 'дата', 'время'], required),
    ],
  },
  contracts: {
    id: 'contracts', table: 'contracts', title: { ru: 'Договоры', en: 'Contracts' },
    fields: [
      field('contract_id', 'text', 'Номер договора', 'Contract ID', ['contract', 'договор', 'номердоговора'], key),
      customerId(),
      field('product', 'text', 'Продукт', 'Product', ['продукт', 'услуга']),
      field('opened_on', 'date', 'Дата открытия', 'Opened on', ['opened', 'датаоткрытия', 'датадоговора']),
    ],
  },
  invoices: {
    id: 'invoices', table: 'invoices', title: { ru: 'Счета', en: 'Invoices' },
    fields: [
      field('invoice_id', 'text', 'Номер счёта', 'Invoice ID', ['invoice', 'invoicenumber', 'счет', 'счёт', 'номерсчета', 'номерсчёта'], key),
      customerId(),
      field('contract_id', 'text', 'Номер договора', 'Contract ID', ['contract', 'договор', 'номердоговора']),
      field('amount_minor', 'money', 'Сумма', 'Amount', ['amount', 'invoiceamount', 'сумма'], required),
      field('issued_on', 'date', 'Дата выставления', 'Issued on', ['invoicedate', 'issued', 'date', 'датасчета', 'датасчёта', 'датавыставления'], required),
      field('due_on', 'date', 'Срок оплаты', 'Due on', ['duedate', 'due', 'срококплате', 'срокоплаты'], required),
    ],
  },
  payments: {
    id: 'payments', table: 'payments', title: { ru: 'Платежи', en: 'Payments' },
    fields: [
      field('payment_id', 'text', 'Номер платежа', 'Payment ID', ['payment', 'платеж', 'платёж', 'номерплатежа'], key),
      customerId(),
      field('invoice_id', 'text', 'Номер счёта', 'Invoice ID', ['invoice', 'счет', 'счёт', 'номерсчета', 'номерсчёта']),
      field('amount_minor', 'money', 'Сумма', 'Amount', ['amount', 'сумма'], required),
      field('paid_on', 'date', 'Дата оплаты', 'Paid on', ['date', 'settleddate', 'датаоплаты', 'датаплатежа'], required),
    ],
  },
  experiment: {
    id: 'experiment', table: 'outcomes', title: { ru: 'Завершённая кампания', en: 'Finished campaign' },
    fields: [
      customerId({ key: true }),
      field('arm', 'text', 'Группа', 'Group', ['group', 'arm', 'variant', 'segment', 'группа', 'вариант'], required),
    ],
  },
};
