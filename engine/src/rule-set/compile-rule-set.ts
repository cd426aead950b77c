import type { Fault, Result } from '@arbiter/contracts';
import { checkRuleSet } from './check-rule-set.js';
import { functionFromCode } from './function-from-code.js';
import { valueAtPath } from './json-path.js';
import { codeParameters, isNumeric, printRules } from './print-rule-set.js';
import type { ConditionNode, FactNode, RuleNode, RuleSetTree } from './tree.js';

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
      hits: Uint8Array;
      /** Events of the rules that matched, greatest priority first, then in order of declaration. Shared and frozen. */
      events: CompiledEvent[];
      /** Events of the rules that did not match, in the same order. */
      readonly failureEvents: CompiledEvent[];
    }
  | { ok: false; error: EvaluationError };

export interface CompiledRuleSet {
  /** Evaluates the rules over facts that are already known. Keeps no state between calls. */
  run(facts: Facts): RuleSetOutcome;
  /** Facts that the rules can ask for. */
  readonly factNames: readonly string[];
  /** Place in the document of the rule at each position of `hits`. */
  readonly ruleIndexes: readonly number[];
}

type Chunk = (facts: Facts, hits: Uint8Array) => boolean;

class MissingFact extends Error {
  constructor(readonly fact: string) {
    super(`The fact "${fact}" is not there; pass it, or set options.allowUndefinedFacts`);
  }
}

const chunkRules = 200;
const chunkConditions = 4000;
const absent = Symbol('absent');

/** Checks a rule set and compiles it to a synchronous function. Errors: the faults of the check. */
export function compileRuleSet(document: unknown): Result<CompiledRuleSet, Fault[]> {
  const checked = checkRuleSet(document);
  return checked.ok ? { ok: true, value: compileTree(checked.value) } : checked;
}

/** Compiles a tree that the check has made. */
export function compileTree(tree: RuleSetTree): CompiledRuleSet {
  const groups = chunksOf(tree.rules);
  const make = (strict: boolean): Chunk[] => groups.map((rules) => makeChunk(tree, rules, strict));
  const quick = make(false);
  let strict: Chunk[] | undefined;
  const events = tree.rules.map((rule) => deepFreeze(rule.event));

  const evaluate = (facts: Facts, hits: Uint8Array): void => {
    for (const chunk of quick) {
      if (chunk(facts, hits)) continue;
      // A fact is missing: only the strict form knows whether it is really asked for.
      strict ??= make(true);
      for (const each of strict) each(facts, hits);
      return;
    }
  };

  return {
    factNames: tree.factNames,
    ruleIndexes: tree.rules.map((rule) => rule.index),
    run(facts) {
      const hits = new Uint8Array(events.length);
      try {
        evaluate(facts, hits);
        const actual = tree.replaceFactsInEventParams ? tree.rules.map((rule) => withFacts(rule, tree, facts)) : events;
        return new Matches(hits, actual);
      } catch (error) {
        if (error instanceof MissingFact) return { ok: false, error: { code: 'fact-missing', fact: error.fact, message: error.message } };
        return { ok: false, error: { code: 'evaluation-failed', message: error instanceof Error ? error.message : String(error) } };
      }
    },
  };
}

/** The usual answer. The events of rules that did not match are gathered only if somebody asks. */
class Matches {
  readonly ok = true as const;
  readonly events: CompiledEvent[] = [];

  constructor(readonly hits: Uint8Array, private readonly all: readonly CompiledEvent[]) {
    for (let i = 0; i < hits.length; i += 1) if (hits[i] === 1) this.events.push(all[i]!);
  }

  get failureEvents(): CompiledEvent[] {
    return this.all.filter((_, i) => this.hits[i] === 0);
  }
}

function makeChunk(tree: RuleSetTree, rules: readonly { node: RuleNode; place: number }[], strict: boolean): Chunk {
  const { body, names, constants, paths } = printRules(tree, rules, strict);
  const missing = (fact: number): never => {
    throw new MissingFact(tree.factNames[fact]!);
  };
  // Names as keys of an object are shared by the engine, which makes reading a fact by name quick.
  const keys = names.map((name) => Object.keys({ [name]: 0 })[0]);
  return functionFromCode<Chunk>(codeParameters, body, keys, constants, paths, valueAtPath, isNumeric, missing, absent);
}

/** Engines optimise functions of a moderate size only, so the rules are spread over several. */
function chunksOf(rules: readonly RuleNode[]): { node: RuleNode; place: number }[][] {
  const chunks: { node: RuleNode; place: number }[][] = [];
  let size = Number.POSITIVE_INFINITY;
  rules.forEach((node, place) => {
    const cost = sizeOf(node.root);
    const last = chunks.at(-1);
    if (last && last.length < chunkRules && size + cost <= chunkConditions) {
      last.push({ node, place });
      size += cost;
    } else {
      chunks.push([{ node, place }]);
      size = cost;
    }
  });
  return chunks;
}

function sizeOf(node: ConditionNode): number {
  if (node.kind === 'compare') return 1;
  if (node.kind === 'not') return 1 + sizeOf(node.child);
  return node.sets.reduce((sum, set) => sum + set.reduce((inner, child) => inner + sizeOf(child), 0), 1);
}

function withFacts(rule: RuleNode, tree: RuleSetTree, facts: Facts): CompiledEvent {
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
