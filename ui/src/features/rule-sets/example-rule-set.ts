/** What a new rule set starts from: one rule that a reader can change. */
export const exampleRuleSet = {
  rules: [
    {
      name: 'remind',
      conditions: { all: [{ fact: 'context', path: '$.daysOverdue', operator: 'greaterThanInclusive', value: 5 }] },
      event: { type: 'action', params: { actionId: '' } },
      priority: 1,
    },
  ],
};
