/** What other features may use of working together. */
export { approvalCheck } from './approval-check.js';
