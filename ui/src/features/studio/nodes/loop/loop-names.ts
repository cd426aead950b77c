import type { FieldSpec, StrategyDocument, StrategyGraph, ValueSpec } from '@arbiter/contracts';
import type { GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';
import { scopeOf, type ExpressionScope, type ScopeName } from '../../expressions/expression-scope.js';

/** The type of an expression that is more than a path, where it is known; asked with the names in reach. */
export type SpecOf = (expression: string, scope: ExpressionScope) => ValueSpec | undefined;

const path = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** What a path like `customer.contracts` leads to, with the titles and allowed values of its fields. */
function specAtPath(expression: string, scope: ExpressionScope): ValueSpec | undefined {
  const text = expression.trim();
  if (!path.test(text)) return undefined;
  const [first, ...rest] = text.split('.');
  let spec: ValueSpec | undefined = scope.find(({ name }) => name === first)?.spec;
  for (const step of rest) spec = spec?.fields?.find((field: FieldSpec) => field.name === step);
  return spec;
}

/** Names that a loop adds for its body and for what it works out after each round: its element and its index. */
export function namesOfLoop(settings: unknown, scope: ExpressionScope, specOf?: SpecOf): ScopeName[] {
  const { list, element, index } = (settings ?? {}) as { list?: unknown; element?: unknown; index?: unknown };
  if (typeof element !== 'string' || element === '') return [];
  const expression = typeof list === 'string' ? list : '';
  const of = specAtPath(expression, scope) ?? specOf?.(expression, scope);
  const names: ScopeName[] = [{ name: element, part: 'local', spec: of?.type === 'list' && of.items ? of.items : { type: 'any' } }];
  if (typeof index === 'string' && index !== '' && index !== element) names.push({ name: index, part: 'local', spec: { type: 'number' } });
  return names;
}

/** Names in reach in the graph at a place: those of the data model, and those of every loop that was stepped into, the innermost first. */
export function scopeAt(document: StrategyDocument, place: GraphPlace, specOf?: SpecOf): ExpressionScope {
  let local: ExpressionScope = [];
  let graph: StrategyGraph | undefined = document.graph;
  for (const id of place) {
    const loop: StrategyGraph['nodes'][number] | undefined = graph?.nodes.find((node) => node.id === id && node.kind === 'loop');
    if (!loop) break;
    local = [...namesOfLoop(loop.settings, scopeOf(document.dataModel, local), specOf), ...local];
    graph = (loop.settings as { body?: StrategyGraph } | null)?.body;
  }
  return scopeOf(document.dataModel, local);
}
