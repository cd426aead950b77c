-- Calls of publications that leave no row in strategy_decisions: refused inputs, calls beyond a limit, calls that broke, answers that the log
-- level does not record, questions of placements. Each process writes the sums of its ten seconds, again whenever they grew: the greatest is
-- kept, so that a repeated write counts nothing twice. Durations are in microseconds, rounded to two digits.
CREATE TABLE IF NOT EXISTS strategy_call_counts (
    publication_id   String,
    at               DateTime('UTC'),
    process          String,
    source           LowCardinality(String),
    result           LowCardinality(String),
    strategy_id      LowCardinality(String) DEFAULT '',
    strategy_version UInt32 DEFAULT 0,
    arm              LowCardinality(String) DEFAULT '',
    duration_us      UInt32 DEFAULT 0,
    calls            UInt64
) ENGINE = ReplacingMergeTree(calls) ORDER BY (publication_id, at, process, source, result, strategy_id, strategy_version, arm, duration_us)
TTL at + INTERVAL 60 DAY;
