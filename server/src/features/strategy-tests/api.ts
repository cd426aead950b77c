/** What other features and the command line may use of strategy tests. */
export { casesFromFile, valueOfCell } from './cases-from-file.js';
export type { StrategyUnderTest } from './prepare-strategy.js';
export { suiteCheck } from './registration-suite.js';
export { runSuite } from './run-suite.js';
export { seekForStrategy } from './seek-for-strategy.js';
export { addCases, readTestSummary } from './test-cases.repository.js';
