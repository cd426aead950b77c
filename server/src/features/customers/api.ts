/** What other features may use of customers. */
export { loadProfiles, readProfileMark, type ProfileMark } from './profiles/load-profiles.js';
export { loadProfilesJob, refreshOldProfiles, refreshProfiles } from './profiles/refresh-profiles.js';
