export * from './calendar.js';
export * from './campaigns.js';
export * from './company.js';
export * from './planted-effect.js';
export * from './real-time.js';
export * from './rule-set.js';
export * from './story.js';
export * from './strategies/index.js';
