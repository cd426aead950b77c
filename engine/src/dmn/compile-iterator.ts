import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { isContext } from '../feel/runtime/kinds.js';
import { select } from '../feel/runtime/paths-and-filters.js';
import { FeelRange } from '../feel/values/feel-range.js';
import { withinList } from '../feel/runtime/feel-context.js';
import { anyFeel, factsWith, scopeWith, type Call, type CompiledExpression, type ExpressionCompiler, type Facts } from './compiled-expression.js';
import type { FilterExpression, IteratorExpression } from './dmn-model.js';

const itemsOf = (type: FeelType): FeelType => (type.kind === 'list' ? type.items : anyFeel);

/** Elements to go through: of a list, of a range of whole numbers; one value counts as a list of itself. */
function elementsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (value === null) return null;
  if (!(value instanceof FeelRange)) return [value];
  const { low, high } = value;
  if (typeof low !== 'number' || typeof high !== 'number' || !Number.isInteger(low) || !Number.isInteger(high)) return null;
  const first = value.lowIncluded ? low : low + 1;
  const length = Math.max(0, (value.highIncluded ? high : high - 1) - first + 1);
  withinList(length);
  return Array.from({ length }, (_, index) => first + index);
}

/** Boxed `for`, `some` and `every`. */
export function compileIterator(expression: IteratorExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  const domain = compiler.compile(expression.in, scope);
  const { kind, variable } = expression;
  const element: [string, FeelType] = [variable, itemsOf(domain.type)];
  const body = compiler.compile(expression.body, scopeWith(scope, kind === 'for' ? [element, ['partial', { kind: 'list', items: anyFeel }]] : [element]));
  const { where } = compiler;
  const each = (facts: Facts, call: Call, visit: (local: Facts) => boolean): boolean => {
    const elements = elementsOf(domain.run(facts, call));
    if (!elements) {
      call.note(`${where}: what is gone through is no list, so the result is null`);
      return false;
    }
    const local = factsWith(facts, []);
    for (const value of elements) {
      call.x.tick();
      local[variable] = value;
      // Functions that the body makes remember the element of their own turn.
      if (!visit(factsWith(local, []))) break;
    }
    return true;
  };
  if (kind === 'for') {
    const run = (facts: Facts, call: Call): unknown => {
      const results: unknown[] = [];
      const done = each(facts, call, (local) => {
        local['partial'] = [...results];
        results.push(body.run(local, call));
        return true;
      });
      return done ? results : null;
    };
    return { run: usesPartial(expression) ? run : withoutPartial(each, body), type: { kind: 'list', items: body.type } };
  }
  const decisive = kind === 'some';
  const run = (facts: Facts, call: Call): unknown => {
    let answer: boolean | null = !decisive;
    const done = each(facts, call, (local) => {
      const value = body.run(local, call);
      if (value === decisive) answer = decisive;
      else if (value === null) answer = null;
      else if (typeof value !== 'boolean') {
        call.note(`${where}: a condition is neither true nor false, so the result is null`);
        answer = null;
        return false;
      }
      return value !== decisive;
    });
    return done ? answer : null;
  };
  return { run, type: { kind: 'boolean' } };
}

/** Copies of the results so far are made only where the body can read them: they cost the square of the length. */
function usesPartial(expression: IteratorExpression): boolean {
  return JSON.stringify(expression.body).includes('partial');
}

function withoutPartial(each: (facts: Facts, call: Call, visit: (local: Facts) => boolean) => boolean, body: CompiledExpression) {
  return (facts: Facts, call: Call): unknown => {
    const results: unknown[] = [];
    return each(facts, call, (local) => {
      local['partial'] = null;
      results.push(body.run(local, call));
      return true;
    })
      ? results
      : null;
  };
}

/** Boxed filter: as FEEL's `in[match]`, with `item` and the entries of the element in reach. */
export function compileFilter(expression: FilterExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  const list = compiler.compile(expression.in, scope);
  const element = itemsOf(list.type);
  const fields: [string, FeelType][] = element.kind === 'context' ? Object.entries(element.fields) : [];
  const match = compiler.compile(expression.match, scopeWith(scope, [...fields, ['item', element]]));
  const { where } = compiler;
  const run = (facts: Facts, call: Call): unknown => {
    let odd = false;
    const value = select(call.x, list.run(facts, call), (element) => {
      const own: [string, unknown][] = isContext(element) ? Object.entries(element) : [];
      const found = match.run(factsWith(facts, [...fields.map(([name]): [string, unknown] => [name, facts[name] ?? null]), ...own, ['item', element]]), call);
      odd ||= found !== null && typeof found !== 'boolean' && typeof found !== 'number';
      return found;
    });
    if (!odd) return value;
    call.note(`${where}: the match of a filter is neither true nor false, so the result is null`);
    return null;
  };
  return { run, type: anyFeel };
}
