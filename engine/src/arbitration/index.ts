export * from './arbitrate.js';
