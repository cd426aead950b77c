import { writtenNamespaces } from './dmn-namespaces.js';
import type { DmnModel, Reference } from './dmn-model.js';
import type { XmlElement } from './read-xml.js';

const size = { width: 180, height: 80, gapX: 40, gapY: 80 } as const;
const prefixes = { '': writtenNamespaces.model, dmndi: writtenNamespaces.diagram, dc: writtenNamespaces.shapes, di: writtenNamespaces.edges };

function make(prefix: 'dmndi' | 'dc' | 'di', name: string, attributes: Readonly<Record<string, string | number>>, children: XmlElement[] = []): XmlElement {
  return { name, namespace: prefixes[prefix], attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, String(value)])), foreignAttributes: new Map(), children, text: '', at: { line: 1, column: 1 }, prefixes };
}

/** A model with a simple diagram of its requirements: what is needed stands lower. Elements without an id have no shape. */
export function addDiagram(model: DmnModel): DmnModel {
  if (model.kept.some(({ name }) => name === 'DMNDI')) return model;
  const elements = [
    ...model.inputData.map((item) => ({ item, needs: [] as Reference[] })),
    ...model.decisions.map((item) => ({ item, needs: [...item.requiredInputs, ...item.requiredDecisions, ...item.requiredKnowledge] })),
    ...model.knowledgeModels.map((item) => ({ item, needs: item.requiredKnowledge })),
  ].filter(({ item }) => item.id !== undefined);
  const levels = levelsOf(new Map(elements.map(({ item, needs }) => [item.id!, needs.map(({ href }) => href.replace(/^#/, ''))])));
  const deepest = Math.max(0, ...levels.values());
  const filled = new Map<number, number>();
  const places = new Map<string, { x: number; y: number }>();
  for (const { item } of elements) {
    const level = levels.get(item.id!)!;
    const column = filled.get(level) ?? 0;
    filled.set(level, column + 1);
    places.set(item.id!, { x: size.gapX + column * (size.width + size.gapX), y: size.gapY + (deepest - level) * (size.height + size.gapY) });
  }
  const shapes = [...places].map(([id, { x, y }]) => make('dmndi', 'DMNShape', { id: `shape_${id}`, dmnElementRef: id }, [make('dc', 'Bounds', { x, y, width: size.width, height: size.height })]));
  const edges = elements.flatMap(({ item, needs }) =>
    needs.flatMap(({ id, href }) => {
      const [from, to] = [places.get(href.replace(/^#/, '')), places.get(item.id!)];
      if (!from || !to || id === undefined) return [];
      return [make('dmndi', 'DMNEdge', { id: `edge_${id}`, dmnElementRef: id }, [make('di', 'waypoint', { x: from.x + size.width / 2, y: from.y }), make('di', 'waypoint', { x: to.x + size.width / 2, y: to.y + size.height })])];
    }),
  );
  return { ...model, kept: [...model.kept, make('dmndi', 'DMNDI', {}, [make('dmndi', 'DMNDiagram', { id: 'diagram' }, [...shapes, ...edges])])] };
}

/** Longest way from each element down to one that needs nothing. Circles count as needing nothing. */
function levelsOf(needs: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const levels = new Map<string, number>();
  for (const start of needs.keys()) {
    const way = [start];
    const open = new Set<string>();
    while (way.length > 0) {
      const id = way.at(-1)!;
      const inner = (needs.get(id) ?? []).filter((other) => needs.has(other));
      const pending = inner.filter((other) => !levels.has(other) && !open.has(other));
      if (!levels.has(id) && pending.length > 0 && !open.has(id)) {
        open.add(id);
        way.push(...pending);
      } else {
        levels.set(id, levels.get(id) ?? Math.max(-1, ...inner.map((other) => levels.get(other) ?? -1)) + 1);
        way.pop();
      }
    }
  }
  return levels;
}
