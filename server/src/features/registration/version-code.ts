import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { compileVersion } from './compile-version.js';
import { findVersion } from './versions.repository.js';

/** The JavaScript that runs for a registered strategy. Throws not-found, wrong-state for what has no code of its own. */
export async function codeOf(repository: Kysely<Database>, itemId: string, version: number, { standalone }: { standalone: boolean }): Promise<string> {
  const { compiled } = await compileVersion(repository, itemId, version);
  if (standalone) throw new ProblemError('wrong-state', 'no');
  return compiled.code;
}

/** JSON Schema (2020-12) of what a registered strategy takes and answers. Throws not-found, wrong-state. */
export async function schemaOf(repository: Kysely<Database>, itemId: string, version: number): Promise<{ input: Record<string, unknown>; output: Record<string, unknown> }> {
  const { kind } = await findVersion(repository, itemId, version);
  if (kind !== 'strategy') throw new ProblemError('wrong-state', `A ${kind} has no schema of its own: the strategy that uses it maps its inputs and outputs`);
  const { compiled } = await compileVersion(repository, itemId, version);
  return { input: { ...compiled.inputSchema }, output: { ...compiled.outputSchema } };
}
