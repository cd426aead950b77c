import { Type, type Static } from 'typebox';
import { Run } from './run.js';

const changes = { same: Type.Integer(), moved: Type.Integer(), added: Type.Integer(), dropped: Type.Integer() };
const ActionOrNone = Type.Union([Type.String(), Type.Null()], { description: 'First action of the customer (by week, then by id); null for customers who get nothing' });

/** Two runs side by side. Runs without a plan count as plans in which nobody gets anything. */
export const RunComparison = Type.Object({
  a: Run,
  b: Run,
  changed: Type.Object(changes, { description: 'Customers: with the same actions in the same weeks, with others, with actions in b only, in a only' }),
  byAction: Type.Array(Type.Object({ actionId: Type.String(), channel: Type.String(), countA: Type.Integer(), countB: Type.Integer(), valueMinorA: Type.Number(), valueMinorB: Type.Number(), costMinorA: Type.Number(), costMinorB: Type.Number() })),
  moves: Type.Array(Type.Object({ actionA: ActionOrNone, actionB: ActionOrNone, customers: Type.Integer(), valueMinorA: Type.Number(), valueMinorB: Type.Number() }), { description: 'Customers by their action in a and in b, with the value of all their actions in each plan; the most first' }),
  bySegment: Type.Array(Type.Object({ segment: Type.String(), ...changes, valueMinorA: Type.Number(), valueMinorB: Type.Number() })),
});
export type RunComparison = Static<typeof RunComparison>;

/** Customers of one cell of `moves`: those whose value differs most come first. */
export const ComparedCustomers = Type.Object({
  rows: Type.Array(
    Type.Object({
      customerId: Type.String(),
      segment: Type.String(),
      actionA: ActionOrNone,
      weekA: Type.Union([Type.Integer(), Type.Null()]),
      actionB: ActionOrNone,
      weekB: Type.Union([Type.Integer(), Type.Null()]),
      valueMinorA: Type.Number(),
      valueMinorB: Type.Number(),
    }),
  ),
  total: Type.Integer(),
});
export type ComparedCustomers = Static<typeof ComparedCustomers>;
