import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findItem, loadDependencies } from '../projects/api.js';
import { findVersion } from '../registration/api.js';
import { prepareStrategy, type StrategyUnderTest } from './prepare-strategy.js';

/** The draft of an item, or one of its versions. Throws not-found, wrong-state when it is no strategy, item-invalid with the faults. */
export async function strategyUnderTest({ repository }: Pick<Container, 'repository'>, itemId: string, version: number | 'draft'): Promise<StrategyUnderTest> {
  const found = version === 'draft' ? await findItem(repository, itemId) : await findVersion(repository, itemId, version);
  if (found.kind !== 'strategy') throw new ProblemError('wrong-state', `"${found.name}" is a ${found.kind}: test cases are for strategies; put it into one`);
  return prepareStrategy(found.document, await loadDependencies(repository, found.document, { withDeleted: version !== 'draft' }));
}
