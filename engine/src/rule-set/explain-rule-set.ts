import { comparesTo } from './compare-values.js';
import type { Facts } from './compile-rule-set.js';
import { valueAtPath } from './json-path.js';
import { functionFromCode } from './function-from-code.js';
import { extrasOf, groupPriority, labelsOf, printExplanation } from './print-explanation.js';
import { chunksOf, sizeOf } from './print-rule-set.js';
import { MissingFact, ruleSetRuntime } from './rule-set-runtime.js';
import type { CompareNode, ConditionNode, FactNode, RuleNode, RuleSetTree } from './tree.js';

/** A condition after an evaluation; without `result` where it was not looked at, because a set of greater priority had decided. */
export interface ExplainedCondition {
  name?: unknown;
  priority?: unknown;
  all?: ExplainedCondition[];
  any?: ExplainedCondition[];
  not?: ExplainedCondition;
  /** A reference that was not followed. */
  condition?: string;
  fact?: string;
  operator?: string;
  value?: unknown;
  path?: unknown;
  params?: unknown;
  /** The fact's value, at the path where there is one. */
  factResult?: unknown;
  /** What it was compared with. */
  valueResult?: unknown;
  result?: boolean;
}

export interface ExplainedRule {
  conditions: ExplainedCondition;
  event: { type: string; params?: Readonly<Record<string, unknown>> };
  priority: number;
  name?: string | number;
  /** Place in the document. */
  index: number;
  result: boolean;
}

/** Values of facts in the order of the tree's names, each read once. */
type Values = readonly unknown[];
type Explain = (values: Values) => ExplainedCondition & { result: boolean };
interface Printed { run: Explain; idle(): ExplainedCondition }

export interface ExplainedRules { results: ExplainedRule[]; failureResults: ExplainedRule[] }
type EventOf = (rule: RuleNode, facts: Facts) => ExplainedRule['event'];
type ExplainChunk = (facts: Facts, event: (place: number, facts: Facts) => ExplainedRule['event'], results: ExplainedRule[], failureResults: ExplainedRule[]) => boolean;

/** Functions of more conditions are no longer optimised. Whole rule sets of more cost seconds of optimising before they gain: they are walked through. */
const chunkRules = 50;
const chunkConditions = 400;
const mostConditions = 1500;

/**
 * The rule set as a function that gives every rule with its explained conditions, greatest priority first. Throws where an evaluation has no
 * answer. Printed code makes the usual answer; where a fact is missing, only the walk through the tree knows whether it is really asked for.
 */
export function compileExplanation(tree: RuleSetTree, eventOf: EventOf): (facts: Facts) => ExplainedRules {
  let walk: ((facts: Facts) => ExplainedRules) | undefined;
  const printed = printedChunks(tree);
  const event = (place: number, facts: Facts): ExplainedRule['event'] => eventOf(tree.rules[place]!, facts);
  return (facts) => {
    const results: ExplainedRule[] = [];
    const failureResults: ExplainedRule[] = [];
    if (printed?.every((chunk) => chunk(facts, event, results, failureResults))) return { results, failureResults };
    walk ??= walkThrough(tree, eventOf);
    return walk(facts);
  };
}

/** Undefined where the rules are too large to be printed. */
function printedChunks(tree: RuleSetTree): ExplainChunk[] | undefined {
  const chunks = chunksOf(tree.rules, chunkRules, chunkConditions);
  const sizes = tree.rules.map(({ root }) => sizeOf(root));
  if (sizes.some((size) => size > 10 * chunkConditions) || sizes.reduce((sum, size) => sum + size, 0) > mostConditions) return undefined;
  return chunks.map((chunk) => {
    const { code, values } = printExplanation(tree, chunk);
    return functionFromCode<ExplainChunk>(['R', 'C'], code, ruleSetRuntime, values);
  });
}

