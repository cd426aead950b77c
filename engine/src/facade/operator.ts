export type OperatorEvaluator<A = never, B = never> = (factValue: A, compareToValue: B) => unknown;

/** A comparison of a fact with a condition's value. */
export class Operator<A = never, B = never> {
  readonly name: string;

  constructor(name: string, readonly cb: OperatorEvaluator<A, B>, readonly factValueValidator: (factValue: A) => boolean = () => true) {
    this.name = String(name);
    if (!name) throw new Error('Missing operator name');
    if (typeof cb !== 'function') throw new Error('Missing operator callback');
  }

  evaluate(factValue: A, compareToValue: B): unknown {
    return this.factValueValidator(factValue) && this.cb(factValue, compareToValue);
  }
}

export type OperatorDecoratorEvaluator<A = never, B = never> = (factValue: A, compareToValue: B, next: OperatorEvaluator<unknown, unknown>) => unknown;

/** Changes how an operator is applied, as in `everyFact:lessThan`. */
export class OperatorDecorator<A = never, B = never> {
  readonly name: string;

  constructor(name: string, readonly cb: OperatorDecoratorEvaluator<A, B>, readonly factValueValidator: (factValue: A) => boolean = () => true) {
    this.name = String(name);
    if (!name) throw new Error('Missing decorator name');
    if (typeof cb !== 'function') throw new Error('Missing decorator callback');
  }

  decorate(operator: Operator): Operator<A, B> {
    const next = operator.evaluate.bind(operator) as OperatorEvaluator<unknown, unknown>;
    return new Operator<A, B>(`${this.name}:${operator.name}`, (factValue, value) => this.cb(factValue, value, next), this.factValueValidator);
  }
}
