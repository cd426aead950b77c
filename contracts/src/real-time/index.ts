export * from './contact-policy.js';
export * from './quota.js';
export * from './placement.js';
export * from './event.js';
export * from './delivery.js';
export * from './configuration.js';
export * from './promise.js';
export * from './timeline.js';
