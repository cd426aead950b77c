import type { RegistrationCheck } from '../registration/api.js';
import { runSuite } from './run-suite.js';
import { prepareStrategy, testContext } from './prepare-strategy.js';
import { listCases, readPolicy } from './test-cases.repository.js';

/** Runs the cases of a strategy on the version that is about to be registered. Without the policy a failing case is told and does not refuse. */
export const suiteCheck: RegistrationCheck = async (container, { itemId, kind, document, dependencies }) => {
  if (kind !== 'strategy') return [];
  const [cases, policy] = await Promise.all([listCases(container.repository, itemId), readPolicy(container.repository, itemId)]);
  if (cases.length === 0 && !policy.blocksRegistration) return [];
  const { passed, failed, cases: outcomes, coverage } = await runSuite(prepareStrategy(document, dependencies), cases, (test) => testContext(container, test), false);
  const share = coverage.ways.total === 0 ? 1 : coverage.ways.reached / coverage.ways.total;
  const percent = (value: number): string => `${Math.round(value * 1000) / 10} %`;
  const failing = outcomes.filter((outcome) => !outcome.passed).map(({ name, differences }) => `"${name}" at ${differences[0]?.path ?? ''}`);
  const enough = share >= policy.leastCoverage;
  const told = [
    `${passed} of ${outcomes.length} test cases pass${failed > 0 ? `; failing: ${failing.slice(0, 5).join(', ')}${failing.length > 5 ? ' …' : ''}` : ''}`,
    `they take ${percent(share)} of the ways out of nodes${enough ? '' : `, ${percent(policy.leastCoverage)} are asked for`}`,
  ].join('; ');
  return [{ name: 'test-suite', ok: !policy.blocksRegistration || (failed === 0 && enough), message: told, details: { passed, failed, coverage } }];
};
