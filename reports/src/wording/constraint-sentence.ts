import type { ActionFilter, Constraint, CustomerFilter, Stage } from '@arbiter/contracts';
import type { constraintWording } from './ru-constraints.js';
import type { MessageValues } from './translator.js';

/** How things are called and numbers written; all in the reader's language. */
export interface Wording {
  t: (key: `constraints.${keyof typeof constraintWording}`, values?: MessageValues) => string;
  action(id: string): string;
  channel(id: string): string;
  stage(id: Stage): string;
  attribute(name: string): string;
  value(attribute: string, value: string): string;
  count(value: number): string;
  money(minor: number): string;
  share(value: number): string;
}

/** A constraint as one sentence, as it stands in the campaign's form and in the plan's table of limits. */
export function constraintSentence(constraint: Constraint, wording: Wording): string {
  return ruleSentence(constraint, wording) + strictnessPhrase(constraint, wording);
}

/** " (may be broken: 500 ₽ for each action over)": nothing where the limit is held as it stands. */
function strictnessPhrase(constraint: Constraint, { t, money }: Wording): string {
  if (!('soft' in constraint) || !constraint.soft) return '';
  const { price } = constraint.soft;
  if (constraint.kind === 'budget') return t('constraints.softTextMoney', { price: money(price * 100) });
  return t(constraint.kind === 'minimum' ? 'constraints.softTextShort' : 'constraints.softTextOver', { price: money(price) });
}

function ruleSentence(constraint: Constraint, wording: Wording): string {
  const { t, count, money, share } = wording;
  const whom = 'for' in constraint && constraint.for && constraint.kind !== 'exclusion' && constraint.kind !== 'exclusivity' ? t('constraints.whom', { who: customersPhrase(constraint.for, wording) }) : '';
  switch (constraint.kind) {
    case 'budget':
      return t('constraints.budgetText', { amount: money(constraint.atMostMinor), whom });
    case 'capacity':
      return t(constraint.per === 'week' ? 'constraints.capacityWeekText' : 'constraints.capacityCampaignText', { what: actionsPhrase(constraint.of, wording), count: count(constraint.atMost), whom });
    case 'minimum':
      return t(constraint.orZero ? 'constraints.minimumOrZeroText' : 'constraints.minimumText', { what: actionsPhrase(constraint.of, wording), count: count(constraint.atLeast), whom });
    case 'share':
      return t(constraint.denominator === 'audience' ? 'constraints.shareAudienceText' : 'constraints.shareActedText', { what: actionsPhrase(constraint.of, wording), share: share(constraint.below) });
    case 'exclusion':
      return t('constraints.exclusionText', { who: customersPhrase(constraint.for, wording), what: lowerFirst(actionsPhrase(constraint.forbid, wording)) });
    case 'exclusivity':
      return t('constraints.exclusivityText', { who: customersPhrase(constraint.for, wording), what: lowerFirst(actionsPhrase(constraint.allowOnly, wording)) });
    case 'gap':
      return t('constraints.gapText', { what: actionsPhrase(constraint.of, wording), days: constraint.days, after: lowerFirst(actionsPhrase(constraint.after, wording)) });
    case 'contacts':
      return t('constraints.contactsText', { count: constraint.atMost });
    case 'household':
      return t('constraints.householdText', { by: constraint.by === '' ? '…' : wording.attribute(constraint.by), what: lowerFirst(actionsPhrase(constraint.of, wording)), count: constraint.atMost });
    case 'never-both':
      return t('constraints.neverBothText', { what: actionsPhrase(constraint.of, wording), and: lowerFirst(actionsPhrase(constraint.and, wording)) });
  }
}

const some = <T>(list: readonly T[] | undefined): readonly T[] => list ?? [];
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** "Channel “Phone”, stage “Soft”": what an action filter means; an empty one is all actions. */
export function actionsPhrase(filter: ActionFilter, { t, action, channel, stage }: Wording): string {
  const quoted = (names: readonly string[]) => names.map((name) => t('constraints.quoted', { name })).join(', ');
  const channels = some(filter.channel).map(channel);
  const stages = some(filter.stage).map(stage);
  const actions = some(filter.action).map(action);
  const parts = [
    ...(channels.length === 1 ? [t('constraints.whatChannel', { name: channels[0] ?? '' })] : channels.length ? [t('constraints.whatChannels', { names: quoted(channels) })] : []),
    ...(stages.length === 1 ? [t('constraints.whatStage', { name: stages[0] ?? '' })] : stages.length ? [t('constraints.whatStages', { names: quoted(stages) })] : []),
    ...(actions.length ? [quoted(actions)] : []),
  ];
  if (parts.length === 0) return t('constraints.whatAll');
  return parts.map((part, index) => (index ? lowerFirst(part) : part)).join(', ');
}

/** "Segment: VIP, B2G". */
export function customersPhrase(filter: CustomerFilter, { t, attribute, value }: Wording): string {
  return t('constraints.who', { attribute: attribute(filter.attribute), values: filter.values.map((item) => value(filter.attribute, item)).join(', ') });
}
