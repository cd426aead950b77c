export * from './heterogeneity-sentence.js';
export * from './interval-text.js';
export * from './report-phrases.js';
export * from './translator.js';
export * from './verdict-sentence.js';
