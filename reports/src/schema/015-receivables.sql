-- Receivables made ready for boards: each invoice with what was paid towards it, and each customer's balances by month. Both are made whole
-- from invoices and payments, beside the ones in use, and put in their place at once. Nothing else writes them, so they are read without FINAL.
CREATE TABLE IF NOT EXISTS receivable_items (
    customer_id  String,
    invoice_id   String,
    amount_minor Int64,
    issued_on    Date32,
    due_on       Date32,
    -- Payments by day as far as they count: never more than the amount.
    parts        Array(Tuple(paid_on Date32, amount_minor Int64)),
    -- Day of the payment that closed it.
    settled_on   Nullable(Date32)
) ENGINE = MergeTree ORDER BY (customer_id, invoice_id);

-- One row for a customer and month, from the first invoice to a year after the last thing that happened. Buckets by days overdue:
-- 0 nothing overdue, 1 1 to 30, 2 31 to 60, 3 61 to 90, 4 above 90; a customer's is that of the oldest open invoice.
CREATE TABLE IF NOT EXISTS receivable_months (
    customer_id           String,
    month                 Date,
    sales_minor           Int64,
    opening_minor         Int64,
    opening_overdue_minor Int64,
    closing_minor         Int64,
    -- Closing balance by bucket.
    bucket_minor          Array(Int64),
    bucket_items          Array(UInt32),
    -- What became overdue in the month, and what was paid of overdue invoices.
    fell_overdue_minor    Int64,
    recovered_minor       Int64,
    opening_bucket        UInt8,
    bucket                UInt8,
    -- Whether the customer was there when the month began.
    was_there             Bool
) ENGINE = MergeTree ORDER BY (month, customer_id);

-- What the two were made of: marks of the tables they were read from. The latest row counts.
CREATE TABLE IF NOT EXISTS receivable_builds (
    one      UInt8 DEFAULT 1,
    as_of    Date32,
    marks    String,
    took_ms  UInt64,
    built_at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(built_at) ORDER BY one;
