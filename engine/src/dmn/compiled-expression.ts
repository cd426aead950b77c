import type { FeelScope, FeelType } from '../feel/feel-type.js';
import type { FeelContext } from '../feel/runtime/feel-context.js';
import type { DmnType, ValueTest } from './dmn-type.js';
import type { DmnExpression, UnaryTests } from './dmn-model.js';
import type { XmlPosition } from './read-xml.js';

/** Values of the names in reach; made without a prototype, so that every name is safe. */
export type Facts = Record<string, unknown>;

/** One call from outside: the world that expressions see, and what there is to tell of it. */
export interface Call {
  readonly x: FeelContext;
  /** Why something became null, for people. */
  note(message: string): void;
}

export type Run = (facts: Facts, call: Call) => unknown;

export interface CompiledExpression {
  readonly run: Run;
  readonly type: FeelType;
}

/** What the compilers of the kinds of expressions share. `where` names the element for people, such as `decision "Loan"`. */
export interface ExpressionCompiler {
  readonly where: string;
  fault(at: XmlPosition | undefined, code: string, message: string): void;
  typeOf(item: { typeRef?: string; at?: XmlPosition }): DmnType;
  /** FEEL text; null and a fault where it cannot be read. */
  feel(text: string, at: XmlPosition | undefined, scope: FeelScope): CompiledExpression;
  /** Unary tests of `?`; an expression of true or false. */
  tests(tests: UnaryTests, scope: FeelScope, input: FeelType): Run;
  valueTest(tests: UnaryTests, input: FeelType): ValueTest | undefined;
  compile(expression: DmnExpression, scope: FeelScope): CompiledExpression;
}

export const anyFeel: FeelType = { kind: 'any' };
export const nullRun: Run = () => null;

export function factsWith(facts: Facts, added: Iterable<readonly [string, unknown]>): Facts {
  const result = Object.assign(Object.create(null) as Facts, facts);
  for (const [name, value] of added) result[name] = value;
  return result;
}

export function scopeWith(scope: FeelScope, added: Iterable<readonly [string, FeelType]>): FeelScope {
  return new Map([...scope, ...added]);
}
