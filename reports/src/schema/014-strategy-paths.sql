-- The way of each answer through the graph, `node:port` for each node in order, and the customer that the input names. Ways are few, so that
-- the column is a dictionary: counts on every branch cost no more than a sum. Rows of earlier releases have neither.
ALTER TABLE strategy_decisions
    ADD COLUMN IF NOT EXISTS path LowCardinality(String) DEFAULT '',
    ADD COLUMN IF NOT EXISTS customer_id String DEFAULT '';
