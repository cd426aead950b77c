import { checkRuleSet } from '../rule-set/check-rule-set.js';
import { makeEvaluation } from '../rule-set/compile-rule-set.js';
import type { RuleSetTree } from '../rule-set/tree.js';
import type { Engine } from './engine.js';
import type { QuickPlan } from './quick-run.js';
import type { Rule } from './rule.js';

/** Rules of one priority. Places in `compiled` are by position in `fast`; the others are evaluated one by one. */
export interface PlannedSet {
  rules: readonly Rule[];
  /** For each rule its place among the compiled ones, or -1. */
  places: readonly number[];
  words: number;
  compiled: ((facts: Readonly<Record<string, unknown>>, bits: number[]) => void) | undefined;
}

/** `quick` is there where every rule compiles. */
export interface Plan { sets: PlannedSet[]; quick: QuickPlan | undefined }

/**
 * Splits an engine's rules into those that compile (operators of the standard, paths that are read, facts that are known beforehand) and the
 * rest. `slow` names facts that must be worked out or waited for.
 */
export function planRules(engine: Engine, slow: ReadonlySet<string>): Plan {
  const sets = engine.prioritizeRules();
  const rules = sets.flat();
  const tree = engine.operators.standard && !engine.pathResolver ? compilableTree(engine, rules) : undefined;
  const byRule = new Map(tree?.tree.rules.map((node) => [tree.kept[node.index]!, node]));
  const usable = tree && factsByRule(tree.tree);
  const planned = sets.map((set): PlannedSet => {
    const places: number[] = [];
    const nodes: RuleSetTree['rules'] = [];
    for (const rule of set) {
      const node = byRule.get(rule);
      const compiles = node !== undefined && !usable!.get(node)!.some((name) => slow.has(name));
      places.push(compiles ? nodes.push(node) - 1 : -1);
    }
    return { rules: set, places, words: Math.ceil(nodes.length / 32), compiled: nodes.length > 0 ? compiledLater({ ...tree!.tree, rules: nodes }) : undefined };
  });
  const all = tree !== undefined && planned.every(({ places }) => places.every((place) => place >= 0));
  return { sets: planned, quick: all ? { rules, words: Math.ceil(rules.length / 32), evaluate: makeEvaluation(tree.tree) } : undefined };
}

/** Compiles when it is first called: most engines use one form alone. */
function compiledLater(tree: RuleSetTree): NonNullable<PlannedSet['compiled']> {
  let made: PlannedSet['compiled'];
  return (facts, bits) => (made ??= makeEvaluation(tree))(facts, bits);
}

/** The rules that the check passes, as a tree. */
function compilableTree(engine: Engine, rules: readonly Rule[]): { tree: RuleSetTree; kept: readonly Rule[] } | undefined {
  const conditions = Object.fromEntries([...engine.conditions].map(([name, condition]) => [name, condition.toJSON(false)]));
  const factPriority = (name: string): number | undefined => engine.getFact(name)?.priority;
  let kept = rules.filter((rule) => rule.conditions !== undefined);
  // A fault of one rule leaves the others; a second look finds what a cap on faults has hidden.
  for (let look = 0; look < 20; look += 1) {
    const document = {
      rules: kept.map((rule) => ({ conditions: rule.conditions.toJSON(false), event: { type: 'matched' } })),
      conditions,
      options: { allowUndefinedFacts: engine.allowUndefinedFacts, allowUndefinedConditions: engine.allowUndefinedConditions },
    };
    const checked = checkRuleSet(document, { factPriority });
    if (checked.ok) return { tree: checked.value, kept };
    const faulty = new Set(checked.error.map(({ path }) => /^\/rules\/(\d+)/.exec(path)?.[1]));
    if (faulty.has(undefined)) return undefined;
    kept = kept.filter((_, i) => !faulty.has(String(i)));
  }
  return undefined;
}

function factsByRule(tree: RuleSetTree): Map<RuleSetTree['rules'][number], string[]> {
  return new Map(tree.rules.map((rule) => {
    const names = new Set<string>();
    const visit = (node: RuleSetTree['rules'][number]['root']): void => {
      if (node.kind === 'not') visit(node.child);
      else if (node.kind === 'compare') for (const side of [node.fact, node.value]) side.kind === 'fact' && names.add(tree.factNames[side.fact]!);
      else if (node.kind !== 'never') node.children.forEach(visit);
    };
    visit(rule.root);
    return [rule, [...names]];
  }));
}
