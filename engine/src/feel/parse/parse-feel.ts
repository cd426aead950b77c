import type { Result } from '@arbiter/contracts';
import type { FeelType } from '../feel-type.js';
import { builtinNames } from '../types/builtin-signatures.js';
import { FeelStop, feelFault, type FeelFault } from './feel-fault.js';
import type { FeelNode } from './feel-node.js';
import { KnownNames } from './known-names.js';
import { Parser } from './parser.js';

/** Characters of one expression. */
export const maxFeelLength = 200_000;

export type FeelDialect = 'expression' | 'unary-tests';

export interface ParseOptions {
  /** `unary-tests`: the cells of decision tables, such as `< 5, [10..20]`. */
  dialect?: FeelDialect;
  /** Names in reach; needed for those with spaces or signs. Read beforehand, they serve many expressions. */
  names?: Iterable<string> | KnownNames;
  /** Fields of contexts; needed for those with spaces or signs. */
  members?: Iterable<string>;
  /** Types by name, for `instance of` and parameters of functions. */
  types?: ReadonlyMap<string, FeelType>;
}

const builtins = new KnownNames(builtinNames);
const temporalMembers = ['time offset', 'start included', 'end included'];

/** Reads FEEL source into a tree with exact places. Faults carry their place; nothing is evaluated. */
export function parseFeel(source: string, options: ParseOptions = {}): Result<FeelNode, FeelFault[]> {
  if (source.length > maxFeelLength) {
    return { ok: false, error: [feelFault(source, maxFeelLength, source.length, 'feel-too-long', `The expression has ${source.length} characters, ${maxFeelLength} are allowed; split it into several.`)] };
  }
  const types = options.types ?? new Map<string, FeelType>();
  const parser = new Parser(source, {
    globals: options.names instanceof KnownNames ? options.names : new KnownNames(options.names),
    builtins,
    members: new KnownNames([...temporalMembers, ...(options.members ?? [])]),
    types: { names: new KnownNames(types.keys()), types },
  });
  try {
    return { ok: true, value: options.dialect === 'unary-tests' ? parser.unaryTestsDialect() : parser.expressionDialect() };
  } catch (error) {
    if (error instanceof FeelStop) return { ok: false, error: [error.fault] };
    throw error;
  }
}
