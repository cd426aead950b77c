import type { FeelType } from '../feel-type.js';
import { FeelStop } from './feel-fault.js';
import type { ArithmeticOperator, ComparisonOperator, FeelIterator, FeelNode } from './feel-node.js';
import { KnownNames } from './known-names.js';
import { ParserState } from './parser-state.js';
import { parseType } from './parse-type.js';

const reserved = new Set(['if', 'then', 'else', 'for', 'in', 'return', 'some', 'every', 'satisfies', 'and', 'or', 'between', 'instance', 'function']);
const comparisons = ['<=', '>=', '!=', '=', '<', '>'] as const;

/** Precedence parser of FEEL (DMN 1.5, chapter 10.3.1.2). */
export class Parser extends ParserState {
  expressionDialect(): FeelNode {
    const node = this.expression();
    if (!this.scanner.done) this.scanner.unexpected('the end of the expression');
    return node;
  }

  unaryTestsDialect(): FeelNode {
    const { scanner } = this;
    scanner.skip();
    const start = scanner.at;
    if (scanner.peek('-')) {
      scanner.take('-');
      if (scanner.done) return this.make(start, { kind: 'tests', tests: [], negated: false });
      scanner.at = start;
    }
    if (scanner.takeWord('not') && scanner.take('(')) {
      try {
        const tests = this.tests();
        if (scanner.take(')') && scanner.done) return this.make(start, { kind: 'tests', tests, negated: true });
      } catch (error) {
        if (!(error instanceof FeelStop) || error.fault.code === 'feel-too-deep') throw error;
      }
      this.restart(start);
    }
    scanner.at = start;
    const tests = this.tests();
    if (!scanner.done) scanner.unexpected('a comma or the end of the tests');
    return this.make(start, { kind: 'tests', tests, negated: false });
  }

  private tests(): FeelNode[] {
    const tests = [this.test()];
    while (this.scanner.take(',')) tests.push(this.test());
    return tests;
  }

  private test(): FeelNode {
    const start = this.here();
    const operator = comparisons.find((symbol) => this.scanner.take(symbol));
    return operator ? this.make(start, { kind: 'test', operator, value: this.additive(), asValue: false }) : this.expression();
  }

  expression(): FeelNode {
    return this.nested(() => this.disjunction());
  }

  private disjunction(): FeelNode {
    const start = this.here();
    let left = this.conjunction();
    while (this.scanner.takeWord('or')) left = this.make(start, { kind: 'or', left, right: this.conjunction() });
    return left;
  }

  private conjunction(): FeelNode {
    const start = this.here();
    let left = this.comparison();
    while (this.scanner.takeWord('and')) left = this.make(start, { kind: 'and', left, right: this.comparison() });
    return left;
  }

  private comparison(): FeelNode {
    const { scanner } = this;
    const start = this.here();
    let left = this.additive();
    for (;;) {
      const operator: ComparisonOperator | undefined = comparisons.find((symbol) => scanner.take(symbol));
      if (operator) left = this.make(start, { kind: 'comparison', operator, left, right: this.additive() });
      else if (scanner.takeWord('between')) {
        const low = this.additive();
        if (!scanner.takeWord('and')) scanner.unexpected('"and" of between');
        left = this.make(start, { kind: 'between', value: left, low, high: this.additive() });
      } else if (scanner.takeWord('in')) left = this.make(start, { kind: 'in', value: left, tests: this.inTests() });
      else return left;
    }
  }

  private inTests(): FeelNode[] {
    const { scanner } = this;
    const start = this.here();
    const operator = comparisons.find((symbol) => scanner.take(symbol));
    if (operator) return [this.make(start, { kind: 'test', operator, value: this.additive(), asValue: false })];
    if (!scanner.take('(')) return [this.additive()];
    const tests = this.nested(() => this.tests());
    if (tests.length === 1 && scanner.take('..')) return [this.range(start, tests[0]!, false)];
    scanner.expect(')', 'after the tests');
    return tests;
  }

  private additive(): FeelNode {
    const start = this.here();
    let left = this.multiplicative();
    for (;;) {
      const operator = (['+', '-'] as const).find((symbol) => this.scanner.take(symbol));
      if (!operator) return left;
      left = this.arithmetic(start, operator, left, this.multiplicative());
    }
  }

  private multiplicative(): FeelNode {
    const start = this.here();
    let left = this.power();
    for (;;) {
      if (this.scanner.peek('**')) return left;
      const operator = (['*', '/'] as const).find((symbol) => this.scanner.take(symbol));
      if (!operator) return left;
      left = this.arithmetic(start, operator, left, this.power());
    }
  }

  private power(): FeelNode {
    const start = this.here();
    let left = this.unary();
    while (this.scanner.take('**')) left = this.arithmetic(start, '**', left, this.unary());
    return left;
  }

  private arithmetic(start: number, operator: ArithmeticOperator, left: FeelNode, right: FeelNode): FeelNode {
    return this.make(start, { kind: 'arithmetic', operator, left, right });
  }

