import type { faults as ru } from '../ru/faults.js';

export const faults: Record<keyof typeof ru, string> = {
  'attribute-not-text': 'A text attribute is needed here',
  'duplicate-id': 'Two constraints have the same code',
  'duplicate-kind': 'Another row allows fewer contacts, this one never counts',
  'duplicate-value': 'A value stands twice',
  'floor-missing': 'Ask for a value above zero: the cheapest is to do nothing',
  'groups-overlap': 'Some of the chosen actions are in both groups: narrow one of them',
  'matches-no-action': 'No action of the campaign is meant by this constraint',
  'no-actions': 'No action is chosen',
  'no-scores': 'The score set has no scores for the chosen actions',
  'share-zero': 'The share must be above zero; or exclude the actions instead',
  'unknown-action': 'The action is not in the catalogue',
  'unknown-attribute': 'Customers have no such attribute',
  'unknown-channel': 'The channel is not in the catalogue',
  'unknown-rule-set': 'There is no such rule set',
  'unknown-score-set': 'There is no such score set: import scores or choose another',
};
