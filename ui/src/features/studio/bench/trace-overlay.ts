import type { EvaluationFailure } from '@arbiter/engine/strategy/compiled-strategy';
import { edgeKey, type CanvasOverlay, type EdgeMark, type NodeMark } from '../draft/canvas-overlay.js';
import type { RunStep, RunTrace } from './trace-steps.js';
import { namesInFull, namesInShort } from './value-in-short.js';

/** What an overlay of a run says in the reader's language. */
export interface TraceWords {
  title: string;
  time: (ms: number) => string;
  visits: (count: number) => string;
}

/** Path of the node at which an evaluation failed, as overlays name nodes; null where it failed before any, or went well. */
export function placeOfFailure(failure: Pick<EvaluationFailure, 'nodeId' | 'details'> | null): string | null {
  if (!failure || failure.nodeId === null) return null;
  const path = failure.details?.path;
  return (typeof path === 'string' ? path : failure.nodeId).replace(/\[\d+\]/g, '');
}

/** Places of the canvas in a trace: whatever runs inside a sub-process is drawn on another one. */
const drawn = (trace: RunTrace): RunStep[] => trace.steps.filter(({ scope }) => scope === -1);

/** The way of a run over the canvas: time at each node, what each node changed on the way out of it. */
export function traceOverlay(trace: RunTrace, failure: Pick<EvaluationFailure, 'nodeId' | 'message' | 'details'> | null, words: TraceWords): CanvasOverlay {
  const byPlace = new Map<string, RunStep[]>();
  for (const step of drawn(trace)) byPlace.set(step.place, [...(byPlace.get(step.place) ?? []), step]);
  const nodes = new Map<string, NodeMark>();
  const edges = new Map<string, EdgeMark>();
  const failed = placeOfFailure(failure);
  for (const [place, steps] of byPlace) {
    const last = steps.at(-1)!;
    const ms = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const error = last.error ?? steps.findLast((step) => step.error)?.error;
    const changed = trace.changed(last.index);
    const note = [error?.message, namesInFull(changed)].filter((text) => text).join('\n');
    const fell = failed === place || failed?.startsWith(`${place}/`);
    nodes.set(place, { tone: fell ? 'bad' : error ? 'warn' : 'path', badge: steps.length > 1 ? `${words.visits(steps.length)} · ${words.time(ms)}` : words.time(ms), ...(fell || note ? { note: (fell && !error ? [failure!.message, note].filter(Boolean).join('\n') : note) } : {}) });
    const ports = new Map<string, RunStep>();
    for (const step of steps) if (step.port !== null) ports.set(step.port, step);
    for (const [port, step] of ports) {
      const values = step === last ? changed : trace.changed(step.index);
      const taken = steps.filter((one) => one.port === port).length;
      const known = trace.after(step.index);
      const told = Object.keys(values).length > 0 ? values : step.index === 0 ? givenOf(known) : {};
      const label = [steps.length > 1 ? words.visits(taken) : '', namesInShort(told, 1)].filter((text) => text).join(' · ');
      edges.set(edgeKey(place, port), { tone: error && port === 'error' ? 'warn' : 'path', ...(label ? { label } : {}), note: namesInFull(known) });
    }
  }
  return { title: words.title, nodes, edges, dimOthers: true };
}

const givenOf = (names: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(names).filter(([, value]) => value !== null));

export interface PartingWords {
  title: string;
  left: string;
  right: string;
}

/** Where the ways of two runs part: what both took as usual, what only one took as its own. */
export function partingOverlay(left: RunTrace, right: RunTrace, words: PartingWords): CanvasOverlay {
  const [a, b] = [placesOf(left), placesOf(right)];
  const nodes = new Map<string, NodeMark>();
  for (const place of new Set([...a.nodes, ...b.nodes])) {
    const [inA, inB] = [a.nodes.has(place), b.nodes.has(place)];
    nodes.set(place, inA && inB ? { tone: 'path' } : { tone: inA ? 'removed' : 'added', badge: inA ? words.left : words.right });
  }
  const edges = new Map<string, EdgeMark>();
  for (const key of new Set([...a.edges, ...b.edges])) {
    const [inA, inB] = [a.edges.has(key), b.edges.has(key)];
    edges.set(key, inA && inB ? { tone: 'path' } : { tone: inA ? 'removed' : 'added', label: inA ? words.left : words.right });
  }
  return { title: words.title, nodes, edges, dimOthers: true };
}

function placesOf(trace: RunTrace): { nodes: Set<string>; edges: Set<string> } {
  const steps = drawn(trace);
  return { nodes: new Set(steps.map(({ place }) => place)), edges: new Set(steps.flatMap(({ place, port }) => (port === null ? [] : [edgeKey(place, port)]))) };
}
