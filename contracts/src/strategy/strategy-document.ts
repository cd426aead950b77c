import { Type, type Static } from 'typebox';
import { StrategyDataModel } from './field.js';
import { itemKinds, nodeKinds } from './kinds.js';

export const NodeId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$', description: 'Identifier of a node within its graph' });


/** Repeats after a failure, waiting `backoffMs`, then twice that, and so on. */
export const Retry = Type.Object({ times: Type.Integer({ minimum: 1, maximum: 10 }), backoffMs: Type.Integer({ minimum: 0, maximum: 60_000 }) }, { additionalProperties: false });

/**
 * What happens when a node fails, after its retries: `fail` ends the evaluation with the error (the default), `default` writes the given
 * values (JSON, by name of variable or output) and goes on by `out` (or the node's first way out), `edge` leaves by the way "error".
 */
export const ErrorPolicy = Type.Object(
  {
    then: Type.Enum(['fail', 'default', 'edge']),
    values: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown())),
    retry: Type.Optional(Retry),
  },
  { additionalProperties: false },
);
export type ErrorPolicy = Static<typeof ErrorPolicy>;

export const StrategyNode = Type.Object(
  {
    id: NodeId,
    kind: Type.Enum(nodeKinds),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    note: Type.Optional(Type.String({ maxLength: 4000 })),
    position: Type.Optional(Type.Object({ x: Type.Number(), y: Type.Number() }, { additionalProperties: false })),
    /** Settings of the kind, whose schema stands with the kind in the engine. */
    settings: Type.Unknown(),
    onError: Type.Optional(ErrorPolicy),
  },
  { additionalProperties: false },
);
export type StrategyNode = Static<typeof StrategyNode>;

/** From a node's way out to the next node. Each way out has one edge; several edges may meet in one node. */
export const StrategyEdge = Type.Object({ from: NodeId, port: Type.String({ minLength: 1, maxLength: 64 }), to: NodeId }, { additionalProperties: false });
export type StrategyEdge = Static<typeof StrategyEdge>;

/** Nodes and edges without cycles. `start` is where a loop's body begins; a strategy begins at its one input node. */
export const StrategyGraph = Type.Object(
  { nodes: Type.Array(StrategyNode, { maxItems: 2000 }), edges: Type.Array(StrategyEdge, { maxItems: 10_000 }), start: Type.Optional(NodeId) },
  { additionalProperties: false },
);
export type StrategyGraph = Static<typeof StrategyGraph>;

/** Caps of one evaluation. */
export const EvaluationLimits = Type.Object(
  {
    /** Iterations of loops, lists and function calls together. */
    steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
    timeMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000 })),
  },
  { additionalProperties: false },
);
export type EvaluationLimits = Static<typeof EvaluationLimits>;

/** A strategy as it is drawn, stored and exchanged. */
export const StrategyDocument = Type.Object(
  { dataModel: StrategyDataModel, graph: StrategyGraph, limits: Type.Optional(EvaluationLimits), description: Type.Optional(Type.String({ maxLength: 10_000 })) },
  { additionalProperties: false },
);
export interface StrategyDocument { dataModel: StrategyDataModel; graph: StrategyGraph; limits?: EvaluationLimits; description?: string }

export const ItemKind = Type.Enum(itemKinds);
export type ItemKind = (typeof itemKinds)[number];

/** A registered thing at a pinned version. */
export const ItemReference = Type.Object({ kind: ItemKind, id: Type.String({ minLength: 1, maxLength: 128 }), version: Type.Integer({ minimum: 1 }) }, { additionalProperties: false });
export type ItemReference = Static<typeof ItemReference>;
