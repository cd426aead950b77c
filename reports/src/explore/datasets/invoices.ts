import { title, type ExploreDataset, type ExploreDimension } from '../explore-dataset.js';
import { date, flag, money, number, productDimension, text } from './common-dimensions.js';
import { counted, distinctCustomers, over, ratio, summed } from './measures.js';

const agingTitles = {
  paid: title('Оплачен', 'Paid'), current: title('Без просрочки', 'Not overdue'), '1-30': title('1–30 дней', '1–30 days'), '31-60': title('31–60 дней', '31–60 days'), '61-90': title('61–90 дней', '61–90 days'), '90+': title('Более 90 дней', 'More than 90 days'),
};

/** Invoices with what was paid towards them up to the day of the question; an overpaid invoice has nothing open, a credit note neither. */
const rows = `(
    SELECT i.customer_id AS customer_id, i.invoice_id AS invoice_id, i.contract_id AS contract_id, i.amount_minor AS amount_minor, i.issued_on AS issued_on, i.due_on AS due_on,
        p.paid AS paid_minor, p.last_on AS last_paid_on, p.first_on AS first_paid_on,
        if(i.amount_minor > 0, greatest(i.amount_minor - p.paid, 0), 0) AS open_minor,
        if(open_minor > 0, toInt32({today:Date32}) - toInt32(i.due_on), 0) AS overdue_days
    FROM invoices AS i FINAL
    LEFT JOIN (
        SELECT customer_id, invoice_id, sum(amount_minor) AS paid, min(paid_on) AS first_on, max(paid_on) AS last_on
        FROM payments FINAL WHERE invoice_id != '' AND paid_on <= {today:Date32} GROUP BY customer_id, invoice_id
    ) AS p ON p.customer_id = i.customer_id AND p.invoice_id = i.invoice_id
)`;

const overdue = 'f.open_minor > 0 AND f.overdue_days > 0';

export const invoicesDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'invoices',
  title: title('Счета и задолженность', 'Invoices and receivables'),
  meaning: title('Выставленные счета и их остаток на сегодня; платежи без номера счёта не учтены', 'Invoices issued and what is open of them today; payments that name no invoice do not count'),
  time: 'issued_on',
  customers: true,
  rows,
  joins: { contract: "LEFT ANY JOIN (SELECT customer_id, contract_id, product FROM contracts FINAL) AS k ON k.customer_id = f.customer_id AND k.contract_id = f.contract_id" },
  dimensions: [
    date('issued_on', 'Дата выставления', 'Issued on', 'f.issued_on'),
    date('due_on', 'Срок оплаты', 'Due on', 'f.due_on'),
    text('aging', 'Просрочка', 'Aging', "multiIf(f.open_minor = 0, 'paid', f.overdue_days <= 0, 'current', f.overdue_days <= 30, '1-30', f.overdue_days <= 60, '31-60', f.overdue_days <= 90, '61-90', '90+')", agingTitles),
    flag('is_open', 'Не оплачен', 'Open', 'f.open_minor > 0'),
    flag('is_overdue', 'Просрочен', 'Overdue', overdue),
    number('overdue_days', 'Дней просрочки', 'Days overdue', 'greatest(f.overdue_days, 0)', 'days'),
    money('amount', 'Сумма счёта', 'Invoice amount', 'f.amount_minor'),
    money('open_amount', 'Остаток', 'Open amount', 'f.open_minor'),
    productDimension('k.product', { joins: ['contract'] }),
    ...customer,
  ],
  measures: [
    counted('invoices', title('Счетов', 'Invoices'), title('Сколько счетов', 'How many invoices')),
    summed('invoiced', title('Выставлено', 'Invoiced'), title('Сумма счетов', 'Sum of invoices'), 'f.amount_minor'),
    distinctCustomers(),
    summed('paid', title('Оплачено по счетам', 'Paid towards invoices'), title('Выставлено минус остаток', 'Invoiced less what is open'), 'greatest(f.amount_minor, 0) - f.open_minor', 'money-minor', { better: 'higher' }),
    summed('open', title('Остаток (ДЗ)', 'Receivables'), title('Не оплачено на сегодня', 'Not paid as of today'), 'f.open_minor', 'money-minor', { better: 'lower' }),
    summed('overdue', title('Просрочено (ПДЗ)', 'Overdue receivables'), title('Не оплачено на сегодня после срока', 'Not paid as of today and beyond the due date'), `if(${overdue}, f.open_minor, 0)`, 'money-minor', { better: 'lower' }),
    counted('open_invoices', title('Неоплаченных счетов', 'Open invoices'), title('Счета с остатком', 'Invoices with something open'), 'f.open_minor > 0', { better: 'lower' }),
    counted('overdue_invoices', title('Просроченных счетов', 'Overdue invoices'), title('Счета с остатком после срока', 'Invoices with something open beyond the due date'), overdue, { better: 'lower' }),
    distinctCustomers(title('Должников', 'Debtors'), 'f.open_minor > 0', 'debtors'),
    ratio('overdue_share', title('Доля просрочки', 'Overdue share'), title('Просрочено / остаток', 'Overdue / receivables'), `sum(if(${overdue}, f.open_minor, 0))`, 'sum(f.open_minor)', 'share', { better: 'lower' }),
    ratio('paid_share', title('Доля оплаченного', 'Share paid'), title('Оплачено / выставлено', 'Paid / invoiced'), 'sum(greatest(f.amount_minor, 0) - f.open_minor)', 'sum(greatest(f.amount_minor, 0))', 'share', { better: 'higher' }),
    over('average_invoice', title('Средний счёт', 'Average invoice'), title('Сумма счетов / число счетов', 'Sum of invoices / invoices'), 'avgOrNull(f.amount_minor)', 'money-minor'),
    over('median_invoice', title('Медианный счёт', 'Median invoice'), title('Половина счетов меньше', 'Half of the invoices are smaller'), 'quantileExactInclusiveOrNull(0.5)(f.amount_minor)', 'money-minor'),
    over('average_overdue_days', title('Средняя просрочка', 'Average days overdue'), title('По просроченным счетам', 'Over overdue invoices'), `avgOrNullIf(f.overdue_days, ${overdue})`, 'days', { better: 'lower' }),
    over('days_to_pay', title('Дней до оплаты', 'Days to pay'), title('От выставления до последнего платежа, по оплаченным счетам', 'From issue to the last payment, over paid invoices'), 'avgOrNullIf(toInt32(f.last_paid_on) - toInt32(f.issued_on), f.open_minor = 0 AND f.paid_minor > 0)', 'days', { better: 'lower' }),
    ratio('per_customer', title('На клиента (ARPU)', 'Per customer (ARPU)'), title('Выставлено / разных клиентов', 'Invoiced / different customers'), 'sum(f.amount_minor)', 'uniqExact(f.customer_id)', 'money-minor', { better: 'higher' }),
  ],
});

export const contractsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'contracts',
  title: title('Договоры', 'Contracts'),
  meaning: title('Договоры клиентов', 'Contracts of customers'),
  time: 'opened_on',
  customers: true,
  rows: 'contracts FINAL',
  dimensions: [date('opened_on', 'Дата открытия', 'Opened on', 'f.opened_on'), productDimension('f.product'), ...customer],
  measures: [
    counted('contracts', title('Договоров', 'Contracts'), title('Сколько договоров', 'How many contracts')),
    distinctCustomers(),
    ratio('per_customer', title('Договоров на клиента', 'Contracts per customer'), title('Договоров / разных клиентов', 'Contracts / different customers'), 'count()', 'uniqExact(f.customer_id)', 'number'),
  ],
});
