import { StrategyDocument, type Fault, type ItemReference, type Result } from '@arbiter/contracts';
import { Value } from 'typebox/value';
import { checkDataModel, fieldsOf, scopeOf } from '../strategy-data-model/index.js';
import { nestsDeeperThan } from '../strategy-data-model/json-depth.js';
import { GraphCheck, type CheckedNode, type StrategyCheck } from './check-graph.js';
import { NameSet } from './name-set.js';
import type { Dependencies } from './node-kind.js';
import { kindOf } from './nodes/index.js';
import { shapeFaults } from './shape-faults.js';
import { recursionFaults } from './sub-strategies.js';
import { graphsOf, graphWaits } from './walk-graphs.js';

/** A document that passed every check, with what was learned of it. */
export interface CheckedStrategy {
  readonly document: StrategyDocument;
  readonly warnings: readonly Fault[];
  /** Every repository item that is pinned, each once. */
  readonly references: readonly ItemReference[];
  readonly waits: boolean;
  /** What each node reads and writes, by the JSON pointer of the node. */
  readonly nodes: ReadonlyMap<string, CheckedNode>;
}

export interface CheckOptions {
  /** Identifier of the strategy itself: it must not run itself, in no version. */
  id?: string;
}

const depthCap = 400;
const nodeCap = 5000;
const faultCap = 500;

/** Checks a strategy as it would be registered. Faults forbid it, warnings tell what is probably not meant; each stands at its JSON pointer. */
export function inspectStrategy(document: unknown, dependencies: Dependencies, options: CheckOptions = {}): { faults: Fault[]; warnings: Fault[]; checked?: CheckedStrategy } {
  if (nestsDeeperThan(document, depthCap)) return { faults: [{ path: '', code: 'too-deep', message: `The document nests deeper than ${depthCap} levels: move parts into sub-processes` }], warnings: [] };
  const modelFaults = checkDataModel((document as StrategyDocument | null)?.dataModel).map((fault) => ({ ...fault, path: `/dataModel${fault.path}` }));
  if (modelFaults.length > 0) return { faults: modelFaults, warnings: [] };
  if (!Value.Check(StrategyDocument, document)) return { faults: shapeFaults(StrategyDocument, document, '', 'Strategy'), warnings: [] };
  const sound = document as StrategyDocument;

  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const scope = scopeOf(sound.dataModel);
  const names = new Map([...scope.keys()].map((name, i) => [name, i]));
  const entry = NameSet.empty(names.size);
  const outputs = new Set(sound.dataModel.outputs.map((field) => field.name));
  const inputs = new Set(sound.dataModel.inputs.map((field) => field.name));
  const own = new Set(fieldsOf(sound.dataModel).map((field) => field.name));
  for (const field of fieldsOf(sound.dataModel)) if (inputs.has(field.name) || field.default !== undefined) entry.add(names.get(field.name)!);
  for (const name of scope.keys()) if (!own.has(name)) entry.add(names.get(name)!);
  const check: StrategyCheck = {
    document: sound,
    dependencies,
    scope,
    names,
    fields: new Map(fieldsOf(sound.dataModel).map((field) => [field.name, field])),
    inputs,
    outputs,
    nodes: new Map(),
    fault: (path, code, message) => void (faults.length < faultCap && faults.push({ path, code, message })),
    warning: (path, code, message) => void (warnings.length < faultCap && warnings.push({ path, code, message })),
  };

  let count = 0;
  for (const { graph } of graphsOf(sound.graph, '/graph')) count += graph.nodes.length;
  if (count > nodeCap) return { faults: [{ path: '/graph/nodes', code: 'too-many', message: `A strategy holds at most ${nodeCap} nodes, this one has ${count}: move parts into sub-processes` }], warnings };
  faults.push(...recursionFaults(sound, dependencies, options.id));
  if (faults.length > 0) return { faults, warnings };
  new GraphCheck(check, sound.graph, '/graph', new Map(), entry).run();
  if (faults.length > 0) return { faults, warnings };
  return { faults, warnings, checked: { document: sound, warnings, references: referencesOf(sound), waits: graphWaits(sound.graph, dependencies), nodes: check.nodes } };
}

/** `inspectStrategy` for those who only need to know whether it is sound. */
export function checkStrategy(document: unknown, dependencies: Dependencies, options: CheckOptions = {}): Result<CheckedStrategy> {
  const { faults, checked } = inspectStrategy(document, dependencies, options);
  return checked ? { ok: true, value: checked } : { ok: false, error: faults };
}

/** Every repository item that a document pins, each once, in order of the nodes. */
export function referencesOf(document: StrategyDocument): ItemReference[] {
  const found = new Map<string, ItemReference>();
  for (const { graph } of graphsOf(document.graph, '/graph')) {
    for (const node of graph.nodes) {
      const kind = kindOf(node.kind);
      if (!kind || !Value.Check(kind.settings, node.settings)) continue;
      for (const reference of [...(kind.references?.(node.settings) ?? []), ...(kind.strategies?.(node.settings) ?? []).map((part) => part.reference)]) {
        found.set(`${reference.kind} ${reference.version} ${reference.id}`, reference);
      }
    }
  }
  return [...found.values()];
}
