/**
 * Invoices of the campaign's time with their open and overdue balances in money × days, up to the data cut-off:
 * customer_id, issued_on, amount, open_days (from issue until paid), overdue_days (from the due date until paid).
 * Payments close an invoice in the order of their dates and never beyond its amount; what is unpaid counts to the
 * cut-off. A payment before the issue closes the invoice on the day of issue. Credit notes (amount <= 0) are left out.
 */
export const invoiceBalancesSql = `
SELECT customer_id, issued_on, toFloat64(amount_minor) AS amount,
    toFloat64(amount_minor * (cut - issued) - arraySum((money, day) -> money * (cut - greatest(day, issued)), applied, days)) AS open_days,
    toFloat64(amount_minor * greatest(cut - due, 0) - arraySum((money, day) -> money * greatest(cut - greatest(day, due), 0), applied, days)) AS overdue_days
FROM (
    SELECT customer_id, issued_on, amount_minor,
        toInt64(toInt32({data_before:Date32})) AS cut, toInt64(toInt32(issued_on)) AS issued, toInt64(toInt32(due_on)) AS due,
        arraySort(payments) AS in_order,
        arrayMap(payment -> payment.1, in_order) AS days,
        arrayMap(payment -> payment.2, in_order) AS money,
        arrayMap((part, running) -> least(part, greatest(amount_minor - (running - part), 0)), money, arrayCumSum(money)) AS applied
    FROM (
        SELECT customer_id, invoice_id, issued_on, due_on, amount_minor
        FROM invoices FINAL
        WHERE issued_on >= {starts_on:Date32} AND issued_on < {window_before:Date32} AND amount_minor > 0
            AND customer_id IN (SELECT customer_id FROM assigned)
    ) AS invoice
    LEFT JOIN (
        SELECT customer_id, invoice_id, groupArray((toInt64(toInt32(paid_on)), amount_minor)) AS payments
        FROM payments FINAL
        WHERE paid_on < {data_before:Date32} AND invoice_id IN (
            SELECT invoice_id FROM invoices FINAL WHERE issued_on >= {starts_on:Date32} AND issued_on < {window_before:Date32}
        )
        GROUP BY customer_id, invoice_id
    ) AS paid USING (customer_id, invoice_id)
)`;
