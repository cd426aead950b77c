import { Type } from 'typebox';
import { DecisionTableOutput, FeelText } from './decision-table.js';

/** A leaf: one FEEL expression for each output. */
export interface DecisionTreeLeaf { result: string[]; label?: string }
/** Branches are tried in order; `else` is taken where none is true. */
export interface DecisionTreeBranches { label?: string; branches: { condition: string; label?: string; then: DecisionTreeNode }[]; else?: DecisionTreeNode }
export type DecisionTreeNode = DecisionTreeLeaf | DecisionTreeBranches;

const Label = Type.Optional(Type.String({ maxLength: 400 }));
const definitions = {
  Node: Type.Union([Type.Ref('Leaf'), Type.Ref('Branches')]),
  Leaf: Type.Object({ label: Label, result: Type.Array(FeelText, { minItems: 1, maxItems: 500 }) }, { additionalProperties: false }),
  Branches: Type.Object(
    {
      label: Label,
      branches: Type.Array(Type.Object({ label: Label, condition: FeelText, then: Type.Ref('Node') }, { additionalProperties: false }), { minItems: 1, maxItems: 5000 }),
      /** Required; the check says so in words, so that a draft without it can be shown. */
      else: Type.Optional(Type.Ref('Node')),
    },
    { additionalProperties: false },
  ),
};
export const DecisionTreeNode = Type.Cyclic(definitions, 'Node');

/** Conditions nested as branches of a tree; each leaf gives the outputs. */
export const DecisionTreeDocument = Type.Object(
  { name: Type.Optional(Type.String({ maxLength: 400 })), outputs: Type.Array(DecisionTableOutput, { minItems: 1, maxItems: 500 }), root: DecisionTreeNode },
  { additionalProperties: false },
);
export interface DecisionTreeDocument { name?: string; outputs: DecisionTableOutput[]; root: DecisionTreeNode }
