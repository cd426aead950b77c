export * from './build-document.js';
export * from './document-input.js';
export * from './report-document.js';
