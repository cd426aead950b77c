export * from './launched-campaign.js';
export * from './decide.js';
export { isConverted, weekAt } from './customer-in-campaign.js';
export * from './state-after.js';
