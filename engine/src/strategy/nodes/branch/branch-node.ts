import { Type, type Static } from 'typebox';
import type { NodeKind } from '../../node-kind.js';
import { Expression } from '../assignment.js';

/** A way out and when it is taken. `label` is what people read. */
const Branch = Type.Object({ port: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' }), label: Type.Optional(Type.String({ maxLength: 200 })), condition: Expression }, { additionalProperties: false });
export const BranchSettings = Type.Object({ branches: Type.Array(Branch, { minItems: 1, maxItems: 200 }) }, { additionalProperties: false });
export type BranchSettings = Static<typeof BranchSettings>;

/** Leaves by the first way whose condition is true, else by "else"; a condition that is null is not true. */
export const branchNode: NodeKind<BranchSettings> = {
  kind: 'branch',
  settings: BranchSettings,
  waits: () => false,
  ports: ({ branches }) => [...branches.map(({ port }) => port), 'else'],
  check({ branches }, check) {
    branches.forEach(({ port, condition }, i) => {
      check.expression(condition, `/branches/${i}/condition`, { kind: 'boolean' });
      const text = condition.trim();
      if (text === 'true' && i < branches.length - 1) check.warning(`/branches/${i}/condition`, 'never-reached', `the ways after "${port}" are never taken: its condition is always true`);
      if (text === 'false') check.warning(`/branches/${i}/condition`, 'never-reached', `the way "${port}" is never taken: its condition is always false`);
      const same = branches.findIndex((other) => other.condition.trim() === text);
      if (same < i) check.warning(`/branches/${i}/condition`, 'never-reached', `the way "${port}" is never taken: "${branches[same]!.port}" has the same condition before it`);
    });
  },
  print: ({ branches }, printer) => [...branches.map(({ port, condition }) => `if (${printer.condition(condition)}) ${printer.leave(port)}`), printer.leave('else')].join('\n'),
  printSql({ branches }, printer) {
    printer.leave([...branches.map(({ port, condition }) => ({ port, when: printer.condition(condition) })), { port: 'else' }]);
  },
};
