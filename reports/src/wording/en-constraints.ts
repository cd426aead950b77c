import type { constraintWording as ru, stageWording as ruStages } from './ru-constraints.js';

/** Constraints of campaigns in words: ICU messages. */
export const constraintWording: Record<keyof typeof ru, string> = {
  budgetText: 'Budget: at most {amount}{whom}',
  capacityCampaignText: '{what}: at most {count} in the campaign{whom}',
  capacityWeekText: '{what}: at most {count} a week{whom}',
  contactsText: 'At most {count, plural, one {# contact} other {# contacts}} with a customer in the campaign',
  exclusionText: '{who}: forbidden — {what}',
  exclusivityText: '{who}: only {what}',
  gapText: '{what}: not earlier than {days, plural, one {# day} other {# days}} after: {after}',
  minimumText: '{what}: at least {count}{whom}',
  shareActedText: '{what}: strictly below {share} of the customers in the plan',
  shareAudienceText: '{what}: strictly below {share} of the whole audience',
  quoted: '“{name}”',
  whatAll: 'All actions',
  whatChannel: 'Channel “{name}”',
  whatChannels: 'Channels {names}',
  whatStage: 'Stage “{name}”',
  whatStages: 'Stages {names}',
  who: '{attribute}: {values}',
  whom: ' — for: {who}',
  householdText: 'All with the same “{by}” together: {what} — at most {count}',
  minimumOrZeroText: '{what}: at least {count} or none at all{whom}',
  neverBothText: 'Not together for one customer: {what} and {and}',
  softTextMoney: ' (may be exceeded: {price} for each unit)',
  softTextOver: ' (may be exceeded: {price} for each)',
  softTextShort: ' (may be missed: {price} for each)',
};

export const stageWording: Record<keyof typeof ruStages, string> = {
  stageHard: 'Hard collection',
  stageOffer: 'Offer',
  stagePre: 'Pre-collection',
  stageService: 'Service',
  stageSoft: 'Soft collection',
};
