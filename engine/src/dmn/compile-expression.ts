import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { setOwn } from '../feel/runtime/kinds.js';
import { anyFeel, factsWith, scopeWith, type CompiledExpression, type ExpressionCompiler, type Run } from './compiled-expression.js';
import { compileFunction, compileInvocation } from './compile-function.js';
import { compileIterator, compileFilter } from './compile-iterator.js';
import { compileTable } from './compile-table.js';
import type { ContextExpression, DmnExpression, RelationExpression } from './dmn-model.js';
import { fieldsOf } from './model-types.js';
import { compileLiteral, typed } from './typed-expression.js';

/** Compiles a boxed expression. Its value conforms to its type reference, or is null. */
export function compileExpression(expression: DmnExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  return typed(compileKind(expression, scope, compiler), expression, compiler);
}

function compileKind(expression: DmnExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  switch (expression.kind) {
    case 'literal': return compileLiteral(expression, scope, compiler);
    case 'decision-table': return compileTable(expression, scope, compiler);
    case 'context': return compileContext(expression, scope, compiler);
    case 'list': return compileList(expression.items.map((item) => compiler.compile(item, scope)));
    case 'relation': return compileRelation(expression, scope, compiler);
    case 'invocation': return compileInvocation(expression, scope, compiler);
    case 'function': return compileFunction(expression, scope, compiler);
    case 'conditional': {
      const [condition, then, otherwise] = [compiler.compile(expression.if, scope), compiler.compile(expression.then, scope), compiler.compile(expression.else, scope)];
      const run: Run = (facts, call) => {
        const holds = condition.run(facts, call);
        if (holds === true) return then.run(facts, call);
        if (holds === false || holds === null) return otherwise.run(facts, call);
        call.note(`${compiler.where}: the condition is neither true nor false, so the result is null`);
        return null;
      };
      return { run, type: anyFeel };
    }
    case 'filter': return compileFilter(expression, scope, compiler);
    default: return compileIterator(expression, scope, compiler);
  }
}

function compileContext(expression: ContextExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  let inner = scope;
  const fields: [string, FeelType][] = [];
  const parts: { name: string | undefined; compiled: CompiledExpression }[] = [];
  for (const entry of expression.entries) {
    // A function may call itself by the name of its entry.
    const own = entry.variable && entry.expression.kind === 'function' ? scopeWith(inner, [[entry.variable.name, anyFeel]]) : inner;
    const value = compiler.compile(entry.expression, own);
    const compiled = entry.variable ? typed(value, entry.variable, compiler) : value;
    parts.push({ name: entry.variable?.name, compiled });
    if (!entry.variable) continue;
    fields.push([entry.variable.name, compiled.type]);
    inner = scopeWith(inner, [[entry.variable.name, compiled.type]]);
  }
  const last = parts.at(-1);
  const type: FeelType = last && last.name === undefined ? last.compiled.type : { kind: 'context', fields: fieldsOf(fields) };
  const run: Run = (facts, call) => {
    const local = factsWith(facts, []);
    const context: Record<string, unknown> = {};
    for (const { name, compiled } of parts) {
      if (name !== undefined) local[name] ??= null;
      const value = compiled.run(local, call);
      if (name === undefined) return value;
      local[name] = value;
      setOwn(context, name, value);
    }
    return context;
  };
  return { run, type };
}

function compileList(items: readonly CompiledExpression[]): CompiledExpression {
  return {
    run: (facts, call) => items.map((item) => item.run(facts, call)),
    type: { kind: 'list', items: items.length > 0 && items.every(({ type }) => type.kind === items[0]!.type.kind && !('items' in type) && !('fields' in type)) ? items[0]!.type : anyFeel },
  };
}

function compileRelation(expression: RelationExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  const columns = expression.columns;
  const rows = expression.rows.map((row) => row.cells.map((cell, index) => typed(compiler.compile(cell, scope), columns[index] ?? {}, compiler)));
  const run: Run = (facts, call) =>
    rows.map((cells) => {
      const context: Record<string, unknown> = {};
      columns.forEach(({ name }, index) => setOwn(context, name, cells[index]!.run(facts, call)));
      return context;
    });
  const fields = columns.map(({ name, typeRef, at }): [string, FeelType] => [name, compiler.typeOf({ ...(typeRef === undefined ? {} : { typeRef }), ...(at ? { at } : {}) }).feel]);
  return { run, type: { kind: 'list', items: { kind: 'context', fields: fieldsOf(fields) } } };
}
