import type { Operator } from '@arbiter/contracts/condition';
import type { AttributeType } from '@arbiter/contracts/data-model';

/** An attribute as far as conditions need it. */
export interface ConditionAttribute {
  name: string;
  type: AttributeType;
}

/** A condition with its attributes known and its values turned into the units that attributes are kept in. */
export type ConditionTree =
  | { kind: 'all' | 'any'; children: ConditionTree[] }
  | { kind: 'not'; child: ConditionTree }
  | { kind: 'compare'; attribute: ConditionAttribute; operator: Operator; values: readonly (string | number)[] };

const order: readonly Operator[] = ['equals', 'notEquals', 'less', 'atMost', 'more', 'atLeast', 'between', 'isMissing', 'isPresent'];

/** Which operators each type of attribute takes. */
export const operatorsOf: Record<AttributeType, readonly Operator[]> = {
  text: ['equals', 'notEquals', 'in', 'notIn', 'contains', 'startsWith', 'isMissing', 'isPresent'],
  number: order,
  money: order,
  date: order,
  instant: order,
  boolean: ['isTrue', 'isFalse'],
  list: ['contains', 'notContains'],
};
