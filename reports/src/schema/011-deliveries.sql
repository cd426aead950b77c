-- Where each message stands: one row a delivery, the latest change wins. A delivery has the identifier of its decision.
CREATE TABLE IF NOT EXISTS deliveries (
    delivery_id String,
    customer_id String,
    campaign_id String DEFAULT '',
    channel     LowCardinality(String),
    action_id   LowCardinality(String),
    stage       LowCardinality(String) DEFAULT '',
    cost_minor  Int64 DEFAULT 0,
    status      LowCardinality(String),
    -- How far it is known to have come; what has a lower one comes too late.
    rank        UInt8 DEFAULT 0,
    attempts    UInt16 DEFAULT 0,
    provider_id String DEFAULT '',
    detail      String DEFAULT '',
    decided_at  DateTime64(3, 'UTC'),
    contact_at  DateTime64(3, 'UTC'),
    at          DateTime64(3, 'UTC'),
    version     UInt64 DEFAULT 0,
    INDEX by_customer customer_id TYPE bloom_filter GRANULARITY 1,
    INDEX by_provider provider_id TYPE bloom_filter GRANULARITY 1
) ENGINE = ReplacingMergeTree(version) ORDER BY (delivery_id);
