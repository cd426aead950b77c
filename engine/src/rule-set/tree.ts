import type { PathStep } from './json-path.js';

/** What the compiler reads: a validated rule set without names to resolve. Built by the check only. */
export interface RuleSetTree {
  rules: RuleNode[];
  /** Distinct fact names, in order of first use; nodes refer to them by index. */
  factNames: string[];
  allowUndefinedFacts: boolean;
  replaceFactsInEventParams: boolean;
}

export interface RuleNode {
  /** Place in the document. */
  index: number;
  root: ConditionNode;
  priority: number;
  name?: string | number;
  event: { type: string; params?: Record<string, unknown> };
  /** Top-level event params that are to be replaced by facts. */
  replacements: { key: string; value: FactNode }[];
}

export interface FactNode {
  kind: 'fact';
  fact: number;
  steps: PathStep[] | undefined;
}

export type ValueNode = FactNode | { kind: 'literal'; value: unknown };

/** What a condition carries besides its meaning, for explanations and faults. */
export interface Labels {
  /** JSON pointer of the condition in the document. */
  path: string;
  /** The condition's own JSON. */
  source: Readonly<Record<string, unknown>>;
  /** The reference through which a shared condition came here, while it is not followed. */
  reference?: Readonly<Record<string, unknown>>;
}

export type GroupNode = { kind: 'all' | 'any'; sets: ConditionNode[][]; children: ConditionNode[] } & Labels;
export type CompareNode = { kind: 'compare'; fact: FactNode; decorators: Decorator[]; operator: BaseOperator; value: ValueNode } & Labels;
export type ConditionNode =
  | GroupNode
  | ({ kind: 'not'; child: ConditionNode } & Labels)
  | CompareNode
  /** A reference to a shared condition that is not there, where that is allowed: false. */
  | ({ kind: 'never' } & Labels);

export const baseOperators = ['equal', 'notEqual', 'in', 'notIn', 'contains', 'doesNotContain', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const;
export type BaseOperator = (typeof baseOperators)[number];
export const decorators = ['someFact', 'someValue', 'everyFact', 'everyValue', 'swap', 'not'] as const;
export type Decorator = (typeof decorators)[number];
