/** Curves of the limits of runs. One for each wish: asked again, the same curve is given. */
export const whatIfTables = [
  `CREATE TABLE what_if_curves (
    id text PRIMARY KEY,
    run_id text NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    constraint_id text NOT NULL,
    wish jsonb NOT NULL,
    wish_key text NOT NULL,
    job_id text NOT NULL,
    points jsonb,
    created_at timestamptz(3) NOT NULL,
    UNIQUE (run_id, wish_key)
  )`,
];
