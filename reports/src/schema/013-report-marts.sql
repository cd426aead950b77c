-- Rollups of the control-vs-target reports. Facts keep the number of the block they came with through merges, so that a refresh asks
-- the facts themselves which customers have something new: no second write that a crash could lose.
ALTER TABLE assignments MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE contacts MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE responses MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE invoices MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE payments MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE outcomes MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE deliveries MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE promises MODIFY SETTING enable_block_number_column = 1;
ALTER TABLE customer_facts MODIFY SETTING enable_block_number_column = 1;

-- A customer of a campaign with everything that the report's sums are made of; a build is one making of all of a campaign's customers.
-- The row that was made from the later state of the facts (`token`) wins. Days count from 1970-01-01; lists of metrics are in the order of
-- the build's metrics, from 1. `cell` is [arm, wave, stratum, rolled-up dimensions …] as JSON.
CREATE TABLE IF NOT EXISTS report_units (
    build            String,
    customer_id      String,
    gone             Bool,
    cell             LowCardinality(String),
    arm              LowCardinality(String),
    dims             Array(LowCardinality(String)),
    stratum          LowCardinality(String),
    assigned_on      Int32,
    wave             Int32,
    first_contact_on Nullable(Int32),
    first_channel    LowCardinality(String),
    first_action     LowCardinality(String),
    score            Nullable(Float64),
    total_x          Array(Int64) CODEC(ZSTD(1)),
    total_y          Array(Int64) CODEC(ZSTD(1)),
    z                Array(Int64) CODEC(ZSTD(1)),
    event_metric     Array(UInt16) CODEC(ZSTD(1)),
    event_day        Array(Int32) CODEC(ZSTD(1)),
    event_x          Array(Int64) CODEC(ZSTD(1)),
    event_y          Array(Int64) CODEC(ZSTD(1)),
    contact_channel  Array(LowCardinality(String)),
    contact_action   Array(LowCardinality(String)),
    contact_stage    Array(LowCardinality(String)),
    contact_status   Array(LowCardinality(String)),
    contact_week     Array(Int16) CODEC(ZSTD(1)),
    contact_count    Array(UInt32) CODEC(ZSTD(1)),
    contact_cost     Array(Int64) CODEC(ZSTD(1)),
    token            UInt64
) ENGINE = ReplacingMergeTree(token) PARTITION BY build ORDER BY customer_id;

-- Exact sums over customers by grain and bucket of time, metric, arm and all rolled-up dimensions; a generation is never changed once it stands.
-- `cut` names what `segment` is a value of beyond the dimensions: '', all (nor by any dimension), first-channel, first-action, or dimension:<name> for one that is too
-- fine to be rolled up with the others.
CREATE TABLE IF NOT EXISTS report_cells (
    generation String,
    grain      LowCardinality(String),
    cut        LowCardinality(String),
    metric     LowCardinality(String),
    bucket     Int32,
    arm        LowCardinality(String),
    wave       Int32,
    stratum    LowCardinality(String),
    dims       Array(LowCardinality(String)),
    segment    String,
    n          Int64,
    x          Int128,
    y          Int128,
    z          Int128,
    xx         Int256,
    yy         Int256,
    zz         Int256,
    xy         Int256,
    xz         Int256,
    yz         Int256
) ENGINE = MergeTree PARTITION BY generation ORDER BY (grain, cut, metric, bucket, arm, wave);

-- Contacts by arm and dimensions. `kind` says what a row counts: rows by everything (channel, action, stage, week, status), all the same over all dimensions, or different
-- customers: everywhere, by channel, by action; `step` is then how far the contact came.
CREATE TABLE IF NOT EXISTS report_contact_cells (
    generation String,
    kind       LowCardinality(String),
    step       LowCardinality(String),
    arm        LowCardinality(String),
    wave       Int32,
    stratum    LowCardinality(String),
    dims       Array(LowCardinality(String)),
    channel    LowCardinality(String),
    action     LowCardinality(String),
    stage      LowCardinality(String),
    week       Int16,
    status     LowCardinality(String),
    contacts   Int64,
    customers  Int64,
    cost_minor Int128
) ENGINE = MergeTree PARTITION BY generation ORDER BY (kind, step, channel, action, arm, wave);

-- Customers that a refresh under way has to make anew.
CREATE TABLE IF NOT EXISTS report_changes (
    work        String,
    customer_id String
) ENGINE = MergeTree PARTITION BY work ORDER BY customer_id;

-- What stands: a row is written last, when everything of its generation is there.
CREATE TABLE IF NOT EXISTS report_generations (
    campaign_id  String,
    generation   String,
    build        String,
    definition   String,
    token        UInt64,
    state        String CODEC(ZSTD(3)),
    units        UInt64,
    took_ms      UInt64,
    facts_at     DateTime64(3, 'UTC'),
    published_at DateTime64(3, 'UTC')
) ENGINE = MergeTree ORDER BY (campaign_id, published_at);
