import type { compare as ru } from '../ru/compare.js';

export const compare: Record<keyof typeof ru, string> = {
  added: 'Added',
  back: 'To the plan',
  byAction: 'By action',
  changed: 'What changed for customers',
  choose: 'Choose two runs',
  constraintsOnly: 'Only in run {number}',
  constraintsTitle: 'How the setups differ',
  constraintsSame: 'Constraints, objective and audience are the same.',
  difference: 'Difference',
  differentAudience: 'The audience differs',
  differentObjective: 'The objective differs',
  dropped: 'Dropped',
  moved: 'Another action',
  same: 'Unchanged',
  tooFew: 'Nothing to compare yet',
  tooFewText: 'Two finished runs are needed. Change the setup and run again.',
};