  private unary(): FeelNode {
    const start = this.here();
    if (this.scanner.take('-')) {
      const value = this.nested(() => this.unary());
      return this.make(start, value.kind === 'number' ? { kind: 'number', value: -value.value } : { kind: 'negate', value });
    }
    let value = this.postfix(this.primary(), start);
    while (this.scanner.peekWord('instance')) {
      this.scanner.takeWord('instance');
      if (!this.scanner.takeWord('of')) this.scanner.unexpected('"of" after "instance"');
      value = this.make(start, { kind: 'instance of', value, type: parseType(this.scanner, this.names.types) });
    }
    return value;
  }

  private postfix(first: FeelNode, start: number): FeelNode {
    const { scanner } = this;
    let value = first;
    for (;;) {
      if (scanner.peek('.') && !scanner.peek('..')) {
        scanner.take('.');
        scanner.skip();
        const known = this.names.members.longest(scanner, scanner.at);
        const word = known ? scanner.source.slice(scanner.at, known.end) : scanner.wordAt(scanner.at);
        if (!word) scanner.unexpected('the name of a field');
        scanner.at += word.length;
        value = this.make(start, { kind: 'path', value, name: known?.name ?? word });
      } else if (scanner.peek('[') && !(this.rangeEnd === this.nesting && this.closesRange(first))) {
        scanner.take('[');
        this.filters += 1;
        const condition = this.within(new KnownNames(['item']), () => this.expression());
        this.filters -= 1;
        scanner.expect(']', 'after the filter');
        value = this.make(start, { kind: 'filter', value, condition });
      } else if (scanner.take('(')) value = this.call(start, value);
      else return value;
    }
  }

  private call(start: number, callee: FeelNode): FeelNode {
    const { scanner } = this;
    const values: FeelNode[] = [];
    const names: string[] = [];
    if (!scanner.take(')')) {
      do {
        const name = this.nameBefore([':']);
        if (name !== null) {
          scanner.expect(':', 'after the name of the argument');
          names.push(name);
        }
        if ((names.length > 0) !== (name !== null) ) scanner.stop(this.here(), this.here() + 1, 'feel-syntax', 'Arguments are given either all by name or all by place.');
        values.push(this.expression());
        if (name !== null && names.length !== values.length) scanner.stop(this.here(), this.here() + 1, 'feel-syntax', 'Arguments are given either all by name or all by place.');
      } while (scanner.take(','));
      scanner.expect(')', 'after the arguments');
    }
    return this.make(start, names.length > 0 ? { kind: 'call', callee, arguments: values, names } : { kind: 'call', callee, arguments: values });
  }

  private primary(): FeelNode {
    const { scanner } = this;
    const start = this.here();
    const number = scanner.number();
    if (number !== null) {
      if (!Number.isFinite(number)) scanner.stop(start, scanner.at, 'feel-number', `The number ${scanner.source.slice(start, scanner.at)} is larger than numbers can be (1.8e308).`);
      return this.make(start, { kind: 'number', value: number });
    }
    const text = scanner.string();
    if (text !== null) return this.make(start, { kind: 'string', value: text });
    if (scanner.take('@')) {
      const at = scanner.string();
      if (at === null) return scanner.unexpected('a text in double quotes after @');
      return this.make(start, { kind: 'at', text: at });
    }
    if (scanner.take('?')) return this.make(start, { kind: 'input' });
    if (scanner.take('(')) return this.parenthesis(start);
    if (scanner.take('[')) return this.listOrRange(start);
    if (scanner.take('{')) return this.nested(() => this.context(start));
    if (scanner.take(']')) {
      const low = this.expression();
      scanner.expect('..', 'between the ends of a range');
      return this.range(start, low, false);
    }
    return this.nameOrKeyword(start);
  }

  private parenthesis(start: number): FeelNode {
    const { scanner } = this;
    const operator = comparisons.find((symbol) => scanner.take(symbol));
    if (operator) {
      const value = this.nested(() => this.additive());
      scanner.expect(')', 'after the end of the range');
      return this.make(start, { kind: 'test', operator, value, asValue: true });
    }
    const node = this.expression();
    if (scanner.take('..')) return this.range(start, node, false);
    scanner.expect(')', 'to close the parenthesis');
    return node;
  }

  private range(start: number, low: FeelNode, lowIncluded: boolean): FeelNode {
    const { scanner } = this;
    const outer = this.rangeEnd;
    this.rangeEnd = this.nesting + 1;
    const high = this.nested(() => this.additive());
    this.rangeEnd = outer;
    const highIncluded = scanner.take(']');
    if (!highIncluded && !scanner.take(')') && !scanner.take('[')) scanner.unexpected('"]" or ")" after the range');
    return this.make(start, { kind: 'range', low, high, lowIncluded, highIncluded });
  }

