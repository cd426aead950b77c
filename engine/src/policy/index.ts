export * from './policy-offer.js';
export * from './compile-policy.js';
export * from './policy-set.js';
export * from './policy-faults.js';
export * from './run-policy-tests.js';
export * from './channel-and-time.js';
export * from './templates/index.js';
