import type { ValueSpec } from '@arbiter/contracts';
import type { FeelType } from '@arbiter/engine/feel/feel-type';
import { checkFeel, type CheckedFeel } from '@arbiter/engine/feel/types/check-feel';
import { feelTypeOf, typeFits } from '@arbiter/engine/strategy-data-model/feel-types';
import type { ExpressionScope } from './expression-scope.js';
import { feelHints, type FeelHint } from './feel-hints.js';
import { feelScopeOf, typeFromText } from './feel-scope.js';

export interface FeelQuestion {
  scope: ExpressionScope;
  /** As FEEL writes it; undefined where any type will do. */
  expected?: string | undefined;
  dialect?: 'expression' | 'unary-tests' | undefined;
  /** Of `?`, the value under unary tests. */
  input?: ValueSpec | undefined;
}

/** Something wrong, at offsets of the source. */
export type FeelProblem =
  | { kind: 'fault'; start: number; end: number; code: string; message: string }
  | { kind: 'hint'; start: number; end: number; hint: FeelHint }
  | { kind: 'expected'; start: number; end: number; wanted: FeelType; found: FeelType };

export interface FeelFindings {
  /** Null where the expression is empty or cannot be read. */
  type: FeelType | null;
  problems: FeelProblem[];
  checked: CheckedFeel | null;
}

/**
 * What the engine makes of an expression while it is typed. Without names (an item that stands alone) unknown ones are no faults. Where
 * something is wrong and a habit of other languages explains it, that is told in place of the parser's own words.
 */
export function checkExpression(source: string, { scope, expected, dialect, input }: FeelQuestion): FeelFindings {
  if (source.trim() === '') return { type: null, problems: [], checked: null };
  const names = feelScopeOf(scope);
  const result = checkFeel(source, { scope: names, strict: scope.length > 0, ...(dialect ? { dialect } : {}), ...(input ? { input: feelTypeOf(input) } : {}) });
  if (!result.ok) {
    const hints = feelHints(source, (name) => names.has(name));
    const first = result.error[0]!;
    const telling = hints.filter(({ start, end }) => first.code === 'feel-syntax' || result.error.some((fault) => fault.start <= end && start <= fault.end));
    if (telling.length > 0) return { type: null, checked: null, problems: telling.map((hint) => ({ kind: 'hint', start: hint.start, end: hint.end, hint })) };
    return { type: null, checked: null, problems: result.error.map(({ start, end, code, message }) => ({ kind: 'fault', start, end, code, message: message.replace(/^Line \d+, column \d+: /, '') })) };
  }
  const { type } = result.value;
  const wanted = expected === undefined ? null : typeFromText(expected);
  const problems: FeelProblem[] = wanted && !typeFits(type, wanted) ? [{ kind: 'expected', start: 0, end: source.length, wanted, found: type }] : [];
  return { type, problems, checked: result.value };
}
