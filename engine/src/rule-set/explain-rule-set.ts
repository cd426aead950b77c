import { comparesTo } from './compare-values.js';
import type { Facts } from './compile-rule-set.js';
import { valueAtPath } from './json-path.js';
import { MissingFact } from './rule-set-runtime.js';
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

type Explain = (facts: Facts) => ExplainedCondition & { result: boolean };
interface Printed { run: Explain; idle(): ExplainedCondition }

/** The rule set as a function that gives every rule with its explained conditions, greatest priority first. Throws where an evaluation has no answer. */
export function compileExplanation(tree: RuleSetTree, eventOf: (rule: RuleNode, facts: Facts) => ExplainedRule['event']): (facts: Facts) => ExplainedRule[] {
  const compiler = new ExplanationCompiler(tree);
  const rules = tree.rules.map((rule) => ({ rule, run: compiler.node(rule.root).run }));
  return (facts) =>
    rules.map(({ rule, run }) => {
      const conditions = run(facts);
      return { conditions, event: eventOf(rule, facts), priority: rule.priority, ...(rule.name === undefined ? {} : { name: rule.name }), index: rule.index, result: conditions.result };
    });
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
    const priority = Number.parseInt(String(node.source.priority), 10) || 1;
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
        run: (facts) => {
          const not = child.run(facts);
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
      run: (facts) => {
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
            const child = children[at]!.run(facts);
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
    const labels = labelsOf(source, source.priority);
    const more = { ...labels, ...(source.params ? { params: source.params } : {}), ...(source.path ? { path: source.path } : {}) };
    const plain = Object.keys(more).length === 0;
    const base = { operator: source.operator as string, value: source.value, fact: source.fact as string };
    const left = this.fact(fact);
    const right = value.kind === 'fact' ? this.fact(value) : () => value.value;
    return {
      idle: () => ({ ...base, ...more }),
      run: (facts) => {
        const valueResult = right(facts);
        const factResult = left(facts);
        const made = { operator: base.operator, value: base.value, fact: base.fact, factResult, valueResult, result: comparesTo(decorators, 0, operator, factResult, valueResult) };
        return plain ? made : Object.assign(made, more);
      },
    };
  }

  private fact({ fact, steps }: FactNode): (facts: Facts) => unknown {
    const name = this.tree.factNames[fact]!;
    const { allowUndefinedFacts } = this.tree;
    return (facts) => {
      if (!Object.hasOwn(facts, name)) {
        if (allowUndefinedFacts) return undefined;
        throw new MissingFact(name);
      }
      return steps ? valueAtPath(facts[name], steps) : facts[name];
    };
  }
}

const labelsOf = (source: Readonly<Record<string, unknown>>, priority: unknown): { priority?: unknown; name?: unknown } => ({ ...(priority ? { priority } : {}), ...(source.name ? { name: source.name } : {}) });
