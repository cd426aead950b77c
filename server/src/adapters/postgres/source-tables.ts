/** Sources that strategies read and services that they call. Settings hold names of secrets, never secrets. */
export const sourceTables = [
  `CREATE TABLE sources (
    name text PRIMARY KEY,
    description text NOT NULL DEFAULT '',
    settings json NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now()
  )`,
];
