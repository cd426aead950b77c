import type { Draw } from './generated-strategy.js';

/** Names by type that generated expressions read. */
export interface NamesByType {
  number: readonly string[];
  string: readonly string[];
  boolean: readonly string[];
  date: readonly string[];
  numbers: readonly string[];
  strings: readonly string[];
}

export const strangeNumbers = [0, -0, 1, -1, 2, 0.1, 0.3, -2.5, 18, 1e300, -1e300, 5e-324, 9_007_199_254_740_991, 9_007_199_254_740_992, 123_456.789];
export const strangeTexts = ['', 'a', 'ab', 'A', "o'neil", 'back\\slash', '"quoted"', 'Ёлка', 'ß', '😀', 'a😀b', 'line\nline', 'null', '%_', ' x ', '{p:String}', "'); DROP TABLE x; --"];
export const strangeDates = ['1900-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '2023-02-28', '2299-12-31', '2025-01-31'];

export const pick = <T>(draw: Draw, list: readonly T[]): T => list[draw(list.length)]!;
const numeral = (n: number): string => (Object.is(n, -0) ? '-0' : String(n));
const quote = (text: string): string => JSON.stringify(text);
const comparison = (draw: Draw): string => pick(draw, ['<', '<=', '>', '>=', '=', '!=']);

/** Random FEEL of every type. With `exotic`, now and then a part that has no SQL form. */
export class FeelMaker {
  constructor(private readonly draw: Draw, private readonly names: NamesByType, private readonly exotic: boolean) {}

  private rare(): boolean {
    return this.exotic && this.draw(12) === 0;
  }

  number(depth: number): string {
    const { draw } = this;
    if (this.rare()) return pick(draw, [() => `decimal(${this.number(0)}, 2)`, () => `(${this.number(0)} ** 2)`, () => `modulo(${this.number(0)}, 7)`, () => `count(split(${this.string(0)}, "a"))`])();
    if (depth <= 0) return draw(4) === 0 ? numeral(pick(draw, strangeNumbers)) : draw(3) === 0 ? String(draw(200) - 100) : pick(draw, this.names.number);
    const n = (): string => this.number(depth - 1);
    switch (draw(13)) {
      case 0: case 1: return `(${n()} ${pick(draw, ['+', '-', '*', '/'])} ${n()})`;
      case 2: return `(if ${this.boolean(depth - 1)} then ${n()} else ${n()})`;
      case 3: return `${pick(draw, ['abs', 'floor', 'ceiling', 'sqrt'])}(${n()})`;
      case 4: return `string length(${this.string(depth - 1)})`;
      case 5: return `${pick(draw, ['sum', 'min', 'max', 'mean', 'count'])}(${this.numbers(depth - 1)})`;
      case 6: return `${this.numbers(depth - 1)}[${pick(draw, ['1', '2', '-1'])}]`;
      case 7: return `${this.date(depth - 1)}${pick(draw, ['.year', '.month', '.day', '.weekday'])}`;
      case 8: return `(${this.date(0)} - ${this.date(0)}).days`;
      case 9: return `years and months duration(${this.date(0)}, ${this.date(0)})${pick(draw, ['.years', '.months'])}`;
      case 10: return `${pick(draw, ['max', 'min'])}(${n()}, ${n()})`;
      case 11: return `-(${n()})`;
      default: return this.number(0);
    }
  }

  string(depth: number): string {
    const { draw } = this;
    if (this.rare()) return pick(draw, [() => `string(${this.number(0)})`, () => `replace(${this.string(0)}, "a", "b")`])();
    if (depth <= 0) return draw(3) === 0 ? quote(pick(draw, strangeTexts)) : pick(draw, this.names.string);
    const s = (): string => this.string(depth - 1);
    switch (draw(9)) {
      case 0: case 1: return `(${s()} + ${s()})`;
      case 2: return `(if ${this.boolean(depth - 1)} then ${s()} else ${s()})`;
      case 3: return `substring(${s()}, ${pick(draw, ['1', '2', '-1'])}${pick(draw, ['', ', 1', ', 2'])})`;
      case 4: return `${pick(draw, ['upper case', 'lower case'])}(${s()})`;
      case 5: return `${pick(draw, ['substring before', 'substring after'])}(${s()}, ${s()})`;
      case 6: return `string(${pick(draw, [this.date(0), this.boolean(0)])})`;
      case 7: return `${this.strings(depth - 1)}[${pick(draw, ['1', '-1'])}]`;
      default: return `${pick(draw, ['day of week', 'month of year'])}(${this.date(0)})`;
    }
  }

  boolean(depth: number): string {
    const { draw } = this;
    if (this.rare()) return pick(draw, [() => `matches(${this.string(0)}, "^a+")`, () => `even(${this.number(0)})`, () => '(today() > @"2020-01-01")'])();
    if (depth <= 0) return draw(3) === 0 ? `(${pick(draw, this.names.number)} ${comparison(draw)} ${draw(100) - 50})` : draw(3) === 0 ? `(${pick(draw, this.names.string)} = ${quote(pick(draw, strangeTexts))})` : pick(draw, [...this.names.boolean, ...this.names.boolean, 'true', 'false']);
    const b = (): string => this.boolean(depth - 1);
    const n = (): string => this.number(depth - 1);
    switch (draw(13)) {
      case 0: return `(${n()} ${comparison(draw)} ${n()})`;
      case 1: return `(${this.string(depth - 1)} ${comparison(draw)} ${this.string(depth - 1)})`;
      case 2: return `(${this.date(depth - 1)} ${comparison(draw)} ${this.date(depth - 1)})`;
      case 3: case 4: return `(${b()} ${pick(draw, ['and', 'or'])} ${b()})`;
      case 5: return `not(${b()})`;
      case 6: return `(${n()} between ${n()} and ${n()})`;
      case 7: return `(${n()} in (${n()}, < ${n()}, ${pick(draw, ['[', '('])}${n()}..${n()}${pick(draw, [']', ')'])}))`;
      case 8: return draw(2) ? `(${this.string(depth - 1)} in ${this.strings(depth - 1)})` : `list contains(${this.numbers(depth - 1)}, ${draw(4) ? n() : 'null'})`;
      case 9: return `${pick(draw, ['contains', 'starts with', 'ends with'])}(${this.string(depth - 1)}, ${this.string(depth - 1)})`;
      case 10: return `(${pick(draw, [n(), this.string(depth - 1), this.date(depth - 1), b()])} ${pick(draw, ['=', '!='])} null)`;
      case 11: return `(${pick(draw, ['some', 'every'])} q in ${this.numbers(depth - 1)} satisfies q ${comparison(draw)} ${n()})`;
      default: return `(${b()} = ${b()})`;
    }
  }

  date(depth: number): string {
    const { draw } = this;
    if (depth <= 0) return draw(3) === 0 ? `@"${pick(draw, strangeDates)}"` : pick(draw, this.names.date);
    switch (draw(4)) {
      case 0: return `(if ${this.boolean(depth - 1)} then ${this.date(depth - 1)} else ${this.date(depth - 1)})`;
      case 1: return `(${draw(8) ? `@"${pick(draw, strangeDates.slice(1, 5))}"` : this.date(0)} ${pick(draw, ['+', '-'])} ${pick(draw, ['@"P1D"', '@"-P3D"', '@"P1M"', '@"-P13M"', '@"PT36H"', 'duration("P1Y")'])})`;
      default: return this.date(0);
    }
  }

  numbers(depth: number): string {
    const { draw } = this;
    const name = pick(draw, this.names.numbers);
    if (depth <= 0) return name;
    switch (draw(4)) {
      case 0: return `[${this.number(depth - 1)}, ${this.number(depth - 1)}, null]`;
      case 1: return `${name}[item ${comparison(draw)} ${this.number(depth - 1)}]`;
      case 2: return `(for q in ${name} return q * ${this.number(depth - 1)})`;
      default: return name;
    }
  }

  strings(depth: number): string {
    const { draw } = this;
    const name = pick(draw, this.names.strings);
    if (depth <= 0) return name;
    switch (draw(3)) {
      case 0: return `[${this.string(depth - 1)}, ${this.string(depth - 1)}]`;
      case 1: return `${name}[item != ${this.string(depth - 1)}]`;
      default: return name;
    }
  }

  /** A unary test of a cell. */
  test(kind: 'number' | 'string' | 'boolean'): string {
    const { draw } = this;
    if (draw(4) === 0) return '-';
    const literal = (): string => (kind === 'number' ? String(draw(60) - 30) : kind === 'string' ? quote(pick(draw, strangeTexts)) : pick(draw, ['true', 'false']));
    const one = (): string => {
      switch (draw(kind === 'number' ? 5 : 3)) {
        case 0: return literal();
        case 1: return 'null';
        case 2: return `!= ${literal()}`;
        case 3: return `${pick(draw, ['<', '<=', '>', '>='])} ${draw(4) ? literal() : pick(draw, this.names.number)}`;
        default: return `${pick(draw, ['[', '('])}${-draw(20)}..${draw(40)}${pick(draw, [']', ')'])}`;
      }
    };
    const tests = Array.from({ length: 1 + draw(3) }, one).join(', ');
    return draw(6) === 0 ? `not(${tests})` : tests;
  }
}
