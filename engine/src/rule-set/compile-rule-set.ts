import type { Fault, Result } from '@arbiter/contracts';
import { checkRuleSet } from './check-rule-set.js';
import { functionFromCode } from './function-from-code.js';
import { valueAtPath } from './json-path.js';
import { compileExplanation, type ExplainedRule, type ExplainedRules } from './explain-rule-set.js';
import { indexRules, type RulesFunction } from './indexed-rules.js';
import type { PrintMode } from './print-conditions.js';
import { chunksOf, printRules, type PlacedRule } from './print-rule-set.js';
import { MissingFact, ruleSetRuntime } from './rule-set-runtime.js';
import type { FactNode, RuleNode, RuleSetTree } from './tree.js';

export type Facts = Readonly<Record<string, unknown>>;

export interface CompiledEvent {
  readonly type: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Why an evaluation has no answer: a fact that is asked for is not there, or a comparison cannot be made on such values. */
export interface EvaluationError {
  code: 'fact-missing' | 'evaluation-failed';
  fact?: string;
  message: string;
}

export type RuleSetOutcome =
  | {
      ok: true;
      /** 1 for each rule that matched, in order of priority. */
      readonly hits: Uint8Array;
      /** Events of the rules that matched, greatest priority first, then in order of declaration. Shared and frozen. */
      events: CompiledEvent[];
      /** Events of the rules that did not match, in the same order. */
      readonly failureEvents: CompiledEvent[];
    }
  | { ok: false; error: EvaluationError };

export type RuleSetExplanation = { ok: true; results: ExplainedRule[]; failureResults: ExplainedRule[] } | { ok: false; error: EvaluationError };

export interface CompileOptions {
  /** Rules are decided by an index over the facts' values where there are at least so many that it can take. */
  indexFrom?: number;
}

/** Fewer rules are quicker one by one. */
const fewestIndexed = 24;

export interface CompiledRuleSet {
  /** Evaluates the rules over facts that are already known. Keeps no state between calls. */
  run(facts: Facts): RuleSetOutcome;
  /**
   * Evaluates with the whole tree of conditions as json-rules-engine gives it: each with factResult, valueResult and result as far as it was
   * looked at. Facts that a journal has kept give the same tree again.
   */
  explain(facts: Facts): RuleSetExplanation;
  /** Facts that the rules can ask for. */
  readonly factNames: readonly string[];
  /** Place in the document of the rule at each position of `hits`. */
  readonly ruleIndexes: readonly number[];
}

/** Checks a rule set and compiles it to a synchronous function. Errors: the faults of the check. */
export function compileRuleSet(document: unknown): Result<CompiledRuleSet, Fault[]> {
  const checked = checkRuleSet(document);
  return checked.ok ? { ok: true, value: compileTree(checked.value) } : checked;
}

/** Compiles a tree that the check has made. */
export function compileTree(tree: RuleSetTree, { indexFrom = fewestIndexed }: CompileOptions = {}): CompiledRuleSet {
  const count = tree.rules.length;
  const words = Math.ceil(count / 32);
  const events = tree.rules.map((rule) => deepFreeze(rule.event));
  const evaluate = makeEvaluation(tree, indexFrom);
  let explain: ((facts: Facts) => ExplainedRules) | undefined;
  return {
    factNames: tree.factNames,
    ruleIndexes: tree.rules.map((rule) => rule.index),
    run(facts) {
      const bits: number[] = [];
      for (let i = 0; i < words; i += 1) bits.push(0);
      try {
        evaluate(facts, bits);
        return new Matches(bits, tree.replaceFactsInEventParams ? tree.rules.map((rule) => withFacts(rule, tree, facts)) : events);
      } catch (error) {
        return { ok: false, error: evaluationError(error) };
      }
    },
    explain(facts) {
      try {
        explain ??= compileExplanation(tree, (rule, given) => (tree.replaceFactsInEventParams ? withFacts(rule, tree, given) : rule.event));
        const { results, failureResults } = explain(facts);
        return { ok: true, results, failureResults };
      } catch (error) {
        return { ok: false, error: evaluationError(error) };
      }
    },
  };
}

/** Sets the bits of the rules that match. Throws where an evaluation has no answer. */
export function makeEvaluation(tree: RuleSetTree, indexFrom = fewestIndexed): (facts: Facts, bits: number[]) => void {
  const { groups, rest } = indexRules(tree, indexFrom);
  const make = (rules: readonly PlacedRule[], mode: PrintMode): RulesFunction => functionFromCode<RulesFunction>(['R'], `return ${printRules(tree, rules, mode)}`, ruleSetRuntime);
  const all = (): PlacedRule[] => tree.rules.map((node, place) => ({ node, place }));
  const quick = [...groups.map(({ run }) => run), ...chunksOf(rest).map((chunk) => make(chunk, 'quick'))];
  const plain: (RulesFunction[] | undefined)[] = [];
  let strict: RulesFunction[] | undefined;
  return (facts, bits) => {
    for (let i = 0; i < quick.length; i += 1) {
      if (quick[i]!(facts, bits)) continue;
      if (i < groups.length) {
        // A value that the index does not know, or a missing fact: these rules by themselves.
        plain[i] ??= chunksOf(groups[i]!.rules).map((chunk) => make(chunk, 'quick'));
        if (plain[i]!.every((chunk) => chunk(facts, bits))) continue;
      }
      // A fact is missing: only the strict form knows whether it is really asked for.
      strict ??= chunksOf(all()).map((chunk) => make(chunk, 'strict'));
      bits.fill(0);
      for (const each of strict) each(facts, bits);
      return;
    }
  };
}

export const evaluationError = (error: unknown): EvaluationError =>
  error instanceof MissingFact ? { code: 'fact-missing', fact: error.fact, message: error.message } : { code: 'evaluation-failed', message: error instanceof Error ? error.message : String(error) };

/** The usual answer. What few ask for is made when they do. */
class Matches {
  readonly ok = true as const;
  readonly events: CompiledEvent[] = [];

  constructor(private readonly words: readonly number[], private readonly all: readonly CompiledEvent[]) {
    const { events } = this;
    for (let word = 0; word < words.length; word += 1) {
      for (let bits = words[word]!; bits !== 0; bits &= bits - 1) events.push(all[word * 32 + 31 - Math.clz32(bits & -bits)]!);
    }
  }

  get hits(): Uint8Array {
    return Uint8Array.from(this.all, (_, place) => (this.words[place >> 5]! >>> (place & 31)) & 1);
  }

  get failureEvents(): CompiledEvent[] {
    return this.all.filter((_, place) => ((this.words[place >> 5]! >>> (place & 31)) & 1) === 0);
  }
}

/** The event of a rule with the facts that its params ask for. */
export function withFacts(rule: RuleNode, tree: RuleSetTree, facts: Facts): CompiledEvent {
  if (rule.replacements.length === 0) return rule.event;
  const params = { ...rule.event.params };
  for (const { key, value } of rule.replacements) params[key] = factValue(value, tree, facts);
  return { type: rule.event.type, params };
}

function factValue(node: FactNode, tree: RuleSetTree, facts: Facts): unknown {
  const name = tree.factNames[node.fact]!;
  if (!Object.hasOwn(facts, name)) {
    if (tree.allowUndefinedFacts) return undefined;
    throw new MissingFact(name);
  }
  return node.steps ? valueAtPath(facts[name], node.steps) : facts[name];
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
