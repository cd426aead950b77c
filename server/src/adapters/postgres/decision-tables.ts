/** What decisions were made by, so that they can be made again: written once, never changed. */
export const decisionTables = [
  `CREATE TABLE decision_settings (
    hash text PRIMARY KEY,
    document jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE launched_definitions (
    campaign_id text NOT NULL,
    load text NOT NULL,
    document jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    PRIMARY KEY (campaign_id, load)
  )`,
];
