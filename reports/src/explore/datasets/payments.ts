import { title, type ExploreDataset, type ExploreDimension } from '../explore-dataset.js';
import { date, flag, money } from './common-dimensions.js';
import { counted, distinctCustomers, over, ratio, summed } from './measures.js';

export const paymentsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'payments',
  title: title('Платежи', 'Payments'),
  meaning: title('Поступившие платежи', 'Payments received'),
  time: 'paid_on',
  customers: true,
  rows: 'payments FINAL',
  dimensions: [date('paid_on', 'Дата оплаты', 'Paid on', 'f.paid_on'), money('amount', 'Сумма', 'Amount', 'f.amount_minor'), flag('towards_invoice', 'По счёту', 'Towards an invoice', "f.invoice_id != ''"), ...customer],
  measures: [
    counted('payments', title('Платежей', 'Payments'), title('Сколько платежей', 'How many payments')),
    summed('paid', title('Оплачено', 'Paid'), title('Сумма платежей', 'Sum of payments'), 'f.amount_minor', 'money-minor', { better: 'higher' }),
    distinctCustomers(title('Плательщиков', 'Payers')),
    over('average_payment', title('Средний платёж', 'Average payment'), title('Сумма платежей / число платежей', 'Sum of payments / payments'), 'avgOrNull(f.amount_minor)', 'money-minor'),
    over('median_payment', title('Медианный платёж', 'Median payment'), title('Половина платежей меньше', 'Half of the payments are smaller'), 'quantileExactInclusiveOrNull(0.5)(f.amount_minor)', 'money-minor'),
    over('p95_payment', title('95-й процентиль платежа', '95th percentile of payments'), title('95 % платежей не больше', '95 % of payments are not greater'), 'quantileExactInclusiveOrNull(0.95)(f.amount_minor)', 'money-minor'),
    ratio('arpu', title('ARPU: на плательщика', 'ARPU: per payer'), title('Сумма платежей / разных плательщиков за период', 'Sum of payments / different payers of the period'), 'sum(f.amount_minor)', 'uniqExact(f.customer_id)', 'money-minor', { better: 'higher' }),
  ],
});
