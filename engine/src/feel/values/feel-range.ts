import { FeelObject } from './feel-object.js';

export type RangeOperator = '<' | '<=' | '>' | '>=' | '=';

/** Values between two ends, or on one side of an end where it was written with an operator, as in `(< 5)`. Nothing is known of an end that is null otherwise. */
export class FeelRange extends FeelObject {
  constructor(readonly low: unknown, readonly high: unknown, readonly lowIncluded: boolean, readonly highIncluded: boolean, readonly operator: RangeOperator | null = null) {
    super();
  }

  toString(): string {
    return this.print(String);
  }

  /** The range as FEEL writes it, with its ends as `text` gives them. */
  print(text: (value: unknown) => string): string {
    if (this.operator !== null) return `(${this.operator} ${text(this.low ?? this.high)})`;
    return `${this.lowIncluded ? '[' : '('}${text(this.low)}..${text(this.high)}${this.highIncluded ? ']' : ')'}`;
  }
}
