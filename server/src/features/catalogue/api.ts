/** What other features may use of the catalogue. */
export { listActions, listChannels, saveAction, saveChannel } from './catalogue.repository.js';
export { listScoreSets, scoredActions } from './score-sets.read-model.js';
