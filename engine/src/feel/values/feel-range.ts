import { FeelObject } from './feel-object.js';

/** Values between two ends. An end that is null is unbounded. */
export class FeelRange extends FeelObject {
  constructor(readonly low: unknown, readonly high: unknown, readonly lowIncluded: boolean, readonly highIncluded: boolean, private readonly print: (value: unknown) => string = String) {
    super();
  }

  toString(): string {
    const low = this.low === null ? '' : this.print(this.low);
    const high = this.high === null ? '' : this.print(this.high);
    if (this.low === null && this.high !== null) return `(${this.highIncluded ? '<=' : '<'} ${high})`;
    if (this.high === null && this.low !== null) return `(${this.lowIncluded ? '>=' : '>'} ${low})`;
    return `${this.lowIncluded ? '[' : '('}${low}..${high}${this.highIncluded ? ']' : ')'}`;
  }
}
