/** What other features may use of strategy tests. */
export { suiteCheck } from './registration-suite.js';
