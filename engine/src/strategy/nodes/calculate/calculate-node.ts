import { Type, type Static } from 'typebox';
import type { NodeKind } from '../../node-kind.js';
import { Assignment, checkAssignments, printAssignments, printAssignmentsSql } from '../assignment.js';

export const CalculateSettings = Type.Object({ assignments: Type.Array(Assignment, { minItems: 1, maxItems: 1000 }) }, { additionalProperties: false });
export type CalculateSettings = Static<typeof CalculateSettings>;

/** Assignments in order; each sees what those before it wrote. */
export const calculateNode: NodeKind<CalculateSettings> = {
  kind: 'calculate',
  settings: CalculateSettings,
  waits: () => false,
  ports: () => ['next'],
  check: ({ assignments }, check) => checkAssignments(assignments, '/assignments', check),
  print: ({ assignments }, printer) => [...printAssignments(assignments, printer), printer.leave('next')].join('\n'),
  printSql({ assignments }, printer) {
    printAssignmentsSql(assignments, printer);
    printer.leave([{ port: 'next' }]);
  },
};
