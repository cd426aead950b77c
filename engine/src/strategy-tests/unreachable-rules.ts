import type { DecisionTreeNode, ScorecardDocument, StrategyDocument } from '@arbiter/contracts';
import type { Dependencies } from '../strategy/node-kind.js';
import { readContent } from '../strategy/nodes/rules/read-content.js';
import { documentOf } from '../strategy/nodes/rules/rules-document.js';
import { leavesOf } from '../strategy/nodes/rules/rules-in.js';
import type { RulesSettings } from '../strategy/nodes/rules/rules-settings.js';
import { scopeOf } from '../strategy-data-model/index.js';
import { goalKey } from './coverage-goals.js';

/**
 * Rules, bins and leaves of the strategy's own rules nodes that the analysis of their documents proves never to be reached, whatever
 * values the data model allows: the reason by the key of the goal.
 */
export function unreachableRules({ dataModel, graph }: StrategyDocument, dependencies: Dependencies): Map<string, string> {
  const proofs = new Map<string, string>();
  const scope = scopeOf(dataModel);
  const fields = new Map([...dataModel.inputs, ...dataModel.variables, ...dataModel.outputs].map((field) => [field.name, field]));
  for (const node of graph.nodes) {
    if (node.kind !== 'rules') continue;
    const settings = node.settings as RulesSettings;
    const found = documentOf(settings, dependencies);
    const content = found && readContent(found.kind, found.document, settings, scope, fields);
    if (!found || !content?.ok) continue;
    for (const { path, code, message } of content.value.warnings()) {
      if (!code.startsWith('unreachable')) continue;
      for (const rule of placesAt(path, found.document)) proofs.set(goalKey({ kind: 'rule', path: node.id, detail: String(rule) }), message);
    }
  }
  return proofs;
}

/** Rules at a JSON pointer of a document of rules, counted as its trace counts them. */
function placesAt(path: string, document: unknown): number[] {
  const rule = /^\/rules\/(\d+)$/.exec(path);
  if (rule) return [Number(rule[1])];
  const bin = /^\/characteristics\/(\d+)\/bins\/(\d+)$/.exec(path);
  if (bin) {
    const before = (document as ScorecardDocument).characteristics.slice(0, Number(bin[1])).reduce((sum, { bins }) => sum + bins.length, 0);
    return [before + Number(bin[2])];
  }
  if (!path.startsWith('/root')) return [];
  return leavesOf((document as { root: DecisionTreeNode }).root).flatMap((leaf, place) => (leaf === path || leaf.startsWith(`${path}/`) ? [place] : []));
}
