export * from './comparison-tone.js';
export * from './day-before.js';
export * from './heterogeneity-sentence.js';
export * from './interval-text.js';
export * from './ordered-segments.js';
export * from './report-phrases.js';
export * from './translator.js';
export * from './verdict-sentence.js';
