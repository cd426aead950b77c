-- What people decided about answers of strategies, so that models and reports learn of it: join with strategy_decisions by decision_id for the inputs.
CREATE TABLE IF NOT EXISTS manual_check_labels (
    decision_id      String,
    queue            LowCardinality(String),
    endpoint         LowCardinality(String),
    environment      LowCardinality(String),
    strategy_id      LowCardinality(String),
    strategy_version UInt32,
    arm              LowCardinality(String),
    subject          String,
    -- What the strategy had decided.
    decision         LowCardinality(String),
    -- What people decided, after the second pair of eyes where there was one.
    label            LowCardinality(String),
    reason           LowCardinality(String),
    -- What the first person had decided; differs from the label where the second one disagreed.
    first_label      LowCardinality(String),
    opened_at        DateTime64(3, 'UTC'),
    decided_at       DateTime64(3, 'UTC'),
    -- Decided after the deadline.
    late             Bool,
    version          UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY decision_id;
