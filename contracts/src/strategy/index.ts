export * from './field.js';
export * from './strategy-document.js';
