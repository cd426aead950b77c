import type { FeelScope, FeelType } from '../feel/feel-type.js';
import type { Dependencies } from './node-kind.js';

/**
 * Prints a node as columns of a ClickHouse SELECT. Each node is one layer over the layers before: a row passes every layer, and a node
 * acts only on rows that reached it.
 */
export interface SqlNodePrinter {
  readonly nodeId: string;
  readonly scope: FeelScope;
  readonly dependencies: Dependencies;
  /** FEEL source as a ClickHouse expression over the present columns. A part that has no SQL is refused by `refuse`. */
  expression(source: string): string;
  /** Type of a FEEL source. */
  typeOf(source: string): FeelType;
  /** FEEL source as UInt8: 1 only where the value is true. */
  condition(source: string): string;
  read(name: string): string;
  /** The rows that reached the node get a new value of a name. */
  assign(name: string, sql: string, type: FeelType): void;
  /** Rows leave by the first of these ways whose condition (UInt8 expression) holds; the last needs none. */
  leave(ways: readonly { port: string; when?: string }[]): void;
  /** Adds a reason code (expression of a Nullable(String); null adds nothing). */
  reason(sql: string): void;
  /** Adds reason codes (expression of an Array of String or Nullable(String)). */
  reasons(sql: string): void;
  /** Sets a part of the outcome: decision, action, channel (Nullable(String) expressions) or terms (a String of JSON, '' for none). */
  outcome(part: 'decision' | 'action' | 'channel' | 'terms', sql: string): void;
  /** Rows that reached the node and for which the condition (UInt8 expression) holds end without an answer. */
  fail(when: string, code: string, message: string): void;
  /** Keeps an expression as a column of its own where it is used more than once; the column's name. */
  column(sql: string): string;
  /** A typed literal. */
  literal(value: unknown, type: FeelType): string;
  /** Says that this node cannot be pushed down, and why. */
  refuse(message: string): never;
}
