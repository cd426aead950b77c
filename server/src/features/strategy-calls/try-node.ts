import type { FieldSpec, StrategyDataModel, StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { freeNodeId } from '@arbiter/engine/strategy-edit/graph-edits';
import { graphAt, type GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';
import { namesWritten } from '@arbiter/engine/strategy-edit/names-written';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import type { EvaluationFailure, StrategyOutcome } from '@arbiter/engine/strategy/compiled-strategy';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { noStrategyServices, servicesFor } from '../../ports/strategy-services.js';
import { loadDependencies, printDocument } from '../projects/api.js';
import { evaluateStrategy, sleep } from './call-strategy.js';
import { contactPolicyOfCall } from './contact-policy-of-call.js';

export interface TryNodeWish {
  /** The strategy as it is edited; only the node itself must be sound. */
  document: StrategyDocument;
  /** Loops to step into. */
  place: GraphPlace;
  nodeId: string;
  /** JSON values of names in reach, elements of loops too; those that are left out are null or their default. */
  values: Record<string, unknown>;
  /** The strategy's own identifier, where it has one. */
  itemId?: string | undefined;
  timeZone?: string | undefined;
}

export interface TriedNode {
  /** The way out that was taken; null where the node ended the evaluation. */
  port: string | null;
  /** Names that the node wrote, with their values as JSON. */
  written: Record<string, unknown>;
  /** What the node tells of itself: rules that hit, scores, rows. */
  note: unknown;
  /** The error of the node, also where its policy caught it. */
  error: { code: string; message: string } | null;
  /** What the node gave to the outcome. */
  outcome: StrategyOutcome | null;
  failure: EvaluationFailure | null;
  durationMs: number;
}

const mostTimeMs = 15_000;

/**
 * Evaluates one node of a draft on given values, with the services and limits of a run. Throws not-found where there is no such node,
 * validation-failed with faults at JSON pointers below the node.
 */
export async function tryNode(container: Pick<Container, 'repository' | 'hotState' | 'now'> & Partial<Pick<Container, 'strategyServices'>>, { document, place, nodeId, values, itemId, timeZone = 'UTC' }: TryNodeWish): Promise<TriedNode> {
  printDocument('strategy', document);
  const node = graphAt(document, place)?.nodes.find(({ id }) => id === nodeId);
  if (!node) throw new ProblemError('not-found', `The strategy has no node ${JSON.stringify(nodeId)}${place.length ? ` in ${place.join('/')}` : ''}: name one of its nodes`);
  if (node.kind === 'input') throw new ProblemError('validation-failed', 'An input node does nothing by itself: try another node', { faults: [{ path: '/nodeId', code: 'nothing-to-try', message: 'An input node has nothing to try' }] });
  const alone = aloneStrategy(document, place, node, values);
  const compiled = compileStrategy(alone, await loadDependencies(container.repository, alone), itemId === undefined ? {} : { id: itemId });
  if (!compiled.ok) {
    const at = alone.graph.nodes.findIndex(({ id }) => id === nodeId);
    const faults = compiled.error.map((fault) => ({ ...fault, path: fault.path.replace(`/graph/nodes/${at}`, '') }));
    throw new ProblemError('validation-failed', `The node cannot be tried yet: ${faults[0]?.message ?? 'it has faults'}`, { faults });
  }
  const services = await contactPolicyOfCall(container, servicesFor(container.strategyServices ?? noStrategyServices, itemId ?? 'node-trial'), compiled.value, values);
  const startedAt = performance.now();
  const timeMs = Math.min(document.limits?.timeMs ?? mostTimeMs, mostTimeMs);
  const input = Object.fromEntries(Object.entries(values).filter(([name]) => alone.dataModel.inputs.some((field) => field.name === name)));
  const { result, trace = [] } = await evaluateStrategy(compiled.value, input, { nowMs: container.now().getTime(), timeZone, clock: () => performance.now(), sleep, services, unknownInputs: 'ignore', limits: { timeMs } }, true);
  const durationMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
  const step = trace.find(({ path }) => path === nodeId);
  return {
    port: step?.port ?? null,
    written: step?.written ?? {},
    note: step?.note ?? null,
    error: step?.error ?? (result.ok ? null : { code: result.failure.code, message: result.failure.message }),
    outcome: result.ok ? result.answer.outcome : null,
    failure: result.ok ? null : result.failure,
    durationMs,
  };
}

/** A strategy of the one node: whatever it reads is an input, what it writes is an output that begins with the value given for it. */
function aloneStrategy(document: StrategyDocument, place: GraphPlace, node: StrategyNode, values: Readonly<Record<string, unknown>>): StrategyDocument {
  const { inputs, variables, outputs } = document.dataModel;
  const written = new Set(namesWritten(node));
  const own = [...variables, ...outputs];
  const local = loopNames(document, place).filter((name) => ![...inputs, ...own].some((field) => field.name === name));
  const optional = ({ required: _, ...field }: FieldSpec): FieldSpec => field;
  const begun = (field: FieldSpec): FieldSpec => ({ ...optional(field), default: Object.hasOwn(values, field.name) ? values[field.name] : (field.default ?? null) });
  const dataModel: StrategyDataModel = {
    inputs: [...inputs.map(optional), ...own.filter(({ name }) => !written.has(name)).map(optional), ...local.map((name): FieldSpec => ({ name, type: 'any' }))],
    variables: [],
    outputs: own.filter(({ name }) => written.has(name)).map(begun),
  };
  const bare: StrategyGraph = { nodes: [node], edges: [] };
  const start = freeNodeId(bare, 'trial-input');
  const end = freeNodeId(bare, 'trial-end');
  const ports = portsOf(node);
  return {
    dataModel,
    graph: {
      nodes: [{ id: start, kind: 'input', settings: {} }, node, ...(ports.length ? [{ id: end, kind: 'output' as const, settings: {} }] : [])],
      edges: [{ from: start, port: 'next', to: node.id }, ...ports.map((port) => ({ from: node.id, port, to: end }))],
    },
    ...(document.limits ? { limits: document.limits } : {}),
  };
}

/** Names that the loops on the way add. */
function loopNames(document: StrategyDocument, place: GraphPlace): string[] {
  return place.flatMap((id, depth) => {
    const settings = graphAt(document, place.slice(0, depth))?.nodes.find((node) => node.id === id)?.settings as { element?: unknown; index?: unknown } | undefined;
    return [settings?.element, settings?.index].filter((name): name is string => typeof name === 'string' && name !== '');
  });
}
