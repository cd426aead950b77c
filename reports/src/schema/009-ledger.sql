-- What was set aside for plans of the company's quotas and of the campaigns' own accounts (positive), and what came back (negative).
CREATE TABLE IF NOT EXISTS quota_moves (
    move_id     String,
    at          DateTime64(3, 'UTC'),
    campaign_id LowCardinality(String),
    account     LowCardinality(String),
    account_id  LowCardinality(String),
    period      LowCardinality(String) DEFAULT '',
    week        Int32,
    units       Int64,
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (campaign_id, move_id);

-- How offers ended that had set something aside: confirmed, released (refused), expired.
CREATE TABLE IF NOT EXISTS offer_ends (
    decision_id String,
    action_id   LowCardinality(String),
    customer_id String,
    campaign_id LowCardinality(String) DEFAULT '',
    how         LowCardinality(String),
    points      Int64 DEFAULT 0,
    at          DateTime64(3, 'UTC'),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (decision_id, action_id);

-- Changes of loyalty points: earned (positive), spent on offers or taken back (negative).
CREATE TABLE IF NOT EXISTS points_changes (
    change_id   String,
    customer_id String,
    points      Int64,
    reason      LowCardinality(String) DEFAULT '',
    at          DateTime64(3, 'UTC'),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (customer_id, change_id);
