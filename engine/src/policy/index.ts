export * from './policy-offer.js';
export * from './compile-policy.js';
export * from './policy-set.js';
export * from './policy-faults.js';
