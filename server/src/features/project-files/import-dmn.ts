import type { Fault, FieldSpec, StrategyDocument } from '@arbiter/contracts';
import { importDmnAsItems, type DmnItems } from '@arbiter/engine/dmn/product/import-items';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { createItem, requireOpenProject, type SavedItem } from '../projects/api.js';

export interface ImportedDmn {
  items: SavedItem[];
  /** Names that had to change, since names of a data model hold no spaces and signs. */
  renamed: { from: string; to: string }[];
  /** What was left behind, each at `line:column` of the file. */
  notTaken: Fault[];
}

/** All decisions of a model one after the other; its tables stand in its nodes, so that it can be tried at once. */
function strategyOf({ model, items, inputs }: DmnItems): StrategyDocument {
  const outputs: FieldSpec[] = items.map(({ result, name, title }) => ({ ...result, name, title: title.slice(0, 200) }));
  const ids = ['in', ...items.map((_, index) => `d${index + 1}`), 'out'];
  return {
    description: `Taken over from the DMN model "${model.name}"`.slice(0, 10_000),
    dataModel: { inputs, variables: [], outputs },
    graph: {
      nodes: [
        { id: 'in', kind: 'input', position: { x: 0, y: 0 }, settings: {} },
        ...items.map((item, index) => ({
          id: `d${index + 1}`,
          title: item.title.slice(0, 200),
          position: { x: (index + 1) * 240, y: 0 },
          ...(item.kind === 'decision-table'
            ? { kind: 'rules' as const, settings: { content: { kind: 'decision-table', document: item.document }, results: [{ name: item.name, value: 'result' }] } }
            : { kind: 'calculate' as const, settings: { assignments: [{ name: item.name, value: item.expression }] } }),
        })),
        { id: 'out', kind: 'output', position: { x: (items.length + 1) * 240, y: 0 }, settings: {} },
      ],
      edges: ids.slice(1).map((to, index) => ({ from: ids[index]!, port: 'next', to })),
    },
  };
}

/** Makes drafts of the decisions of a DMN file: each table an item, and one strategy of all decisions. Throws file-invalid with `line:column` places. */
export async function importDmn(container: Pick<Container, 'repository' | 'now'>, projectId: string, xml: string, author: string | null): Promise<ImportedDmn> {
  await requireOpenProject(container.repository, projectId);
  const read = importDmnAsItems(xml);
  if (!read.ok) throw new ProblemError('file-invalid', `The DMN file cannot be taken over: ${read.error[0]?.message ?? ''}`, { faults: read.error });
  const { items, renamed, notTaken, model } = read.value;
  if (items.length === 0) throw new ProblemError('file-invalid', `The DMN model "${model.name}" has no decision that could be taken over`, { faults: notTaken });
  const saved: SavedItem[] = [];
  for (const item of items) if (item.kind === 'decision-table') saved.push(await createItem(container, { projectId, kind: 'decision-table', name: item.title.slice(0, 200) || item.name, document: item.document }, author));
  saved.push(await createItem(container, { projectId, kind: 'strategy', name: model.name.trim().slice(0, 200) || 'DMN', document: strategyOf(read.value) }, author));
  return { items: saved, renamed, notTaken };
}
