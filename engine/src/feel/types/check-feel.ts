import type { Result } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../feel-type.js';
import type { FeelFault } from '../parse/feel-fault.js';
import type { FeelNode } from '../parse/feel-node.js';
import { KnownNames } from '../parse/known-names.js';
import { parseFeel, type FeelDialect } from '../parse/parse-feel.js';
import type { Binding, Local } from './bindings.js';
import { Checker } from './checker.js';

export interface CheckOptions {
  scope: FeelScope;
  dialect?: FeelDialect;
  /** Type of `?`, the value under unary tests. */
  input?: FeelType;
  /** Unknown names and types that do not fit are faults; without it they are null at run time, as DMN has it. */
  strict?: boolean;
  /** Types by name, for `instance of` and parameters of functions. */
  types?: ReadonlyMap<string, FeelType>;
  /** Names that entries of contexts of unknown type may have; needed for those with spaces. */
  members?: Iterable<string>;
}

/** An expression whose names and types are known. */
export interface CheckedFeel {
  readonly source: string;
  readonly tree: FeelNode;
  readonly type: FeelType;
  /** Type of `?`. */
  readonly input: FeelType;
  /** Names of the scope that the expression reads. */
  readonly names: readonly string[];
  readonly types: ReadonlyMap<FeelNode, FeelType>;
  readonly bindings: ReadonlyMap<FeelNode, Binding>;
  /** Names that nodes introduce: elements of loops and filters, parameters, entries of contexts. */
  readonly locals: ReadonlyMap<FeelNode, readonly Local[]>;
}

/** Names of fields within a type, to any depth. */
function fieldNames(type: FeelType, into: Set<string>, depth = 0): void {
  if (depth > 50) return;
  if (type.kind === 'list') fieldNames(type.items, into, depth + 1);
  else if (type.kind === 'range') fieldNames(type.of, into, depth + 1);
  else if (type.kind === 'function') fieldNames(type.result, into, depth + 1);
  else if (type.kind === 'context') {
    for (const [name, field] of Object.entries(type.fields)) {
      into.add(name);
      fieldNames(field, into, depth + 1);
    }
  }
}

interface PreparedScope { size: number; names: KnownNames; members: ReadonlySet<string> }
/** A table checks many thousands of cells against one scope of as many names: both are read once for a scope. */
const prepared = new WeakMap<FeelScope, PreparedScope>();

function prepare(scope: FeelScope): PreparedScope {
  const known = prepared.get(scope);
  if (known?.size === scope.size) return known;
  const members = new Set<string>();
  for (const type of scope.values()) fieldNames(type, members);
  const fresh = { size: scope.size, names: new KnownNames(scope.keys()), members };
  prepared.set(scope, fresh);
  return fresh;
}

/** Parses, resolves names and infers types. A scope stays as it is once an expression was checked against it. */
export function checkFeel(source: string, options: CheckOptions): Result<CheckedFeel, FeelFault[]> {
  const scope = prepare(options.scope);
  const members = new Set<string>([...scope.members, ...(options.members ?? [])]);
  for (const type of options.types?.values() ?? []) fieldNames(type, members);
  if (options.input) fieldNames(options.input, members);
  const parsed = parseFeel(source, {
    names: scope.names, members,
    ...(options.dialect ? { dialect: options.dialect } : {}),
    ...(options.types ? { types: options.types } : {}),
  });
  if (!parsed.ok) return parsed;
  const checker = new Checker(source, options.scope, options.strict === true);
  const input = options.input ?? options.scope.get('?') ?? { kind: 'any' };
  const type = checker.check(parsed.value, input);
  if (checker.faults.length > 0) return { ok: false, error: checker.faults };
  return { ok: true, value: { source, tree: parsed.value, type, input, names: [...checker.names], types: checker.types, bindings: checker.bindings, locals: checker.locals } };
}
