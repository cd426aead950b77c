/** counts[from][to]: units (or balance) that moved from one delinquency bucket to another in a period, mildest bucket first. */
export type MigrationCounts = readonly (readonly number[])[];

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
