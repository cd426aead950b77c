/** What other features may use of audiences. */
export { audienceSql, checkAudience, controlSql, listAudienceAttributes, type SqlFragment, stratumSql } from './audience-sql.js';
export { campaignAudienceSql } from './campaign-audience-sql.js';
