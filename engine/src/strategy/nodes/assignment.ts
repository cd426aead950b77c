import { FieldName } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import type { FeelType } from '../../feel/feel-type.js';
import type { NodeCheck, NodePrinter } from '../node-kind.js';
import type { SqlNodePrinter } from '../sql-node-printer.js';

/** Source text of an expression. */
export const Expression = Type.String({ minLength: 1, maxLength: 20_000 });

/** A name of the data model and the expression of its new value. */
export const Assignment = Type.Object({ name: FieldName, value: Expression }, { additionalProperties: false });
export const Assignments = Type.Array(Assignment, { maxItems: 1000 });
export type Assignment = Static<typeof Assignment>;

export const anyType: FeelType = { kind: 'any' };
export const textType: FeelType = { kind: 'string' };
export const booleanType: FeelType = { kind: 'boolean' };

/** Checks assignments in order: each sees what those before it wrote. */
export function checkAssignments(assignments: readonly Assignment[], path: string, check: NodeCheck): void {
  assignments.forEach(({ name, value }, i) => {
    const type = check.expression(value, `${path}/${i}/value`);
    check.assigns(name, type ?? anyType, `${path}/${i}/name`);
  });
}

export const printAssignments = (assignments: readonly Assignment[], printer: NodePrinter): string[] => assignments.map(({ name, value }) => printer.assign(name, printer.expression(value)));

export function printAssignmentsSql(assignments: readonly Assignment[], printer: SqlNodePrinter): void {
  for (const { name, value } of assignments) printer.assign(name, printer.expression(value), printer.scope.get(name) ?? anyType);
}
