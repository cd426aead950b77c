-- Lines of the journal that could not become rows: an entry of a kind that the release did not know, or a value that a table does not
-- take. The line is whole, so that nothing is lost; the reason says what to mend.
CREATE TABLE IF NOT EXISTS journal_rejects (
    sequence    UInt64,
    target      LowCardinality(String) DEFAULT '',
    rejected_at DateTime64(3, 'UTC'),
    reason      String,
    line        String CODEC(ZSTD(3)),
    version     UInt64 DEFAULT 0
) ENGINE = ReplacingMergeTree(version) ORDER BY (sequence, target);
