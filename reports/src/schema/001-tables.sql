-- Facts and dimensions. Every table replaces rows by key: the row with the greatest version wins, so that a file
-- loaded twice, a corrected fact or a batch written again after a crash changes nothing. Read with FINAL.
-- Money is in minor units (kopecks, cents). Instants are UTC.

CREATE TABLE IF NOT EXISTS customers (
    customer_id      String,
    name             String DEFAULT '',
    kind             LowCardinality(String) DEFAULT '',
    segment          LowCardinality(String) DEFAULT '',
    region           LowCardinality(String) DEFAULT '',
    consent          Bool DEFAULT true,
    refused_channels Array(LowCardinality(String)) DEFAULT [],
    time_zone        LowCardinality(String) DEFAULT '',
    version          UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY customer_id;

CREATE TABLE IF NOT EXISTS contracts (
    contract_id String,
    customer_id String,
    product     LowCardinality(String) DEFAULT '',
    opened_on   Date32 DEFAULT toDate32('1970-01-01'),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, contract_id);

CREATE TABLE IF NOT EXISTS invoices (
    invoice_id   String,
    customer_id  String,
    contract_id  String DEFAULT '',
    amount_minor Int64,
    issued_on    Date32,
    due_on       Date32,
    version      UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, invoice_id);

CREATE TABLE IF NOT EXISTS payments (
    payment_id   String,
    customer_id  String,
    invoice_id   String DEFAULT '',
    amount_minor Int64,
    paid_on      Date32,
    version      UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, payment_id);

CREATE TABLE IF NOT EXISTS contacts (
    contact_id  String,
    customer_id String,
    campaign_id String DEFAULT '',
    action_id   LowCardinality(String) DEFAULT '',
    channel     LowCardinality(String),
    stage       LowCardinality(String) DEFAULT '',
    status      LowCardinality(String) DEFAULT 'sent',
    cost_minor  Int64 DEFAULT 0,
    decision_id String DEFAULT '',
    at          DateTime64(3, 'UTC'),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, contact_id);

-- What each action would bring with each customer, by score set (a named delivery of a model's scores).
-- A null cost means the action's own cost from the catalogue.
CREATE TABLE IF NOT EXISTS candidates (
    score_set   LowCardinality(String) DEFAULT 'default',
    customer_id String,
    action_id   LowCardinality(String),
    probability Nullable(Float64),
    value_minor Float64,
    cost_minor  Nullable(Float64),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (score_set, customer_id, action_id);

CREATE TABLE IF NOT EXISTS responses (
    response_id  String,
    customer_id  String,
    campaign_id  String DEFAULT '',
    decision_id  String DEFAULT '',
    contact_id   String DEFAULT '',
    kind         LowCardinality(String),
    amount_minor Int64 DEFAULT 0,
    at           DateTime64(3, 'UTC'),
    version      UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, response_id);

-- Who was put in which arm of a campaign, with the attributes as they stood then: analysis is by assignment,
-- and a segment that the treatment itself changes must not move a customer between rows of a report.
CREATE TABLE IF NOT EXISTS assignments (
    campaign_id String,
    customer_id String,
    arm         LowCardinality(String),
    stratum     LowCardinality(String) DEFAULT '',
    dims        Map(LowCardinality(String), String) DEFAULT map(),
    assigned_at DateTime64(3, 'UTC'),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (campaign_id, customer_id);

-- Outcomes measured per customer outside of the facts above (an imported finished campaign): one row a metric.
CREATE TABLE IF NOT EXISTS outcomes (
    campaign_id String,
    metric      LowCardinality(String),
    customer_id String,
    value       Float64,
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (campaign_id, metric, customer_id);

-- The optimiser's verified plan of a run, period is the zero-based week of the campaign.
CREATE TABLE IF NOT EXISTS plan_rows (
    run_id      String,
    customer_id String,
    period      UInt16 DEFAULT 0,
    action_id   LowCardinality(String),
    channel     LowCardinality(String),
    stage       LowCardinality(String) DEFAULT '',
    segment     LowCardinality(String) DEFAULT '',
    value_minor Float64,
    cost_minor  Float64,
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (run_id, customer_id, period, action_id);

-- Every answer of the decision service, a "no action" as well, body is the whole answer as JSON.
CREATE TABLE IF NOT EXISTS decisions (
    decision_id String,
    at          DateTime64(3, 'UTC'),
    customer_id String,
    campaign_id String DEFAULT '',
    outcome     LowCardinality(String),
    source      LowCardinality(String),
    action_id   LowCardinality(String) DEFAULT '',
    channel     LowCardinality(String) DEFAULT '',
    arm         LowCardinality(String) DEFAULT '',
    version_id  String DEFAULT '',
    body        String CODEC(ZSTD(3)),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, decision_id);
