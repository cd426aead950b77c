/** Days overdue from which a balance belongs to a bucket; bucket 0 is what is not overdue. */
export const bucketIds = ['current', '1-30', '31-60', '61-90', '90+'] as const;
export type BucketId = (typeof bucketIds)[number];

/** Bucket of a number of days overdue, 0 to 4, as SQL. */
const bucketOf = (days: string): string => `multiIf(${days} <= 0, 0, ${days} <= 30, 1, ${days} <= 60, 2, ${days} <= 90, 3, 4)`;

/** Customers of a portion: identifiers from `from_id` (included) to `before_id` (left out; empty: to the last one). */
const portion = `customer_id >= {from_id:String} AND ({before_id:String} = '' OR customer_id < {before_id:String})`;

/** One customer in about a thousand, in order: what portions are cut at. */
export const portionBoundsSql = `SELECT DISTINCT customer_id AS id FROM invoices WHERE cityHash64(customer_id) % 997 = 0 ORDER BY id`;

/** Changes whenever rows of invoices or payments were added or taken away; a merge of parts does not change it. */
export const receivableMarksSql = `SELECT table, toString(max(max_block_number)) AS mark FROM system.parts
WHERE database = currentDatabase() AND table IN ('invoices', 'payments') AND active GROUP BY table ORDER BY table`;

/** The latest day with an invoice or a payment that is not in the future: what balances stand as of. Null where there is none. */
export const receivablesAsOfSql = `SELECT if(max(day) IS NULL, NULL, toString(max(day))) AS day FROM (
    SELECT maxOrNull(issued_on) AS day FROM invoices WHERE issued_on <= {today:Date32}
    UNION ALL SELECT maxOrNull(paid_on) AS day FROM payments WHERE paid_on <= {today:Date32})`;

/**
 * Invoices of a portion of customers with their payments up to `as_of`. Payments close an invoice in the order of their days and never beyond
 * its amount; several of a day are one part. Credit notes (amount <= 0), invoices issued after `as_of` and payments that name no invoice stay out.
 */
export function receivableItemsSql(table: string): string {
  return `INSERT INTO ${table} (customer_id, invoice_id, amount_minor, issued_on, due_on, parts, settled_on)
SELECT customer_id, invoice_id, amount_minor, issued_on, due_on,
    arrayFilter(part -> part.2 > 0, arrayMap((day, paid, sofar) -> (day, least(paid, greatest(amount_minor - (sofar - paid), 0))), in_order.1, in_order.2, arrayCumSum(in_order.2))) AS parts,
    if(arraySum(parts.2) >= amount_minor, arrayMax(parts.1), NULL) AS settled_on
FROM (
    SELECT customer_id, invoice_id, amount_minor, issued_on, due_on, arraySort(payments) AS in_order
    FROM (SELECT customer_id, invoice_id, amount_minor, issued_on, due_on FROM invoices FINAL WHERE ${portion} AND amount_minor > 0 AND issued_on <= {as_of:Date32}) AS invoice
    LEFT JOIN (
        SELECT customer_id, invoice_id, groupArray((paid_on, amount_minor)) AS payments FROM payments FINAL
        WHERE ${portion} AND invoice_id != '' AND paid_on <= {as_of:Date32}
        GROUP BY customer_id, invoice_id
    ) AS paid USING (customer_id, invoice_id)
)
ORDER BY customer_id, invoice_id`;
}

/** What each customer of a portion owes as of the last day, and their first and last invoice. */
export function receivableCustomersSql(table: string, items: string): string {
  return `INSERT INTO ${table}
SELECT customer_id, min(issued_on), max(issued_on), sumIf(amount_minor - arraySum(parts.amount_minor), settled_on IS NULL), sumIf(amount_minor - arraySum(parts.amount_minor), settled_on IS NULL AND due_on < {as_of:Date32}),
    toUInt32(max(if(settled_on IS NULL, greatest(toInt32({as_of:Date32}) - toInt32(due_on), 0), 0)))
FROM ${items} WHERE ${portion} GROUP BY customer_id`;
}

/** Months that are looked at: ten years. */
const mostMonths = 120;

