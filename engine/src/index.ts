/** The decision engine: rule sets, conditions, group assignment, contact policy, decisions. Pure. */
export * from './rule-set/index.js';
export * from './condition/index.js';
export * from './assignment/index.js';
export * from './contact-policy/index.js';
export * from './policy/index.js';
export * from './arbitration/index.js';
export * from './decide/index.js';
export * from './live-customer/index.js';
export * from './ledger/index.js';
export * from './online-features/index.js';
export * from './responses/index.js';
