import type { AttributeType, Comparison, Condition, Operator } from '@arbiter/contracts';

/** The audience as the editor draws it: groups of conditions, each with an id of its own so that rows keep their place. */
export interface GroupNode {
  id: number;
  mode: 'all' | 'any' | 'none';
  children: TreeNode[];
}
export interface ComparisonNode {
  id: number;
  attribute: string;
  operator: Operator;
  value: Comparison['value'] | undefined;
}
export type TreeNode = GroupNode | ComparisonNode;

export const isGroup = (node: TreeNode): node is GroupNode => 'mode' in node;

let lastId = 0;
export const nextId = (): number => ++lastId;

/** Operators that a comparison of this type may have; the first is the usual one. */
export const operatorsOf: Record<AttributeType, readonly Operator[]> = {
  text: ['in', 'notIn', 'equals', 'notEquals', 'contains', 'startsWith', 'isMissing', 'isPresent'],
  number: ['atLeast', 'atMost', 'more', 'less', 'between', 'equals', 'notEquals', 'isMissing', 'isPresent'],
  money: ['atLeast', 'atMost', 'more', 'less', 'between', 'equals', 'notEquals', 'isMissing', 'isPresent'],
  date: ['atLeast', 'atMost', 'more', 'less', 'between', 'equals', 'notEquals', 'isMissing', 'isPresent'],
  instant: ['atLeast', 'atMost', 'more', 'less', 'between', 'isMissing', 'isPresent'],
  boolean: ['isTrue', 'isFalse'],
  list: ['contains', 'notContains'],
};

/** What stands on the right of a comparison: nothing, one value, two, or a list. */
export function valueShape(operator: Operator): 'none' | 'one' | 'two' | 'many' {
  if (operator === 'isTrue' || operator === 'isFalse' || operator === 'isMissing' || operator === 'isPresent') return 'none';
  if (operator === 'between') return 'two';
  return operator === 'in' || operator === 'notIn' ? 'many' : 'one';
}

export function newComparison(attribute: { name: string; type: AttributeType }): ComparisonNode {
  return { id: nextId(), attribute: attribute.name, operator: operatorsOf[attribute.type][0] ?? 'isPresent', value: undefined };
}

/** Keeps the value where the new operator wants the same shape, so that changing "at least" to "at most" loses nothing. */
export function withOperator(node: ComparisonNode, operator: Operator): ComparisonNode {
  const before = valueShape(node.operator);
  const after = valueShape(operator);
  if (before === after) return { ...node, operator };
  if (after === 'one' && before === 'many' && Array.isArray(node.value)) return { ...node, operator, value: node.value[0] };
  if (after === 'many' && before === 'one' && node.value !== undefined && !Array.isArray(node.value)) return { ...node, operator, value: [node.value] };
  return { ...node, operator, value: undefined };
}

export function isComplete({ operator, value }: ComparisonNode): boolean {
  switch (valueShape(operator)) {
    case 'none':
      return true;
    case 'one':
      return value !== undefined && value !== '' && !Array.isArray(value);
    case 'two':
      return Array.isArray(value) && value.length === 2 && value.every((item) => item !== '' && item !== null && item !== undefined);
    case 'many':
      return Array.isArray(value) && value.length > 0;
  }
}

/** Reads any condition. A `not` becomes a group of which none holds; a lone comparison gets a group around it. */
export function toTree(condition: Condition): GroupNode {
  const node = toNode(condition);
  return isGroup(node) ? node : { id: nextId(), mode: 'all', children: [node] };
}

function toNode(condition: Condition): TreeNode {
  if ('all' in condition) return { id: nextId(), mode: 'all', children: condition.all.map(toNode) };
  if ('any' in condition) return { id: nextId(), mode: 'any', children: condition.any.map(toNode) };
  if ('not' in condition) {
    const inner = condition.not;
    return { id: nextId(), mode: 'none', children: 'any' in inner ? inner.any.map(toNode) : [toNode(inner)] };
  }
  return { id: nextId(), attribute: condition.attribute, operator: condition.operator, value: condition.value };
}

/** The condition without comparisons and groups that are not filled in yet; without any, everybody. */
export function toCondition(tree: GroupNode): Condition {
  return fromGroup(tree) ?? { all: [] };
}

function fromGroup({ mode, children }: GroupNode): Condition | null {
  const parts = children.flatMap((child): Condition[] => {
    if (isGroup(child)) {
      const part = fromGroup(child);
      return part ? [part] : [];
    }
    if (!isComplete(child)) return [];
    const { attribute, operator, value } = child;
    return [valueShape(operator) === 'none' || value === undefined ? { attribute, operator } : { attribute, operator, value }];
  });
  if (parts.length === 0) return null;
  if (mode === 'none') return { not: { any: parts } };
  return mode === 'all' ? { all: parts } : { any: parts };
}

export const hasUnfinished = (node: TreeNode): boolean => (isGroup(node) ? node.children.some(hasUnfinished) : !isComplete(node));
