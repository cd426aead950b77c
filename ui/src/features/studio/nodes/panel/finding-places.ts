import type { NodeKindName } from '@arbiter/contracts';
import type { NodeFinding } from '../../draft/faults-by-node.js';

/** Places whose findings the editor of a kind shows beside its fields. Whatever lies elsewhere is told above the editor. */
const shownPlaces: Partial<Record<NodeKindName, RegExp>> = {
  branch: /^\/branches\/\d+\/(condition|label|port)/,
  rules: /^\/(content\/document|results\/\d+)/,
  calculate: /^\/assignments\/\d+\/(name|value)/,
  output: /^\/(assignments\/\d+\/(name|value)|decision|action|channel|terms\/\d+\/(name|value)|reasonCodes\/\d+)/,
  'sub-process': /^\/(strategy|inputs(\/\d+\/|$)|outputs\/\d+\/(name|value))/,
  loop: /^\/(list|element|index|accumulators\/\d+\/|collect\/|breakWhen|limit)/,
  sql: /^\/(source|statement|parameters\/\d+\/|result\/|rowLimit|timeoutMs)/,
  http: /^\/(service|path|query\/\d+\/|headers\/\d+\/|body|expect|result\/\d+\/|cacheMs|idempotencyKey|timeoutMs)/,
  python: /^\/(code|inputs\/\d+\/|outputs\/\d+\/|libraries|timeoutMs|memoryMb)/,
  model: /^\/(model|features|results\/)/,
  'ab-test': /^\/(key|salt|experiment|arm$|arms)/,
  arbitrate: /^\/(candidates\/\d+\/|list\/|best\/|top\/|removed)/,
  'contact-policy': /^\/(customer|channel|action)/,
  channel: /^\/(customer|action|channels\/\d+\/|channel$|at$)/,
};

/** Findings about the node as a whole, and those that no field shows. Those of the error policy stand with it. */
export function findingsAbove(kind: NodeKindName, findings: readonly NodeFinding[], asJson = false): NodeFinding[] {
  const shown = shownPlaces[kind];
  return findings.filter(({ path }) => !path.startsWith('/onError') && (asJson ? !path.startsWith('/settings') : !(path.startsWith('/settings') && shown?.test(path.slice('/settings'.length)))));
}
