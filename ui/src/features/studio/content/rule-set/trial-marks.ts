import type { ExplainedCondition, ExplainedRule } from '@arbiter/engine/rule-set/explain-rule-set';

/** What held and what did not by JSON pointer: rules as `/rules/3`, conditions as far as they were looked at. Shared conditions are marked at the reference. */
export function trialMarks({ results, failureResults }: { results: readonly ExplainedRule[]; failureResults: readonly ExplainedRule[] }): ReadonlyMap<string, boolean> {
  const marks = new Map<string, boolean>();
  const visit = (condition: ExplainedCondition, path: string): void => {
    if (condition.result !== undefined) marks.set(path, condition.result);
    for (const kind of ['all', 'any'] as const) condition[kind]?.forEach((child, index) => visit(child, `${path}/${kind}/${index}`));
    if (condition.not) visit(condition.not, `${path}/not`);
  };
  for (const rule of [...results, ...failureResults]) {
    marks.set(`/rules/${rule.index}`, rule.result);
    visit(rule.conditions, `/rules/${rule.index}/conditions`);
  }
  return marks;
}
