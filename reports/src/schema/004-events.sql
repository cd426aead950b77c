-- Events of customers, as they were taken; `data` is JSON, `at` the time of the event, `triggers` (JSON) what it set, skipped or cancelled.
-- The key is the sender's identifier within a customer: an event that is taken a second time, weeks later, replaces its row.
CREATE TABLE IF NOT EXISTS events (
    event_id    String,
    customer_id String,
    type        LowCardinality(String),
    class       LowCardinality(String) DEFAULT '',
    at          DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC'),
    data        String DEFAULT '' CODEC(ZSTD(3)),
    late        Bool DEFAULT false,
    triggers    String DEFAULT '' CODEC(ZSTD(3)),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, event_id);
