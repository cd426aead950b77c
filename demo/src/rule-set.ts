export const demoRuleSetId = 'demo-collection-inbound';

const fact = (name: string, operator: string, value: unknown) => ({ fact: name, operator, value });
const offer = (name: string, priority: number, actionId: string, ...conditions: object[]) => ({ name, priority, conditions: { all: conditions }, event: { type: 'action', params: { actionId } } });

/** What to do with a customer who turns up without a planned action, in json-rules-engine's JSON. */
export const demoRuleSet = {
  rules: [
    offer('instalments-for-large-debts', 50, 'hard-km', fact('kind', 'notEqual', 'household'), fact('overdue', 'greaterThanInclusive', 50_000)),
    offer('talk-to-public-bodies', 45, 'soft-km', fact('kind', 'equal', 'government'), fact('overdue', 'greaterThan', 0)),
    offer('call-after-two-weeks', 30, 'soft-phone', fact('overdue_days', 'greaterThanInclusive', 14), fact('overdue', 'greaterThanInclusive', 1_000)),
    offer('write-to-the-rest', 20, 'soft-email', fact('overdue', 'greaterThan', 0), { not: { any: [fact('segment', 'equal', 'lost')] } }),
    offer('remind-in-the-account', 10, 'pre-web', fact('segment', 'in', ['active', 'disorganised', 'lazy'])),
  ],
};
