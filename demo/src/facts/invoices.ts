import { segmentsOfDebtors } from '../company.js';
import { plantedEffect } from '../planted-effect.js';
import { at, normal, uniform } from '../random-sql.js';

/**
 * Every invoice with the days by which it is paid late, as a subquery.
 * Days late have the wanted mean exactly: 3u² has mean one (u uniform), and rounding by chance keeps it.
 */
export function monthlyInvoices(peopleSql: string): string {
  const identity = ['i', 'contract', 'month'];
  return `(
    SELECT
        i, customer_id, segment, in_target, bill, contract,
        concat(customer_id, '-', toString(contract)) AS contract_id,
        concat(contract_id, '-', formatDateTime(issued_on, '%Y%m')) AS invoice_id,
        addMonths(toStartOfMonth({until:Date32}), -toInt32(month)) + toIntervalDay(toUInt8(${uniform('day', 'i')} * 28)) AS issued_on,
        issued_on + toIntervalDay(${plantedEffect.paymentTermDays}) AS due_on,
        issued_on >= {campaign_from:Date32} AND issued_on < {campaign_before:Date32} AS in_campaign,
        toInt64(round(bill * (1 + 0.25 * cos(2 * pi() * (toMonth(issued_on) - 1) / 12)) * exp(0.15 * ${normal('amount', ...identity)}))) AS amount_minor,
        late_days * if(in_campaign AND in_target, ${1 - plantedEffect.lateDaysCut}, 1) AS mean_days_late,
        toUInt16(floor(mean_days_late * 3 * pow(${uniform('late', ...identity)}, 2) + ${uniform('late-rounding', ...identity)})) AS days_late,
        due_on + toIntervalDay(days_late) AS paid_on
    FROM ${peopleSql}
    ARRAY JOIN range(1, contracts + 1) AS contract
    ARRAY JOIN range({months:UInt8} + 1) AS month
    WHERE issued_on >= {history_from:Date32} AND issued_on < {until:Date32} AND issued_on >= opened_on AND issued_on < left_on)`;
}

/** Share of the customers with an old debt who pay its rest in the weeks after the finished campaign, out of its sight. */
const restPaid = 0.75;

/**
 * Old debts that are paid in parts: one that was overdue when the finished campaign began, one of late for the campaign to come.
 * The share paid has the density a·f^(a−1) on 0…1, whose mean is a / (a + 1).
 */
export function oldDebts(peopleSql: string): string {
  const paid = at(segmentsOfDebtors.map((segment) => segment.oldDebtPaid), 'segment_index');
  const paidMore = at(segmentsOfDebtors.map((segment) => segment.oldDebtPaidMore), 'segment_index');
  const identity = ['i', 'debt'];
  return `(
    SELECT
        i, customer_id, in_target, debt,
        concat(customer_id, '-1') AS contract_id,
        concat(customer_id, if(debt = 1, '-D1', '-D2')) AS invoice_id,
        if(debt = 1, {campaign_from:Date32}, {until:Date32}) - toIntervalDay(35 + toUInt16(120 * ${uniform('debt-age', ...identity)})) AS issued_on,
        issued_on + toIntervalDay(${plantedEffect.paymentTermDays}) AS due_on,
        toInt64(round(bill * 2.5 * exp(0.4 * ${normal('debt-amount', ...identity)}))) AS amount_minor,
        if(debt = 1, ${paid} + if(in_target, ${paidMore}, 0), 0.15) AS mean_share_paid,
        pow(${uniform('debt-paid', ...identity)}, (1 - mean_share_paid) / mean_share_paid) AS share_paid,
        toInt64(round(amount_minor * share_paid)) AS paid_minor,
        if(debt = 1, {campaign_from:Date32} + toIntervalDay(toUInt16(83 * ${uniform('debt-day', ...identity)})), {until:Date32} - toIntervalDay(1 + toUInt16(20 * ${uniform('debt-day', ...identity)}))) AS paid_on,
        {campaign_before:Date32} + toIntervalDay(toUInt16(150 * pow(${uniform('debt-rest-day', ...identity)}, 1.5))) AS rest_on,
        if(debt = 1 AND ${uniform('debt-rest', ...identity)} < ${restPaid} AND rest_on < {until:Date32}, amount_minor - paid_minor, 0) AS rest_minor
    FROM ${peopleSql}
    ARRAY JOIN [1, 2] AS debt
    WHERE ${uniform('debt', ...identity)} < 0.1 + 0.06 * segment_index)`;
}

export function invoiceStatements(peopleSql: string): string[] {
  const columns = 'invoice_id, customer_id, contract_id, amount_minor, issued_on, due_on';
  return [
    `INSERT INTO contracts (contract_id, customer_id, product, opened_on, version)
     SELECT concat(customer_id, '-', toString(contract)), customer_id, if(kind = 'household', 'electricity-home', 'electricity-business'), opened_on, {version:UInt64}
     FROM ${peopleSql} ARRAY JOIN range(1, contracts + 1) AS contract`,
    `INSERT INTO invoices (${columns}, version) SELECT ${columns}, {version:UInt64} FROM ${monthlyInvoices(peopleSql)}`,
    `INSERT INTO invoices (${columns}, version) SELECT ${columns}, {version:UInt64} FROM ${oldDebts(peopleSql)}`,
    `INSERT INTO payments (payment_id, customer_id, invoice_id, amount_minor, paid_on, version)
     SELECT concat(invoice_id, '-P'), customer_id, invoice_id, amount_minor, paid_on, {version:UInt64} FROM ${monthlyInvoices(peopleSql)} WHERE paid_on < {until:Date32}`,
    `INSERT INTO payments (payment_id, customer_id, invoice_id, amount_minor, paid_on, version)
     SELECT concat(invoice_id, '-P'), customer_id, invoice_id, paid_minor, paid_on, {version:UInt64} FROM ${oldDebts(peopleSql)} WHERE paid_minor > 0`,
    `INSERT INTO payments (payment_id, customer_id, invoice_id, amount_minor, paid_on, version)
     SELECT concat(invoice_id, '-R'), customer_id, invoice_id, rest_minor, rest_on, {version:UInt64} FROM ${oldDebts(peopleSql)} WHERE rest_minor > 0`,
  ];
}
