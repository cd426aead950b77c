import type { DecisionTableDocument, FieldSpec, StrategyDocument, ValueSpec } from '@arbiter/contracts';
import { type WrittenItems, writeItemsAsDmn } from '@arbiter/engine/dmn/product/write-items';
import { orderGraph } from '@arbiter/engine/strategy/graph-order';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findItem, loadDependencies } from '../projects/api.js';
import { findVersion } from '../registration/api.js';

type WrittenDecision = WrittenItems['decisions'][number];

/**
 * A decision table, or a strategy of calculations and decision tables one after the other, as a file of DMN 1.5; the draft, or a registered
 * version. Throws wrong-state naming the first node that DMN has no form for, file-invalid for text that XML cannot hold.
 */
export async function exportDmn({ repository }: Pick<Container, 'repository'>, itemId: string, version: number | undefined): Promise<{ name: string; xml: string }> {
  const found = version === undefined ? await findItem(repository, itemId) : await findVersion(repository, itemId, version);
  if ('faults' in found && found.faults > 0) refuse(`The draft of "${found.name}" has ${found.faults} faults: mend them before it is written as DMN`);
  const items: Pick<WrittenItems, 'inputs' | 'decisions'> =
    found.kind === 'decision-table'
      ? ofTable(found.name, found.document as DecisionTableDocument)
      : found.kind === 'strategy'
        ? ofStrategy(found.name, found.document as StrategyDocument, (await loadDependencies(repository, found.document, { withDeleted: version !== undefined })).find)
        : refuse(`"${found.name}" is a ${found.kind}: decision tables and strategies of tables and calculations are written as DMN`);
  const written = writeItemsAsDmn({ name: found.name, namespace: `urn:uuid:${itemId}`, ...items });
  if (!written.ok) throw new ProblemError('file-invalid', `"${found.name}" cannot be written as DMN: ${written.error[0]?.message ?? ''}`, { faults: written.error });
  return { name: found.name, xml: written.value };
}

const refuse = (message: string): never => {
  throw new ProblemError('wrong-state', message);
};

/** The inputs of a table that stands alone are the names that its columns read. */
function ofTable(name: string, document: DecisionTableDocument): Pick<WrittenItems, 'inputs' | 'decisions'> {
  const inputs = new Map<string, FieldSpec>();
  for (const { expression, type = 'any' } of document.inputs ?? []) {
    const read = expression.trim();
    if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(read)) inputs.set(read, { name: read, type });
  }
  const decision = name.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^(?=\p{N})/u, '_') || 'Decision';
  return { inputs: [...inputs.values()], decisions: [{ kind: 'decision-table', name: inputs.has(decision) ? `${decision}_result` : decision, title: name, document }] };
}

function ofStrategy(name: string, { dataModel, graph }: StrategyDocument, find: (reference: never) => unknown): Pick<WrittenItems, 'inputs' | 'decisions'> {
  const start = graph.nodes.findIndex(({ kind }) => kind === 'input');
  const ordered = start < 0 ? undefined : orderGraph(graph, start);
  if (!ordered?.ok) return refuse(`"${name}" is no whole strategy yet: mend its faults before it is written as DMN`);
  const fields = new Map([...dataModel.variables, ...dataModel.outputs].map((field) => [field.name, field]));
  const specOf = (field: string): ValueSpec => fields.get(field) ?? { type: 'any' };
  const decisions: WrittenDecision[] = [];
  const written = new Set<string>();
  const add = (decision: WrittenDecision, node: string): void => {
    if (written.has(decision.name)) refuse(`Node "${node}" writes "${decision.name}" a second time; a decision of DMN has one value. Use another variable`);
    written.add(decision.name);
    decisions.push(decision);
  };
  const calculate = (assignments: readonly { name: string; value: string }[], node: string): void => {
    for (const assignment of assignments) add({ kind: 'calculation', name: assignment.name, expression: assignment.value, result: specOf(assignment.name) }, node);
  };
  for (const index of ordered.value.order) {
    const { id, title, kind, settings } = graph.nodes[index]!;
    if (kind === 'input') continue;
    if (kind === 'calculate') calculate((settings as { assignments: { name: string; value: string }[] }).assignments, id);
    else if (kind === 'output') calculate((settings as { assignments?: { name: string; value: string }[] }).assignments ?? [], id);
    else if (kind === 'rules') {
      const { content, results } = settings as { content: { kind?: string; document?: unknown; reference?: { kind: string } }; results: { name: string; value: string }[] };
      const [result, ...others] = results;
      const tableKind = content.reference?.kind ?? content.kind;
      if (tableKind !== 'decision-table' || !result || result.value.trim() !== 'result' || others.length > 0) refuse(`Node "${title ?? id}" cannot be written as DMN: only decision tables whose result goes whole into one name can`);
      const document = (content.reference ? find(content.reference as never) : content.document) as DecisionTableDocument;
      add({ kind: 'decision-table', name: result!.name, ...(title === undefined ? {} : { title }), document, result: specOf(result!.name) }, id);
    } else refuse(`Node "${title ?? id}" is of the kind "${kind}", which DMN has no form for: calculations and decision tables one after the other can be written`);
  }
  return { inputs: dataModel.inputs, decisions };
}
