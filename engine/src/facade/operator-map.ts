import { defaultDecorators, defaultOperators } from './default-operators.js';
import { Operator, OperatorDecorator, type OperatorDecoratorEvaluator, type OperatorEvaluator } from './operator.js';

/** Operators and decorators by name; decorated operators are made when they are first asked for. */
export class OperatorMap {
  private readonly operators = new Map<string, Operator>(defaultOperators.map((operator) => [operator.name, operator]));
  private readonly decorators = new Map<string, OperatorDecorator>(defaultDecorators.map((decorator) => [decorator.name, decorator]));
  private made = new Map<string, Operator>();
  /** False once a name that every engine knows means something else: then nothing is compiled. */
  standard = true;

  addOperator(operatorOrName: Operator | string, evaluator?: OperatorEvaluator): void {
    const operator = operatorOrName instanceof Operator ? operatorOrName : new Operator(operatorOrName, evaluator!);
    this.changed(operator.name);
    this.operators.set(operator.name, operator);
  }

  removeOperator(operatorOrName: Operator | string): boolean {
    const name = operatorOrName instanceof Operator ? operatorOrName.name : operatorOrName;
    this.changed(name);
    return this.operators.delete(name);
  }

  addOperatorDecorator(decoratorOrName: OperatorDecorator | string, evaluator?: OperatorDecoratorEvaluator): void {
    const decorator = decoratorOrName instanceof OperatorDecorator ? decoratorOrName : new OperatorDecorator(decoratorOrName, evaluator!);
    this.changed(decorator.name);
    this.decorators.set(decorator.name, decorator);
  }

  removeOperatorDecorator(decoratorOrName: OperatorDecorator | string): boolean {
    const name = decoratorOrName instanceof OperatorDecorator ? decoratorOrName.name : decoratorOrName;
    this.changed(name);
    return this.decorators.delete(name);
  }

  /** The operator of a name such as `not:someFact:equal`; null where a part of it is not known. */
  get(name: string): Operator | null {
    const known = this.operators.get(name) ?? this.made.get(name);
    if (known) return known;
    const colon = name.indexOf(':');
    const decorator = colon > 0 ? this.decorators.get(name.slice(0, colon)) : undefined;
    const inner = decorator && this.get(name.slice(colon + 1));
    if (!decorator || !inner) return null;
    const operator = decorator.decorate(inner) as Operator;
    this.made.set(name, operator);
    return operator;
  }

  private changed(name: string): void {
    this.made = new Map();
    if (name.includes(':') || defaultOperators.some((known) => known.name === name) || defaultDecorators.some((known) => known.name === name)) this.standard = false;
  }
}
