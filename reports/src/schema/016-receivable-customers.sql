-- What each customer owes on the last day with data and since when there are invoices: made together with the other marts of receivables.
CREATE TABLE IF NOT EXISTS receivable_customers (
    customer_id      String,
    first_invoice_on Date32,
    last_invoice_on  Date32,
    balance_minor    Int64,
    overdue_minor    Int64,
    -- Of the oldest open invoice, 0 where nothing is overdue.
    days_overdue     UInt32
) ENGINE = MergeTree ORDER BY customer_id;
