-- Every answer of a published strategy that its log level records. Inputs, outputs and traces are JSON; an empty text was not recorded.
-- Identifiers of decisions begin with their millisecond, so that the order of rows is that of time.
CREATE TABLE IF NOT EXISTS strategy_decisions (
    decision_id      String,
    at               DateTime64(3, 'UTC'),
    endpoint         LowCardinality(String),
    environment      LowCardinality(String),
    publication_id   String DEFAULT '',
    revision         UInt32 DEFAULT 0,
    strategy_id      LowCardinality(String),
    strategy_version UInt32,
    content_hash     LowCardinality(String),
    arm              LowCardinality(String) DEFAULT '',
    caller           LowCardinality(String) DEFAULT '',
    ok               Bool,
    failure          String DEFAULT '',
    decision         String DEFAULT '',
    action           LowCardinality(String) DEFAULT '',
    channel          LowCardinality(String) DEFAULT '',
    reason_codes     Array(LowCardinality(String)) DEFAULT [],
    input            String DEFAULT '' CODEC(ZSTD(3)),
    answer           String DEFAULT '' CODEC(ZSTD(3)),
    trace            String DEFAULT '' CODEC(ZSTD(3)),
    time_zone        LowCardinality(String) DEFAULT 'UTC',
    duration_us      UInt32 DEFAULT 0,
    version          UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (decision_id);
