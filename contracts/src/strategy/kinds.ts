/* Plain lists, without the schemas that are made of them, so that a page which needs no schema does not load the library of schemas. */

/** Types of the Decision Model and Notation standard, and `integer`. `any` takes whatever JSON holds. */
export const fieldTypes = ['number', 'integer', 'string', 'boolean', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration', 'list', 'object', 'any'] as const;
export type FieldType = (typeof fieldTypes)[number];

/** Kinds of nodes, in the order in which a palette shows them. */
export const nodeKinds = ['input', 'branch', 'rules', 'calculate', 'sub-process', 'loop', 'sql', 'http', 'python', 'model', 'ab-test', 'arbitrate', 'contact-policy', 'channel', 'output'] as const;
export type NodeKindName = (typeof nodeKinds)[number];

/** What a strategy can refer to in the repository. A sub-process is a strategy. */
export const itemKinds = ['strategy', 'rule-set', 'decision-table', 'scorecard', 'decision-tree', 'model'] as const;
