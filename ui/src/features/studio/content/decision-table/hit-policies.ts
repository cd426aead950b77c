import type { Aggregator, DecisionTableDocument, HitPolicy } from '@arbiter/contracts';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

/** A hit policy with its aggregation, as the choice offers them. */
export interface PolicyChoice { value: string; policy: HitPolicy; aggregator?: Aggregator; title: MessageKey; about: MessageKey }

export const policyChoices: readonly PolicyChoice[] = [
  { value: 'U', policy: 'U', title: 'studioTable.policyU', about: 'studioTable.policyUAbout' },
  { value: 'F', policy: 'F', title: 'studioTable.policyF', about: 'studioTable.policyFAbout' },
  { value: 'A', policy: 'A', title: 'studioTable.policyA', about: 'studioTable.policyAAbout' },
  { value: 'P', policy: 'P', title: 'studioTable.policyP', about: 'studioTable.policyPAbout' },
  { value: 'R', policy: 'R', title: 'studioTable.policyR', about: 'studioTable.policyRAbout' },
  { value: 'O', policy: 'O', title: 'studioTable.policyO', about: 'studioTable.policyOAbout' },
  { value: 'C', policy: 'C', title: 'studioTable.policyC', about: 'studioTable.policyCAbout' },
  { value: 'C+', policy: 'C', aggregator: 'sum', title: 'studioTable.policySum', about: 'studioTable.policySumAbout' },
  { value: 'C<', policy: 'C', aggregator: 'min', title: 'studioTable.policyMin', about: 'studioTable.policyMinAbout' },
  { value: 'C>', policy: 'C', aggregator: 'max', title: 'studioTable.policyMax', about: 'studioTable.policyMaxAbout' },
  { value: 'C#', policy: 'C', aggregator: 'count', title: 'studioTable.policyCount', about: 'studioTable.policyCountAbout' },
];

export const policyOf = ({ hitPolicy, aggregator }: Pick<DecisionTableDocument, 'hitPolicy' | 'aggregator'>): PolicyChoice =>
  policyChoices.find((choice) => choice.policy === hitPolicy && choice.aggregator === aggregator) ?? policyChoices.find(({ policy }) => policy === hitPolicy) ?? policyChoices[0]!;

export function withPolicy(table: DecisionTableDocument, value: string): DecisionTableDocument {
  const choice = policyChoices.find((one) => one.value === value);
  if (!choice || policyOf(table) === choice) return table;
  const { aggregator: _, ...rest } = table;
  return { ...rest, hitPolicy: choice.policy, ...(choice.aggregator ? { aggregator: choice.aggregator } : {}) };
}
