/** What other features may use of publications. */
export { promote, publish, type PublishWish } from './change-publication.js';
export { livePublicationsOf, type LiveArm, type LivePublication, type LivePublications } from './live-publications.js';
export { lastDue, nextDue } from './schedule.js';
export { findByEndpoint, findPublication, listPublications } from './publications.repository.js';
export { countedSeconds, type CallCountRow } from './call-counts.js';
