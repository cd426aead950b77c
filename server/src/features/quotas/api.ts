/** What other features may use of the ledger of quotas. */
export { ledgerKeys } from './ledger-keys.js';
export { quotaRefusal, quotasOf, quotaTakesOf, type QuotaCounterTake } from './quota-takes-of.js';
