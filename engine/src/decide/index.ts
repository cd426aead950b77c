export * from './launched-campaign.js';
export * from './decide.js';
export { customerIn, isConverted, weekAt, type CustomerInCampaign } from './customer-in-campaign.js';
export * from './state-after.js';