/**
 * Balances by customer and month of a portion of customers. The month under way ends at `as_of`. An invoice is overdue from the day after its due
 * date, or from its issue where it was due before; then overdue at the end = at the start + became overdue − paid of overdue.
 */
export function receivableMonthsSql(table: string, items: string): string {
  return `INSERT INTO ${table}
SELECT customer_id, month, sum(sales), sum(opening), sum(opening_overdue), sum(closing),
    [sumIf(closing, closing_bucket = 0), sumIf(closing, closing_bucket = 1), sumIf(closing, closing_bucket = 2), sumIf(closing, closing_bucket = 3), sumIf(closing, closing_bucket = 4)],
    [countIf(closing > 0 AND closing_bucket = 0), countIf(closing > 0 AND closing_bucket = 1), countIf(closing > 0 AND closing_bucket = 2), countIf(closing > 0 AND closing_bucket = 3), countIf(closing > 0 AND closing_bucket = 4)],
    sum(fell), sum(recovered), maxIf(opening_bucket, opening > 0), maxIf(closing_bucket, closing > 0), max(there)
FROM (
    SELECT customer_id, month, last_day, day_before,
        if(toStartOfMonth(issued_on) = month, amount_minor, 0) AS sales,
        if(issued_on > day_before, 0, amount_minor - arraySum(part -> if(part.1 <= day_before, part.2, 0), parts)) AS opening,
        amount_minor - arraySum(part -> if(part.1 <= last_day, part.2, 0), parts) AS closing,
        toUInt8(${bucketOf('toInt32(day_before) - toInt32(due_on)')}) AS opening_bucket,
        toUInt8(${bucketOf('toInt32(last_day) - toInt32(due_on)')}) AS closing_bucket,
        if(opening_bucket > 0, opening, 0) AS opening_overdue,
        greatest(due_on + 1, issued_on) AS falls_on,
        if(falls_on > day_before AND falls_on <= last_day, amount_minor - arraySum(part -> if(part.1 < falls_on, part.2, 0), parts), 0) AS fell,
        arraySum(part -> if(part.1 >= falls_on AND part.1 <= last_day AND (part.1 > day_before OR (issued_on > day_before)), part.2, 0), parts) AS recovered,
        false AS there
    FROM (
        SELECT *, toStartOfMonth(addMonths(toStartOfMonth(issued_on), step)) AS month,
            least(toDate32(toLastDayOfMonth(month)), {as_of:Date32}) AS last_day, toDate32(month) - 1 AS day_before
        FROM (SELECT * FROM ${items} WHERE ${portion} AND (settled_on IS NULL OR settled_on >= {first_month:Date32} OR issued_on >= {first_month:Date32}))
        ARRAY JOIN range(toUInt32(greatest(dateDiff('month', issued_on, {first_month:Date32}), 0)), toUInt32(greatest(dateDiff('month', issued_on, ifNull(settled_on, {as_of:Date32})), 0)) + 1) AS step
    )
    UNION ALL
    SELECT customer_id, month, toDate32(month), toDate32(month), 0, 0, 0, 0, 0, 0, toDate32(month), 0, 0, toDate32(month) > toDate32(first_month) AS there
    FROM (
        SELECT customer_id, min(toStartOfMonth(issued_on)) AS first_month,
            least(addMonths(toStartOfMonth(max(greatest(issued_on, ifNull(settled_on, {as_of:Date32})))), 12), toStartOfMonth({as_of:Date32})) AS last_month
        FROM ${items} WHERE ${portion} GROUP BY customer_id
    )
    ARRAY JOIN arrayMap(step -> toStartOfMonth(addMonths(greatest(first_month, toStartOfMonth({first_month:Date32})), step)), range(toUInt32(greatest(dateDiff('month', greatest(first_month, toStartOfMonth({first_month:Date32})), last_month), -1) + 1))) AS month
)
GROUP BY customer_id, month`;
}

/** First month of the mart as YYYY-MM-DD. */
export function firstMonthOf(asOf: string): string {
  const [year, month] = asOf.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - mostMonths, 1)).toISOString().slice(0, 10);
}
