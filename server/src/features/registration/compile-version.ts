import type { Fault } from '@arbiter/contracts';
import type { CompiledStrategy } from '@arbiter/engine/strategy/compiled-strategy';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { loadDependencies } from '../projects/api.js';
import { findVersion } from './versions.repository.js';

export interface RegisteredStrategy {
  itemId: string;
  version: number;
  name: string;
  contentHash: string;
  compiled: CompiledStrategy;
}

/** Compiled code of this process by content hash. The hash stands for everything that the code is made of, so an entry is never stale. */
const compiledByHash = new Map<string, Promise<CompiledStrategy>>();
const mostKept = 500;

async function compile(repository: Kysely<Database>, document: unknown): Promise<CompiledStrategy> {
  const dependencies = await loadDependencies(repository, document, { withDeleted: true });
  return requireCompiled(compileStrategy(document, dependencies));
}

/** Throws item-invalid with the faults. */
export function requireCompiled(compiled: ReturnType<typeof compileStrategy>, path = ''): CompiledStrategy {
  if (compiled.ok) return compiled.value;
  const faults: Fault[] = compiled.error.map((fault) => ({ ...fault, path: `${path}${fault.path}` }));
  throw new ProblemError('item-invalid', `The strategy has ${faults.length} faults, the first at ${faults[0]?.path || 'its root'}: ${faults[0]?.message ?? ''}`, { faults });
}

/** A registered strategy, ready to answer. Throws not-found, wrong-state when the item is no strategy. */
export async function compileVersion(repository: Kysely<Database>, itemId: string, version: number): Promise<RegisteredStrategy> {
  const found = await findVersion(repository, itemId, version);
  if (found.kind !== 'strategy') throw new ProblemError('wrong-state', `"${found.name}" is a ${found.kind}, not a strategy: it answers only as part of one`);
  let compiling = compiledByHash.get(found.contentHash);
  if (compiling) compiledByHash.delete(found.contentHash);
  else compiling = compile(repository, found.document);
  // Used last stands last; the first are the ones to forget.
  compiledByHash.set(found.contentHash, compiling);
  for (const hash of compiledByHash.keys()) {
    if (compiledByHash.size <= mostKept) break;
    compiledByHash.delete(hash);
  }
  try {
    return { itemId, version, name: found.name, contentHash: found.contentHash, compiled: await compiling };
  } catch (error) {
    compiledByHash.delete(found.contentHash);
    throw error;
  }
}
