import { at, pick, uniform } from '../random-sql.js';

/**
 * What the boards show besides collecting: promises, answers, offers, surveys. All of it is made of facts that are there already (contacts, invoices,
 * payments of the portion's customers), so that a kept promise has its payment. No answer falls into the weeks of the finished campaign: its planted
 * response rate stays what it is.
 */
const portion = 'customer_id BETWEEN {first_id:String} AND {last_id:String}';
const outside = (day: string): string => `NOT (${day} >= {campaign_from:Date32} AND ${day} < {campaign_before:Date32})`;

/** Contacts about an invoice with what was paid for it: the contact's identifier is the invoice's and a letter. */
const contactsWithInvoice = `(
    SELECT contact_id, customer_id, campaign_id, action_id, channel, stage, status, at, invoice_id, amount_minor, paid_on, paid_minor, toDate32(at) AS day
    FROM (SELECT *, substring(contact_id, 1, length(contact_id) - 2) AS invoice_id FROM contacts FINAL WHERE ${portion} AND stage IN ('soft', 'hard')) AS contact
    INNER JOIN (SELECT invoice_id, amount_minor FROM invoices FINAL WHERE ${portion}) AS invoice USING (invoice_id)
    LEFT JOIN (SELECT invoice_id, min(payment.paid_on) AS paid_on, argMin(payment.amount_minor, payment.paid_on) AS paid_minor FROM payments AS payment FINAL WHERE ${portion} GROUP BY invoice_id) AS paid USING (invoice_id))`;

/** Who is reached in person promises more often when they are about to pay anyway. A promise is for 4 to 9 days, with two days of grace. */
const promised = `(
    SELECT *, concat(contact_id, '-V') AS promise_id, day + 4 + toUInt8(6 * ${uniform('promise-days', 'contact_id')}) AS due_on, due_on + 2 AS last_on,
        if(paid_on > day AND paid_on <= last_on, paid_minor, 0) AS paid_in_time,
        multiIf(paid_in_time >= amount_minor, 'kept', paid_in_time > 0, 'partial', 'broken') AS final_state
    FROM ${contactsWithInvoice}
    WHERE status = 'right-party' AND last_on < {until:Date32} AND ${uniform('promise-made', 'contact_id')} < if(paid_on > day AND paid_on <= day + 14, 0.62, 0.2))`;

const promiseColumns = 'customer_id, promise_id, number, state, amount_minor, paid_minor, made_at, due_on, last_on, campaign_id, decision_id, at, version';
const responseColumns = 'response_id, customer_id, campaign_id, contact_id, action_id, channel, joined_by, kind, amount_minor, at, version';

/** Offers to customers who stay, by month: a letter or a banner, and how often each stage of life takes one. */
const offers = [
  { id: 'offer-autopay', channel: 'web', costMinor: 0 },
  { id: 'offer-autopay-email', channel: 'email', costMinor: 100 },
  { id: 'offer-smart-meter', channel: 'web', costMinor: 0 },
];
const taken = "multiIf(tenure <= 12, 0.05, tenure <= 36, 0.08, 0.11) * if(segment IN ('lost', 'problem', 'malicious'), 0.25, 1)";
const offered = (peopleSql: string): string => `(
    SELECT customer_id, segment, month, concat(customer_id, '-O', toString(month)) AS contact_id,
        ${pick([0.45, 0.35, 0.2], uniform('offer-kind', 'i', 'month'))} AS offer_index,
        addMonths(toStartOfMonth({until:Date32}), -toInt32(month)) + toIntervalDay(toUInt8(28 * ${uniform('offer-day', 'i', 'month')})) AS day,
        toDateTime64(day, 3, 'UTC') + toIntervalMinute(420 + toUInt16(540 * ${uniform('offer-time', 'i', 'month')})) AS at,
        dateDiff('month', opened_on, day) AS tenure,
        ${uniform('offer-taken', 'i', 'month')} < ${taken} AS is_taken,
        at + toIntervalMinute(30 + toUInt32(12 * 1440 * pow(${uniform('offer-answer', 'i', 'month')}, 2))) AS taken_at
    FROM ${peopleSql} ARRAY JOIN range({months:UInt8} + 1) AS month
    WHERE ${uniform('offer', 'i', 'month')} < 0.09 AND day >= opened_on AND day < left_on AND day >= {history_from:Date32} AND day < {until:Date32} - 14 AND ${outside('day')})`;

