import type { FeelType } from '../feel-type.js';

/** Place in the source: offsets in UTF-16 units, the end not included. */
export interface FeelPlace {
  readonly start: number;
  readonly end: number;
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '**';

export interface FeelIterator extends FeelPlace {
  readonly name: string;
  readonly domain: FeelNode;
}

type Shape =
  | { readonly kind: 'null' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** `@"2020-01-01"` */
  | { readonly kind: 'at'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  /** `?`, the value under test. */
  | { readonly kind: 'input' }
  | { readonly kind: 'negate'; readonly value: FeelNode }
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: FeelNode; readonly right: FeelNode }
  | { readonly kind: 'comparison'; readonly operator: ComparisonOperator; readonly left: FeelNode; readonly right: FeelNode }
  | { readonly kind: 'and' | 'or'; readonly left: FeelNode; readonly right: FeelNode }
  | { readonly kind: 'between'; readonly value: FeelNode; readonly low: FeelNode; readonly high: FeelNode }
  | { readonly kind: 'in'; readonly value: FeelNode; readonly tests: readonly FeelNode[] }
  | { readonly kind: 'instance of'; readonly value: FeelNode; readonly type: FeelType }
  | { readonly kind: 'if'; readonly condition: FeelNode; readonly then: FeelNode; readonly otherwise: FeelNode }
  | { readonly kind: 'for'; readonly iterators: readonly FeelIterator[]; readonly body: FeelNode }
  | { readonly kind: 'some' | 'every'; readonly iterators: readonly FeelIterator[]; readonly body: FeelNode }
  /** `1..10` behind `in` of a for. */
  | { readonly kind: 'span'; readonly low: FeelNode; readonly high: FeelNode }
  | { readonly kind: 'filter'; readonly value: FeelNode; readonly condition: FeelNode }
  | { readonly kind: 'path'; readonly value: FeelNode; readonly name: string }
  | { readonly kind: 'call'; readonly callee: FeelNode; readonly arguments: readonly FeelNode[]; readonly names?: readonly string[] }
  | { readonly kind: 'function'; readonly parameters: readonly { readonly name: string; readonly type?: FeelType }[]; readonly body: FeelNode; readonly external: boolean }
  | { readonly kind: 'list'; readonly items: readonly FeelNode[] }
  | { readonly kind: 'context'; readonly entries: readonly { readonly key: string; readonly value: FeelNode; readonly place: FeelPlace }[] }
  | { readonly kind: 'range'; readonly low: FeelNode; readonly high: FeelNode; readonly lowIncluded: boolean; readonly highIncluded: boolean }
  /** `< 5`: a test of `?`, or a range as a value where it stands in parentheses. */
  | { readonly kind: 'test'; readonly operator: ComparisonOperator; readonly value: FeelNode; readonly asValue: boolean }
  /** Unary tests: true where one of them holds; `negated`: where none does. Without tests (`-`) always true. */
  | { readonly kind: 'tests'; readonly tests: readonly FeelNode[]; readonly negated: boolean };

/** A part of an expression, with its exact place in the source. */
export type FeelNode = Shape & FeelPlace;
export type FeelNodeOf<K extends FeelNode['kind']> = Extract<FeelNode, { kind: K }>;

/** Direct children in the order of the source. */
export function childrenOf(node: FeelNode): readonly FeelNode[] {
  switch (node.kind) {
    case 'negate': case 'instance of': case 'path': case 'test':
      return [node.value];
    case 'arithmetic': case 'comparison': case 'and': case 'or':
      return [node.left, node.right];
    case 'between':
      return [node.value, node.low, node.high];
    case 'in':
      return [node.value, ...node.tests];
    case 'if':
      return [node.condition, node.then, node.otherwise];
    case 'for': case 'some': case 'every':
      return [...node.iterators.map((i) => i.domain), node.body];
    case 'span': case 'range':
      return [node.low, node.high];
    case 'filter':
      return [node.value, node.condition];
    case 'call':
      return [node.callee, ...node.arguments];
    case 'function':
      return [node.body];
    case 'list':
      return node.items;
    case 'context':
      return node.entries.map((e) => e.value);
    case 'tests':
      return node.tests;
    default:
      return [];
  }
}
