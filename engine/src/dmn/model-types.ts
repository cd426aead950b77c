import type { FeelType } from '../feel/feel-type.js';
import { anyType, builtInType, type DmnType, type ValueTest } from './dmn-type.js';
import type { DmnModel, InformationItem, ItemDefinition, UnaryTests } from './dmn-model.js';
import type { XmlPosition } from './read-xml.js';

export interface TypeFaults { fault(at: XmlPosition | undefined, code: string, message: string): void }

/** Compiles unary tests over a value of a type; undefined after a fault. */
export type CompileTests = (tests: UnaryTests, input: FeelType) => ValueTest | undefined;

/** Types of one model: built-in ones, its item definitions, and those of its imports as `import.name`. */
export class ModelTypes {
  /** Named types as FEEL's expressions read them. */
  readonly named = new Map<string, FeelType>();
  private readonly definitions = new Map<string, ItemDefinition>();
  private readonly made = new Map<string, DmnType>();
  private readonly making = new Set<string>();

  constructor(model: DmnModel, private readonly imported: ReadonlyMap<string, ModelTypes>, private readonly faults: TypeFaults, private readonly compileTests: CompileTests) {
    for (const definition of model.itemDefinitions) this.definitions.set(definition.name, definition);
    for (const definition of model.itemDefinitions) this.checkAlias(definition);
    for (const name of this.definitions.keys()) this.named.set(name, this.byName(name)?.feel ?? anyType.feel);
    for (const [prefix, types] of imported) for (const [name, feel] of types.named) this.named.set(prefix === '' ? name : `${prefix}.${name}`, feel);
  }

  /** The type of a variable or an expression; without a reference, any value. */
  of(item: { typeRef?: string; at?: XmlPosition }): DmnType {
    if (item.typeRef === undefined) return anyType;
    const type = this.byName(item.typeRef);
    if (!type) this.faults.fault(item.at, 'dmn-unknown-type', `There is no type ${JSON.stringify(item.typeRef)}; define it as an item definition or use number, string, boolean, date, time, date and time, a duration or Any`);
    return type ?? anyType;
  }

  private byName(name: string): DmnType | undefined {
    const known = this.made.get(name);
    if (known) return known;
    const definition = this.definitions.get(name);
    if (definition) return this.make(definition, name);
    const builtIn = builtInType(name);
    if (builtIn) return builtIn;
    for (const [prefix, types] of this.imported) {
      const inside = prefix === '' ? types.byName(name) : name.startsWith(`${prefix}.`) ? types.byName(name.slice(prefix.length + 1)) : undefined;
      if (inside) return inside;
    }
    return undefined;
  }

  private make(definition: ItemDefinition, name?: string): DmnType {
    if (name !== undefined) this.making.add(name);
    const element = this.element(definition);
    const type: DmnType = definition.isCollection ? { name: definition.name, feel: { kind: 'list', items: element.feel }, shape: { kind: 'list', items: () => element }, tests: this.tests(definition.typeConstraint, { kind: 'list', items: element.feel }) } : element;
    if (name !== undefined) {
      this.making.delete(name);
      this.made.set(name, type);
    }
    return type;
  }

  /** The type of a value, or of each element of a collection. */
  private element(definition: ItemDefinition): DmnType {
    const { functionItem, components, typeRef } = definition;
    let base: Omit<DmnType, 'tests'>;
    if (functionItem) {
      const result = this.reach(functionItem.outputTypeRef, functionItem.at);
      const feel: FeelType = {
        kind: 'function',
        parameters: functionItem.parameters.map((parameter: InformationItem) => ({ name: parameter.name, type: this.reach(parameter.typeRef, parameter.at).feel })),
        result: result.feel,
      };
      base = { name: definition.name, feel, shape: { kind: 'simple', feel }, result: () => result };
    } else if (components.length > 0) {
      const fields = new Map(components.map((component) => [component.name, this.make(component)]));
      base = {
        name: definition.name,
        feel: { kind: 'context', fields: fieldsOf([...fields].map(([name, type]) => [name, type.feel])), open: true },
        shape: { kind: 'context', fields: new Map([...fields].map(([name, type]) => [name, () => type])) },
      };
    } else {
      const same = this.reach(typeRef, definition.at);
      if (!definition.allowedValues && !definition.typeConstraint) return same;
      base = { name: definition.name, feel: same.feel, shape: { kind: 'same', as: () => same } };
    }
    return { ...base, tests: [...this.tests(definition.allowedValues, base.feel), ...(definition.isCollection ? [] : this.tests(definition.typeConstraint, base.feel))] };
  }

  /** A type by name, looked up late where it is being made around this place. */
  private reach(typeRef: string | undefined, at: XmlPosition | undefined): DmnType {
    if (typeRef !== undefined && this.making.has(typeRef)) return { name: typeRef, feel: anyType.feel, shape: { kind: 'same', as: () => this.byName(typeRef) ?? anyType }, tests: [] };
    return this.of({ ...(typeRef === undefined ? {} : { typeRef }), ...(at ? { at } : {}) });
  }

  private tests(tests: UnaryTests | undefined, input: FeelType): ValueTest[] {
    if (!tests || tests.text === '') return [];
    const compiled = this.compileTests(tests, input);
    return compiled ? [compiled] : [];
  }

  /** A definition that is nothing but another name may not lead back to itself. */
  private checkAlias(definition: ItemDefinition): void {
    const passed = new Set<string>();
    for (let next: ItemDefinition | undefined = definition; next; next = next.typeRef !== undefined && next.components.length === 0 && !next.functionItem ? this.definitions.get(next.typeRef) : undefined) {
      // A type that is named as a built-in one and refers to it is no cycle: `string` of strings with allowed values.
      if (passed.has(next.name)) {
        this.faults.fault(definition.at, 'dmn-type-cycle', `The type ${JSON.stringify(definition.name)} is defined by itself (${[...passed].slice(0, 10).join(' → ')} → ${next.name}); give it components or a built-in type`);
        this.definitions.delete(definition.name);
        return;
      }
      passed.add(next.name);
    }
  }
}

/** Fields by name, safe for names such as `__proto__`. */
export function fieldsOf(entries: readonly (readonly [string, FeelType])[]): Record<string, FeelType> {
  return Object.fromEntries(entries);
}
