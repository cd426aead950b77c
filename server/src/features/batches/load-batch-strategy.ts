import type { ItemReference, StrategyDocument } from '@arbiter/contracts';
import type { Dependencies } from '@arbiter/engine/strategy/node-kind';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { BatchStrategy } from '../../ports/batch-runner.js';
import { loadDependencies } from '../projects/api.js';

/** A registered strategy with everything that it pins. Throws not-found. */
export async function loadBatchStrategy({ repository }: Pick<Container, 'repository'>, wanted: { strategy_id: string; strategy_version: number }): Promise<BatchStrategy> {
  const row = await repository
    .selectFrom('item_versions')
    .select(['kind', 'content_hash', 'document'])
    .where('item_id', '=', wanted.strategy_id)
    .where('version', '=', wanted.strategy_version)
    .executeTakeFirst();
  if (!row || row.kind !== 'strategy') throw new ProblemError('not-found', `There is no registered strategy "${wanted.strategy_id}" of version ${wanted.strategy_version}: register the draft first, or list its versions`);
  // A batch that was begun is finished with what it began with, even where it was deleted meanwhile.
  const loaded = await loadDependencies(repository, row.document, { withDeleted: true });
  const dependencies = loaded.all().map(({ kind, itemId, version, document }) => ({ reference: { kind, id: itemId, version }, document }));
  return { hash: row.content_hash, document: row.document as StrategyDocument, dependencies };
}

const keyOf = ({ kind, id, version }: ItemReference): string => `${kind} ${id} ${version}`;

export function dependenciesOf({ dependencies }: Pick<BatchStrategy, 'dependencies'>): Dependencies {
  const byKey = new Map(dependencies.map(({ reference, document }) => [keyOf(reference), document]));
  return { find: (reference) => byKey.get(keyOf(reference)) };
}
