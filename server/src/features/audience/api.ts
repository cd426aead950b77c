/** What other features may use of audiences. */
export { abortWhenLeft } from './abort-when-left.js';
export { audienceSql, checkAudience, controlSql, listAudienceAttributes, type SqlFragment, stratumSql } from './audience-sql.js';
