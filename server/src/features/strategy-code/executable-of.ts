import type { Fault, ItemReference, StrategyDocument } from '@arbiter/contracts';
import type { CompiledStrategy } from '@arbiter/engine/strategy/compiled-strategy';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { printBatchSql } from '../batches/api.js';
import { findItem, loadDependencies, type LoadedDependencies } from '../projects/api.js';
import { compileVersion, findVersion, requireCompiled } from '../registration/api.js';

/** What runs for a strategy: the text, where its nodes stand in it, and what a batch sends to the analytical store. */
export interface Executable {
  name: string;
  /** Revision of the draft, or null for a version. */
  revision: number | null;
  contentHash: string | null;
  compiled: CompiledStrategy;
  sql: { select: string } | { refused: Fault };
}

/** The draft, or a version. Throws not-found, wrong-state for what is no strategy, item-invalid with the faults. */
export async function executableOf(repository: Kysely<Database>, itemId: string, version: number | undefined): Promise<Executable> {
  const found = version === undefined ? await findItem(repository, itemId) : await findVersion(repository, itemId, version);
  if (found.kind !== 'strategy') throw new ProblemError('wrong-state', `"${found.name}" is a ${found.kind} and has no code of its own: it runs as part of the strategies that use it`);
  const dependencies = await loadDependencies(repository, found.document, { withDeleted: version !== undefined });
  const compiled = version === undefined ? requireCompiled(compileStrategy(found.document, dependencies, { id: itemId })) : (await compileVersion(repository, itemId, version)).compiled;
  return {
    name: found.name,
    revision: 'revision' in found ? (found.revision as number) : null,
    contentHash: 'contentHash' in found ? (found.contentHash as string) : null,
    compiled,
    sql: sqlOf(compiled.document, dependencies),
  };
}

/** The SELECT over a relation `source` that has the columns of a batch's rows, or the place that keeps the strategy out of ClickHouse. */
function sqlOf(document: StrategyDocument, dependencies: LoadedDependencies): Executable['sql'] {
  const pinned = dependencies.all().map(({ kind, itemId, version, document: of }) => ({ reference: { kind, id: itemId, version } as ItemReference, document: of }));
  const printed = printBatchSql({ hash: '', document, dependencies: pinned }, { relation: 'source' });
  return printed.ok ? { select: printed.value.select } : { refused: printed.error[0]! };
}
