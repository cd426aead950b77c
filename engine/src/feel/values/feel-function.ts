import type { FeelType } from '../feel-type.js';
import { FeelObject } from './feel-object.js';

const any: FeelType = { kind: 'any' };

/** A function as a value: of the expression, a built-in one, or one that the host supplies (a business knowledge model, a decision service). */
export class FeelFunction extends FeelObject {
  readonly type: Extract<FeelType, { kind: 'function' }>;
  /**
   * @param parameters names in order; with types where they are declared
   * @param invoke takes exactly as many arguments as there are parameters, unless `variable`
   * @param variable takes any number of arguments and judges them itself (built-in functions)
   */
  constructor(
    readonly parameters: readonly { name: string; type?: FeelType }[],
    readonly invoke: (...values: unknown[]) => unknown,
    result: FeelType = any,
    readonly variable = false,
  ) {
    super();
    this.type = { kind: 'function', parameters: parameters.map(({ name, type }) => ({ name, type: type ?? any })), result };
  }

  toString(): string {
    return `function(${this.parameters.map((p) => p.name).join(', ')})`;
  }

  override toJSON(): unknown {
    return null;
  }
}
