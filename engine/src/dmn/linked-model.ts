import type { Fault, Result } from '@arbiter/contracts';
import type { BusinessKnowledgeModel, Decision, DecisionService, DmnModel, InputData, Reference } from './dmn-model.js';
import { isDmnNamespace } from './dmn-namespaces.js';
import { faultAt, type XmlPosition } from './read-xml.js';

export type Element =
  | { kind: 'input'; model: LinkedModel; item: InputData }
  | { kind: 'decision'; model: LinkedModel; item: Decision }
  | { kind: 'knowledge'; model: LinkedModel; item: BusinessKnowledgeModel }
  | { kind: 'service'; model: LinkedModel; item: DecisionService };

/** A model whose imports are at hand. */
export interface LinkedModel {
  readonly model: DmnModel;
  /** Imported models by the name of the import; `''` where the import has none. */
  readonly imports: ReadonlyMap<string, LinkedModel>;
  readonly byId: ReadonlyMap<string, Element>;
  readonly byName: ReadonlyMap<string, Element>;
}

const origin: XmlPosition = { line: 1, column: 1 };
export const maxImportDepth = 50;

/**
 * Finds imported models by their namespace. Faults: dmn-import-missing, dmn-import-cycle, dmn-import-repeated. Imports of other languages
 * (XML Schema, PMML) have no elements here: `skipped` is told of them.
 */
export function linkModel(model: DmnModel, available: readonly DmnModel[], skipped: (at: XmlPosition, code: string, message: string) => void): Result<LinkedModel, Fault[]> {
  const faults: Fault[] = [];
  const linked = new Map<string, LinkedModel>();
  const byNamespace = new Map<string, DmnModel>();
  for (const other of available) if (!byNamespace.has(other.namespace)) byNamespace.set(other.namespace, other);
  const link = (next: DmnModel, way: readonly string[]): LinkedModel => {
    const known = linked.get(next.namespace);
    if (known) return known;
    const imports = new Map<string, LinkedModel>();
    for (const entry of next.imports) {
      const at = entry.at ?? origin;
      if (!isDmnNamespace(entry.importType)) {
        skipped(at, 'dmn-import-language', `The import ${JSON.stringify(entry.name)} is of ${JSON.stringify(entry.importType)}, which is not read; only DMN models are`);
        continue;
      }
      const target = byNamespace.get(entry.namespace);
      if (way.includes(entry.namespace) || entry.namespace === next.namespace) faults.push(faultAt(at, 'dmn-import-cycle', `The models import each other in a circle: ${[...way, next.namespace, entry.namespace].join(' → ')}`));
      else if (!target) faults.push(faultAt(at, 'dmn-import-missing', `The imported model ${JSON.stringify(entry.name)} with the namespace ${JSON.stringify(entry.namespace)} was not given; give its file too`));
      else if (way.length >= maxImportDepth) faults.push(faultAt(at, 'dmn-import-too-deep', `Imports are nested deeper than ${maxImportDepth} models`));
      else if (imports.has(entry.name)) faults.push(faultAt(at, 'dmn-import-repeated', `Two imports have the name ${JSON.stringify(entry.name)}; give each a name of its own`));
      else imports.set(entry.name, link(target, [...way, next.namespace]));
    }
    const result: LinkedModel = { model: next, imports, byId: new Map(), byName: new Map() };
    index(result);
    linked.set(next.namespace, result);
    return result;
  };
  const value = link(model, []);
  return faults.length > 0 ? { ok: false, error: faults } : { ok: true, value };
}

function index(linked: LinkedModel): void {
  const { model } = linked;
  const add = (element: Element) => {
    (linked.byName as Map<string, Element>).set(element.item.name, element);
    if (element.item.id !== undefined) (linked.byId as Map<string, Element>).set(element.item.id, element);
  };
  for (const item of model.inputData) add({ kind: 'input', model: linked, item });
  for (const item of model.decisions) add({ kind: 'decision', model: linked, item });
  for (const item of model.knowledgeModels) add({ kind: 'knowledge', model: linked, item });
  for (const item of model.services) add({ kind: 'service', model: linked, item });
}

/** The element that a reference means: `#id` or `namespace#id`. Undefined where there is none. */
export function findReference(linked: LinkedModel, reference: Reference): Element | undefined {
  const hash = reference.href.lastIndexOf('#');
  const namespace = hash < 0 ? '' : reference.href.slice(0, hash);
  const id = reference.href.slice(hash + 1);
  if (namespace === '' || namespace === linked.model.namespace) return linked.byId.get(id);
  for (const imported of linked.imports.values()) if (imported.model.namespace === namespace) return imported.byId.get(id);
  return undefined;
}

/** The name of the import under which a model reads an element; `''` for its own elements and those of an import without a name. */
export function importNameOf(linked: LinkedModel, element: Element): string {
  if (element.model === linked) return '';
  for (const [name, imported] of linked.imports) if (imported === element.model) return name;
  return '';
}

/** Refuses decisions and services that need themselves. Knowledge models may call each other in circles: that is recursion. */
export function findCycles(linked: LinkedModel): Fault[] {
  const faults: Fault[] = [];
  const state = new Map<unknown, 'open' | 'done'>();
  // A stack of our own: a chain of a hundred thousand decisions must not end the process.
  for (const start of linked.byName.values()) {
    const way: { element: Element; next: Element[]; at: number }[] = [];
    const enter = (element: Element) => {
      state.set(element.item, 'open');
      way.push({ element, next: needs(element), at: 0 });
    };
    if (!state.has(start.item)) enter(start);
    while (way.length > 0) {
      const top = way.at(-1)!;
      const next = top.next[top.at];
      top.at += 1;
      if (!next) {
        state.set(top.element.item, 'done');
        way.pop();
      } else if (state.get(next.item) === 'open') {
        const circle = way.slice(way.findIndex(({ element }) => element.item === next.item)).map(({ element }) => element);
        if (circle.some(({ kind }) => kind !== 'knowledge')) faults.push(faultAt(next.item.at ?? origin, 'dmn-cycle', `${JSON.stringify(next.item.name)} needs itself: ${[...circle.slice(0, 10).map(({ item }) => item.name), next.item.name].join(' → ')}`));
      } else if (!state.has(next.item)) enter(next);
    }
  }
  return faults.slice(0, 100);
}

/** What an element refers to, without references that lead nowhere. */
export function needs(element: Element): Element[] {
  const references =
    element.kind === 'input'
      ? []
      : element.kind === 'decision'
        ? [...element.item.requiredDecisions, ...element.item.requiredInputs, ...element.item.requiredKnowledge]
        : element.kind === 'knowledge'
          ? element.item.requiredKnowledge
          : [...element.item.outputDecisions, ...element.item.encapsulatedDecisions];
  return references.flatMap((reference) => findReference(element.model, reference) ?? []);
}

/** Decision services of a model and its imports. */
export function allServices(root: LinkedModel): (Element & { kind: 'service' })[] {
  const models = new Set([root]);
  for (const linked of models) for (const inner of linked.imports.values()) models.add(inner);
  return [...models].flatMap(({ byName }) => [...byName.values()].filter((element) => element.kind === 'service'));
}
