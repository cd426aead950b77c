/** What other features and the command line may use of contact lists. */
export { countContacts, streamContactList } from './contact-list.read-model.js';
export { streamTable, type TableColumn, type TableOptions } from './stream-table.js';
export { findLaunchedPlan } from './find-launched-plan.js';
export { withByteOrderMark } from './with-byte-order-mark.js';
