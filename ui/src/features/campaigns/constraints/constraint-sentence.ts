export { actionsPhrase, constraintSentence, customersPhrase, type Wording } from '@arbiter/reports/wording/constraint-sentence';
