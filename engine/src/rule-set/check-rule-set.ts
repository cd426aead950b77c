import type { Fault, Result } from '@arbiter/contracts';
import { checkLiteral, Findings, isPlainObject, kindOf, pointer } from './check-literals.js';
import type { RuleSetDocument } from './document.js';
import { ConditionReader, type ConditionReaderOptions } from './read-conditions.js';
import { makeReferenceEngine } from './reference.js';
import { ruleSetLimits } from './rule-set-limits.js';
import type { RuleNode, RuleSetTree } from './tree.js';

/**
 * Checks a rule set before it is saved: each fault at its JSON pointer. What passes can be compiled and is accepted by json-rules-engine too.
 * Errors: codes wrong-type, wrong-root, unknown-operator, unknown-condition, cyclic-condition, ambiguous-condition, incomplete-condition,
 * unsupported-path, forbidden-key, unknown-key, too-deep, too-large, refused-by-json-rules-engine.
 */
export function checkRuleSet(document: unknown, more: Pick<ConditionReaderOptions, 'factPriority'> = {}): Result<RuleSetTree, Fault[]> {
  const findings = new Findings();
  if (!isPlainObject(document)) return { ok: false, error: [{ path: '', code: 'wrong-type', message: `A rule set must be an object with "rules", not ${kindOf(document)}` }] };
  for (const key of Object.keys(document)) {
    if (!['rules', 'conditions', 'options', 'name', 'description', '$schema'].includes(key)) findings.add(pointer('', key), 'unknown-key', `A rule set has no "${key.slice(0, 60)}"; it has rules, conditions and options`);
  }
  const options = readOptions(document.options, findings);
  const conditions = document.conditions ?? {};
  if (!isPlainObject(conditions)) findings.add('/conditions', 'wrong-type', `"conditions" must be an object of shared conditions by name, not ${kindOf(conditions)}`);
  const reader = new ConditionReader(isPlainObject(conditions) ? conditions : {}, findings, { ...more, allowUndefinedConditions: options.allowUndefinedConditions });
  reader.readShared('/conditions');
  const rules: RuleNode[] = [];
  if (!Array.isArray(document.rules)) findings.add('/rules', 'wrong-type', `"rules" must be a list, not ${kindOf(document.rules)}`);
  else if (document.rules.length > ruleSetLimits.rules) findings.add('/rules', 'too-large', `A rule set holds at most ${ruleSetLimits.rules} rules, not ${document.rules.length}`);
  else {
    document.rules.forEach((value: unknown, index) => {
      const rule = readRule(value, index, reader, findings, options.replaceFactsInEventParams);
      if (rule) rules.push(rule);
    });
  }
  if (findings.faults.length > 0) return { ok: false, error: findings.faults };
  try {
    makeReferenceEngine(document as unknown as RuleSetDocument);
  } catch (error) {
    return { ok: false, error: [{ path: '', code: 'refused-by-json-rules-engine', message: error instanceof Error ? error.message : String(error) }] };
  }
  // json-rules-engine runs greater priorities first; within one priority the order of declaration holds here.
  rules.sort((a, b) => b.priority - a.priority || a.index - b.index);
  return { ok: true, value: { rules, factNames: reader.factNames, ...options } };
}

const optionNames = ['allowUndefinedFacts', 'allowUndefinedConditions', 'replaceFactsInEventParams'] as const;

function readOptions(value: unknown, findings: Findings): Record<(typeof optionNames)[number], boolean> {
  const options = { allowUndefinedFacts: false, allowUndefinedConditions: false, replaceFactsInEventParams: false };
  if (value === undefined) return options;
  if (!isPlainObject(value)) {
    findings.add('/options', 'wrong-type', `"options" must be an object, not ${kindOf(value)}`);
    return options;
  }
  for (const [key, option] of Object.entries(value)) {
    const name = optionNames.find((known) => known === key);
    if (!name) findings.add(pointer('/options', key), 'unknown-key', `There is no option "${key.slice(0, 60)}"; known are ${optionNames.join(', ')}`);
    else if (typeof option !== 'boolean') findings.add(pointer('/options', key), 'wrong-type', `The option must be true or false, not ${kindOf(option)}`);
    else options[name] = option;
  }
  return options;
}

function readRule(value: unknown, index: number, reader: ConditionReader, findings: Findings, replace: boolean): RuleNode | undefined {
  const path = `/rules/${index}`;
  if (isPlainObject(value) && value.enabled === false) return undefined;
  if (!isPlainObject(value)) {
    findings.add(path, 'wrong-type', `A rule must be an object, not ${kindOf(value)}`);
    return undefined;
  }
  if (Object.hasOwn(value, '__proto__')) findings.add(pointer(path, '__proto__'), 'forbidden-key', 'The key "__proto__" is not allowed; rename it');
  if (value.name !== undefined && typeof value.name !== 'string' && typeof value.name !== 'number') findings.add(`${path}/name`, 'wrong-type', `A rule's name must be a text or a number, not ${kindOf(value.name)}`);
  if (value.enabled !== undefined && typeof value.enabled !== 'boolean') findings.add(`${path}/enabled`, 'wrong-type', `"enabled" must be true or false, not ${kindOf(value.enabled)}`);
  const priority = Number.parseInt(String(value.priority || 1), 10);
  if (!(priority >= 1)) findings.add(`${path}/priority`, 'wrong-type', 'A rule\'s priority must be a whole number of 1 or more');
  const { event } = value;
  if (!isPlainObject(event)) findings.add(`${path}/event`, 'wrong-type', `A rule needs an event with a type, not ${kindOf(event)}`);
  else if (typeof event.type !== 'string' || event.type === '') findings.add(`${path}/event/type`, 'wrong-type', `An event's type must be a text, not ${kindOf(event.type)}`);
  else if (event.params !== undefined && event.params !== null && !isPlainObject(event.params)) findings.add(`${path}/event/params`, 'wrong-type', `An event's params must be an object, not ${kindOf(event.params)}`);
  const root = reader.readRoot(value.conditions, `${path}/conditions`);
  if (!isPlainObject(event)) return undefined;
  const params = isPlainObject(event.params) ? event.params : undefined;
  if (params) checkLiteral(params, `${path}/event/params`, findings);
  const replacements: RuleNode['replacements'] = [];
  if (replace && params) {
    for (const [key, param] of Object.entries(params)) {
      if (!isPlainObject(param) || !Object.hasOwn(param, 'fact')) continue;
      const fact = reader.factNode(param.fact, param.path, pointer(`${path}/event/params`, key));
      if (fact) replacements.push({ key, value: fact });
    }
  }
  if (!root) return undefined;
  return { index, root: root.node, priority, ...(value.name || value.name === 0 ? { name: value.name as string | number } : {}), event: { type: String(event.type), ...(params ? { params: structuredClone(params) } : {}) }, replacements };
}
