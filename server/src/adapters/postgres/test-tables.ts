/** Test cases of items, and what their suite demands before a version is registered. */
export const testTables = [
  `CREATE TABLE test_cases (
    id text PRIMARY KEY,
    item_id text NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    position integer NOT NULL,
    document json NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX test_cases_item ON test_cases (item_id, position)`,
  `CREATE TABLE test_policies (
    item_id text PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    blocks_registration boolean NOT NULL,
    least_coverage double precision NOT NULL CHECK (least_coverage BETWEEN 0 AND 1)
  )`,
];