/** The same without printed code, for where none may be made: in a page. */
export function walkThrough(tree: RuleSetTree, eventOf: EventOf): (facts: Facts) => ExplainedRules {
  const compiler = new ExplanationCompiler(tree);
  const rules = tree.rules.map((rule) => ({ rule, run: compiler.node(rule.root).run }));
  return (facts) => {
    const values = tree.factNames.map((name) => (Object.hasOwn(facts, name) ? facts[name] : ruleSetRuntime.absentFact));
    const answer: ExplainedRules = { results: [], failureResults: [] };
    for (const { rule, run } of rules) {
      const conditions = run(values);
      const { result } = conditions;
      const { priority, name, index } = rule;
      const event = eventOf(rule, facts);
      (result ? answer.results : answer.failureResults).push(name === undefined ? { conditions, event, priority, index, result } : { conditions, event, priority, name, index, result });
    }
    return answer;
  };
}

class ExplanationCompiler {
  constructor(private readonly tree: RuleSetTree) {}

  node(node: ConditionNode): Printed {
    const made = this.made(node);
    const { reference } = node;
    // A reference that was not followed stays one.
    return reference ? { run: made.run, idle: () => ({ ...labelsOf(reference, reference.priority), condition: String(reference.condition) }) } : made;
  }

  private made(node: ConditionNode): Printed {
    if (node.kind === 'compare') return this.comparison(node);
    if (node.kind === 'never') {
      const idle = () => ({ ...labelsOf(node.source, node.source.priority), condition: String(node.source.condition) });
      return { idle, run: () => ({ ...idle(), result: false }) };
    }
    const priority = groupPriority(node.source);
    const { name } = node.source;
    // Literals of one shape are made quickly; the name, which few have, is added after.
    const named = (made: ExplainedCondition & { result: boolean }): ExplainedCondition & { result: boolean } => {
      if (name) made.name = name;
      return made;
    };
    const idleLabels = labelsOf(node.source, priority);
    if (node.kind === 'not') {
      const child = this.node(node.child);
      return {
        idle: () => ({ ...idleLabels, not: child.idle() }),
        run: (values) => {
          const not = child.run(values);
          return named({ priority, not, result: !not.result });
        },
      };
    }
    const { kind } = node;
    const isAll = kind === 'all';
    const children = node.children.map((child) => this.node(child));
    const sets = node.sets.map((set) => set.map((child) => node.children.indexOf(child)));
    return {
      idle: () => ({ ...idleLabels, [kind]: children.map((child) => child.idle()) }),
      run: (values) => {
        const explained = new Array<ExplainedCondition>(children.length);
        let result = isAll || sets.length === 0;
        let decided = false;
        for (const set of sets) {
          if (decided) {
            for (const at of set) explained[at] = children[at]!.idle();
            continue;
          }
          let some = false;
          let every = true;
          for (const at of set) {
            const child = children[at]!.run(values);
            explained[at] = child;
            if (child.result) some = true;
            else every = false;
          }
          result = isAll ? every : some;
          decided = isAll ? !every : some;
        }
        return named(isAll ? { priority, all: explained, result } : { priority, any: explained, result });
      },
    };
  }

  private comparison({ source, fact, decorators, operator, value }: CompareNode): Printed {
    const more = extrasOf(source);
    const plain = Object.keys(more).length === 0;
    const base = { operator: source.operator as string, value: source.value, fact: source.fact as string };
    const left = this.fact(fact);
    const right = value.kind === 'fact' ? this.fact(value) : () => value.value;
    return {
      idle: () => ({ ...base, ...more }),
      run: (values) => {
        const valueResult = right(values);
        const factResult = left(values);
        const made = { operator: base.operator, value: base.value, fact: base.fact, factResult, valueResult, result: comparesTo(decorators, 0, operator, factResult, valueResult) };
        return plain ? made : Object.assign(made, more);
      },
    };
  }

  private fact({ fact, steps }: FactNode): (values: Values) => unknown {
    const name = this.tree.factNames[fact]!;
    const { allowUndefinedFacts } = this.tree;
    return (values) => {
      const value = values[fact];
      if (value === ruleSetRuntime.absentFact) {
        if (allowUndefinedFacts) return undefined;
        throw new MissingFact(name);
      }
      return steps ? valueAtPath(value, steps) : value;
    };
  }
}
