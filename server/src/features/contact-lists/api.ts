/** What other features and the command line may use of contact lists. */
export { streamContactList } from './contact-list.read-model.js';
export { majorUnits, safeText } from './spreadsheet-sql.js';
export { findLaunchedPlan } from './find-launched-plan.js';
export { withByteOrderMark } from './with-byte-order-mark.js';
