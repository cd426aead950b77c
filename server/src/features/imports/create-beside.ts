import type { Analytics } from '../../ports/analytics.js';

const facts = new Set(['assignments', 'contacts', 'responses', 'invoices', 'payments', 'outcomes', 'deliveries', 'promises']);

/**
 * Makes a table shaped like another, whose partition will be attached to it. Its rows must not carry the numbers of their blocks along: they tell
 * what is new in the table that they come to, and count anew there.
 */
export async function createBeside(analytics: Analytics, name: string, table: string): Promise<void> {
  await analytics.command(`CREATE TABLE ${name} AS ${table}`);
  if (facts.has(table)) await analytics.command(`ALTER TABLE ${name} MODIFY SETTING enable_block_number_column = 0`);
}