  private listOrRange(start: number): FeelNode {
    const { scanner } = this;
    const items: FeelNode[] = [];
    if (scanner.take(']')) return this.make(start, { kind: 'list', items });
    do {
      items.push(this.expression());
      if (items.length === 1 && scanner.take('..')) return this.range(start, items[0]!, true);
    } while (scanner.take(','));
    scanner.expect(']', 'to close the list');
    return this.make(start, { kind: 'list', items });
  }

  private context(start: number): FeelNode {
    const { scanner } = this;
    const entries: { key: string; value: FeelNode; place: { start: number; end: number } }[] = [];
    const locals = new KnownNames();
    if (!scanner.take('}')) {
      this.within(locals, () => {
        do {
          const from = this.here();
          const key = scanner.string() ?? this.nameBefore([':']);
          if (key === null) return scanner.unexpected('a key and a colon');
          const place = { start: from, end: scanner.at };
          scanner.expect(':', `after the key "${key}"`);
          entries.push({ key, value: this.expression(), place });
          locals.add(key);
          this.names.members.add(key);
        } while (scanner.take(','));
      });
      scanner.expect('}', 'to close the context');
    }
    return this.make(start, { kind: 'context', entries });
  }

  private nameOrKeyword(start: number): FeelNode {
    const { scanner } = this;
    const word = scanner.wordAt(start);
    if (!word) scanner.unexpected('an expression');
    const known = this.longest(start);
    if (!known || known.end <= start + word.length) {
      const keyword = this.keyword(start, word);
      if (keyword) return keyword;
    }
    scanner.at = known?.end ?? start + word.length;
    return this.make(start, { kind: 'name', name: known?.name ?? word });
  }

  private keyword(start: number, word: string): FeelNode | null {
    const { scanner } = this;
    const skip = (): void => void (scanner.at = start + word.length);
    switch (word) {
      case 'null':
        return skip(), this.make(start, { kind: 'null' });
      case 'true': case 'false':
        return skip(), this.make(start, { kind: 'boolean', value: word === 'true' });
      case 'if':
        return skip(), this.nested(() => this.conditional(start));
      case 'for':
        return skip(), this.nested(() => this.loop(start));
      case 'some': case 'every':
        return skip(), this.nested(() => this.quantified(start, word));
      case 'function':
        return skip(), this.nested(() => this.definition(start));
      default:
        if (reserved.has(word)) scanner.unexpected('an expression');
        return null;
    }
  }

  private conditional(start: number): FeelNode {
    const { scanner } = this;
    const condition = this.expression();
    if (!scanner.takeWord('then')) scanner.unexpected('"then"');
    const then = this.expression();
    if (!scanner.takeWord('else')) scanner.unexpected('"else"');
    return this.make(start, { kind: 'if', condition, then, otherwise: this.expression() });
  }

  private iterators(locals: KnownNames): FeelIterator[] {
    const { scanner } = this;
    const iterators: FeelIterator[] = [];
    do {
      const start = this.here();
      const name = this.nameBefore([], 'in');
      if (name === null || !scanner.takeWord('in')) return scanner.unexpected('a name and "in"');
      const from = this.here();
      let domain = this.expression();
      if (scanner.take('..')) domain = this.make(from, { kind: 'span', low: domain, high: this.expression() });
      iterators.push({ name, domain, start, end: scanner.at });
      locals.add(name);
    } while (scanner.take(','));
    return iterators;
  }

  private loop(start: number): FeelNode {
    const locals = new KnownNames();
    return this.within(locals, () => {
      const iterators = this.iterators(locals);
      if (!this.scanner.takeWord('return')) this.scanner.unexpected('"return"');
      locals.add('partial');
      return this.make(start, { kind: 'for', iterators, body: this.expression() });
    });
  }

  private quantified(start: number, kind: 'some' | 'every'): FeelNode {
    const locals = new KnownNames();
    return this.within(locals, () => {
      const iterators = this.iterators(locals);
      if (!this.scanner.takeWord('satisfies')) this.scanner.unexpected('"satisfies"');
      return this.make(start, { kind, iterators, body: this.expression() });
    });
  }

  private definition(start: number): FeelNode {
    const { scanner } = this;
    const parameters: { name: string; type?: FeelType }[] = [];
    const locals = new KnownNames();
    scanner.expect('(', 'after "function"');
    if (!scanner.take(')')) {
      do {
        const name = this.nameBefore([':', ',', ')']);
        if (name === null) return scanner.unexpected('the name of a parameter');
        parameters.push(scanner.take(':') ? { name, type: parseType(scanner, this.names.types) } : { name });
        locals.add(name);
      } while (scanner.take(','));
      scanner.expect(')', 'after the parameters');
    }
    if (scanner.take(':')) parseType(scanner, this.names.types);
    const external = scanner.takeWord('external');
    const body = this.within(locals, () => this.expression());
    return this.make(start, { kind: 'function', parameters, body, external });
  }
}
