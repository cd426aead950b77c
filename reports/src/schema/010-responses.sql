-- What a response was joined to, and by which rule: the decision that it named, or the latest contact before it.
-- A response that was corrected keeps its row under its own identifier, with what the correction said.
ALTER TABLE responses
    ADD COLUMN IF NOT EXISTS action_id LowCardinality(String) DEFAULT '',
    ADD COLUMN IF NOT EXISTS channel LowCardinality(String) DEFAULT '',
    ADD COLUMN IF NOT EXISTS joined_by LowCardinality(String) DEFAULT '',
    ADD COLUMN IF NOT EXISTS corrected_by String DEFAULT '',
    ADD COLUMN IF NOT EXISTS promise_due_on Nullable(Date32),
    ADD COLUMN IF NOT EXISTS recorded_at DateTime64(3, 'UTC') DEFAULT at;

-- Promises to pay with their history: one row for each change, the greatest number is how it stands.
CREATE TABLE IF NOT EXISTS promises (
    customer_id  String,
    promise_id   String,
    number       UInt32,
    state        LowCardinality(String),
    amount_minor Int64,
    paid_minor   Int64 DEFAULT 0,
    made_at      DateTime64(3, 'UTC'),
    due_on       Date32,
    last_on      Date32,
    campaign_id  String DEFAULT '',
    decision_id  String DEFAULT '',
    at           DateTime64(3, 'UTC'),
    version      UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, promise_id, number);

-- Consents, stop lists and flags as somebody changed them, by hand or by a system.
CREATE TABLE IF NOT EXISTS customer_facts (
    customer_id String,
    fact_id     String,
    fact        LowCardinality(String),
    name        LowCardinality(String),
    given       Bool,
    said_by     LowCardinality(String) DEFAULT '',
    at          DateTime64(3, 'UTC'),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, fact_id);
