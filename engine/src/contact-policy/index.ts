export * from './company-calendar.js';
export * from './contact-policy.js';
export * from './ledger.js';
