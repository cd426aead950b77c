import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledStrategy } from '@arbiter/engine/strategy/compiled-strategy';
import { standaloneCode } from '@arbiter/engine/strategy/standalone-code';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import { projectRoot } from '../../project-root.js';
import type { Database } from '../../repository/tables.js';
import { compileVersion } from './compile-version.js';
import { findVersion } from './versions.repository.js';

/** The JavaScript that runs for a registered strategy. Throws not-found, wrong-state for what has no code of its own. */
export async function codeOf(repository: Kysely<Database>, itemId: string, version: number, { standalone }: { standalone: boolean }): Promise<string> {
  return codeText((await compileVersion(repository, itemId, version)).compiled, { standalone });
}

/** The code as it runs, or as a module that needs nothing else. Throws unavailable where the runtime was not built. */
export async function codeText(compiled: CompiledStrategy, { standalone }: { standalone: boolean }): Promise<string> {
  return standalone ? standaloneCode(compiled, await readRuntime()) : compiled.code;
}

/** The runtime as one text, which the build makes beside the engine. */
async function readRuntime(): Promise<string> {
  const file = join(projectRoot, 'engine', 'dist', 'strategy-runtime.js');
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ProblemError('unavailable', 'The runtime of strategies was not built: run npm run build', { cause: error });
  }
}

/** JSON Schema (2020-12) of what a registered strategy takes and answers. Throws not-found, wrong-state. */
export async function schemaOf(repository: Kysely<Database>, itemId: string, version: number): Promise<{ input: Record<string, unknown>; output: Record<string, unknown> }> {
  const { kind } = await findVersion(repository, itemId, version);
  if (kind !== 'strategy') throw new ProblemError('wrong-state', `A ${kind} has no schema of its own: the strategy that uses it maps its inputs and outputs`);
  const { compiled } = await compileVersion(repository, itemId, version);
  return { input: { ...compiled.inputSchema }, output: { ...compiled.outputSchema } };
}
