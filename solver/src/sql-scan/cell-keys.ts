import type { FaultList } from '../problem/fault-list.js';
import { type Instance, packIds } from '../problem/instance.js';
import type { Membership, Problem } from '../problem/problem.js';
import { exactNumber, quoteName, textList } from './sql-text.js';
import { isNumeric, type SourceColumns } from './table-source.js';

/** An attribute of customers that limits filter on; a class for each value that some limit names, class 0 for all others and none. */
interface KeyedAttribute extends NamedValues {
  /** Factor of the class in the key. */
  factor: number;
}

/** The values of an attribute that limits name: texts, or numbers where the column holds numbers (`texts` is null then). */
export interface NamedValues {
  name: string;
  texts: string[] | null;
  numbers: number[];
}

/** Attributes of customers that limits filter on, with the values that they name; a fault for one that no customer has. */
export function namedValues(problem: Problem, columns: SourceColumns | null, faults: FaultList): NamedValues[] {
  const named = new Map<string, Membership[]>();
  for (const { quantity, shareOf } of problem.limits) {
    for (const membership of [...quantity.where.customer, ...(shareOf?.where.customer ?? [])]) named.set(membership.attribute, [...(named.get(membership.attribute) ?? []), membership]);
  }
  return [...named].flatMap(([name, memberships]) => {
    const type = columns?.types.get(name);
    if (type === undefined || name === 'id') {
      faults.add('/limits', 'unknown-attribute', `A limit filters on "customer.${name}", but no customer has an attribute "${name}"`);
      return [];
    }
    const values = memberships.flatMap((membership) => membership.values);
    const numeric = isNumeric(type);
    return [{ name, texts: numeric ? null : [...new Set(values.map(String))], numbers: numeric ? [...new Set(values.filter((value) => typeof value === 'number'))] : [] }];
  });
}

/** SQL: place of a customer's value among the named ones, counted from 1; 0 for any other value and for none. */
export function printPlace({ name, texts, numbers }: NamedValues): string {
  if ((texts ?? numbers).length === 0) return '0';
  const column = quoteName(name);
  const place = texts ? `indexOf(${textList(texts)}, assumeNotNull(toString(${column})))` : `indexOf([${numbers.map(exactNumber).join(', ')}], assumeNotNull(toFloat64(${column})))`;
  return `if(isNull(${column}), 0, ${place})`;
}

/**
 * What limits can tell of a customer, as one whole number: customers with the same key answer every limit's filter alike. The database
 * computes it, and says which keys there are; so the cells are found without looking at a customer here.
 */
export class CellKeys {
  readonly #attributes: KeyedAttribute[] = [];

  constructor(problem: Problem, columns: SourceColumns | null, faults: FaultList) {
    let factor = 1;
    const attributes = namedValues(problem, columns, faults);
    for (const attribute of attributes) {
      this.#attributes.push({ ...attribute, factor });
      factor *= 1 + (attribute.texts ?? attribute.numbers).length;
      if (factor > 2 ** 52) {
        faults.add('/limits', 'too-many-cells', `The limits name values of ${attributes.length} attributes with more combinations than can be told apart: name fewer values`);
        return;
      }
    }
  }

  /** SQL of the key, over the columns of the customers. */
  print(): string {
    const terms = this.#attributes.map((attribute) => `toUInt64(${printPlace(attribute)}) * ${attribute.factor}`);
    return terms.length === 0 ? 'toUInt64(0)' : terms.join(' + ');
  }

  /** An instance with one customer for each key and no candidates, which the limits can be read over. */
  instance(keys: readonly number[]): Instance {
    const text: Instance['customers']['text'] = {};
    const numbers: Instance['customers']['numbers'] = {};
    for (const attribute of this.#attributes) {
      const size = 1 + (attribute.texts ?? attribute.numbers).length;
      const place = (key: number): number => (Math.floor(key / attribute.factor) % size) - 1;
      if (attribute.texts) text[attribute.name] = { codes: Int32Array.from(keys, place), dictionary: attribute.texts };
      else numbers[attribute.name] = Float64Array.from(keys, (key) => attribute.numbers[place(key)] ?? NaN);
    }
    return {
      customers: { count: keys.length, ids: packIds(keys.map(String)), text, numbers },
      offsets: new Uint32Array(keys.length + 1),
      option: new Uint16Array(0),
      value: new Float64Array(0),
      measures: {},
    };
  }
}