/** Scores of 0 to 10 on "would you recommend us": those in debt for long like the company less, and all like it a little more from year to year. */
const liking = "(0.62 + 0.1 * (1 - month / 18) - multiIf(segment = 'active', -0.06, segment IN ('lost', 'problem'), 0.16, segment = 'malicious', 0.3, 0))";
const surveys = (peopleSql: string): string => `
     SELECT concat(customer_id, '-S', toString(month)), customer_id, 'survey-answered', '', at, at, concat('{"score":', toString(toUInt8(floor(11 * pow(${uniform('survey-score', 'i', 'month')}, (1 - ${liking}) / ${liking})))), '}'), {version:UInt64}
     FROM (
        SELECT i, customer_id, segment, month, addMonths(toStartOfMonth({until:Date32}), -toInt32(month)) + toIntervalDay(toUInt8(28 * ${uniform('survey-day', 'i', 'month')})) AS day,
            toDateTime64(day, 3, 'UTC') + toIntervalMinute(480 + toUInt16(600 * ${uniform('survey-time', 'i', 'month')})) AS at
        FROM ${peopleSql} ARRAY JOIN range({months:UInt8} + 1) AS month
        WHERE ${uniform('survey', 'i', 'month')} < 0.03 AND day >= opened_on AND day < left_on + 30 AND day >= {history_from:Date32} AND day < {until:Date32})`;

export function boardStatements(peopleSql: string): string[] {
  return [
    `INSERT INTO promises (${promiseColumns})
     SELECT customer_id, promise_id, 1, 'open', amount_minor, 0, at, due_on, last_on, campaign_id, '', at, {version:UInt64} FROM ${promised}`,
    `INSERT INTO promises (${promiseColumns})
     SELECT customer_id, promise_id, 2, final_state, amount_minor, paid_in_time, at, due_on, last_on, campaign_id, '', toDateTime64(if(final_state = 'kept', paid_on, last_on + 1), 3, 'UTC'), {version:UInt64} FROM ${promised}`,
    `INSERT INTO responses (${responseColumns})
     SELECT concat(contact_id, '-A'), customer_id, '', contact_id, action_id, channel, 'contact', kind, if(kind = 'payment', paid_minor, 0), answered_at, {version:UInt64}
     FROM (
        SELECT *, ${uniform('answer', 'contact_id')} AS chance,
            multiIf(status = 'right-party' AND chance < 0.03, 'refusal', status = 'right-party' AND chance < 0.034, 'complaint', paid_on > day AND paid_on <= day + 14 AND chance < 0.6, 'payment', '') AS kind,
            if(kind = 'payment', toDateTime64(paid_on, 3, 'UTC') + toIntervalHour(9), at + toIntervalMinute(3)) AS answered_at
        FROM ${contactsWithInvoice} WHERE campaign_id = '' AND status != 'not-reached')
     WHERE kind != '' AND ${outside('toDate32(answered_at)')}`,
    `INSERT INTO contacts (contact_id, customer_id, campaign_id, action_id, channel, stage, status, cost_minor, at, version)
     SELECT contact_id, customer_id, '', ${at(offers.map(({ id }) => id), 'offer_index')}, ${at(offers.map(({ channel }) => channel), 'offer_index')}, 'offer', if(is_taken, 'clicked', ${at(['delivered', 'opened'], `${uniform('offer-opened', 'contact_id')} < 0.4`)}),
        ${at(offers.map(({ costMinor }) => costMinor), 'offer_index')}, at, {version:UInt64} FROM ${offered(peopleSql)}`,
    `INSERT INTO responses (${responseColumns})
     SELECT concat(contact_id, '-A'), customer_id, '', contact_id, ${at(offers.map(({ id }) => id), 'offer_index')}, ${at(offers.map(({ channel }) => channel), 'offer_index')}, 'contact', 'purchase', 0, taken_at, {version:UInt64}
     FROM ${offered(peopleSql)} WHERE is_taken AND taken_at < toDateTime64({until:Date32}, 3, 'UTC') AND ${outside('toDate32(taken_at)')}`,
    `INSERT INTO events (event_id, customer_id, type, class, at, received_at, data, version)${surveys(peopleSql)}`,
  ];
}
