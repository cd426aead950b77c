import { compileDmn, type CompiledDmn } from '@arbiter/engine/dmn/compile-dmn';
import { feelToText } from './value-text.js';
import { isContext } from '@arbiter/engine/feel/runtime/kinds';
import { is } from '@arbiter/engine/feel/runtime/comparing';
import { makeFeelContext } from '@arbiter/engine/feel/runtime/feel-context';
import type { DmnModel } from '@arbiter/engine/dmn/dmn-model';
import type { TckCase, TckResult, TckSuite } from './read-tck.js';

export interface TckOutcome {
  key: string;
  level: string;
  folder: string;
  file: string;
  id: string;
  passed: boolean;
  /** What was expected and what came, where they differ. */
  why: string;
}

/** Numbers may differ by this share, as in the kit's own runners. */
const tolerance = 1e-8;

export function same(actual: unknown, expected: unknown): boolean {
  if (typeof expected === 'number' && typeof actual === 'number') return Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
  if (Array.isArray(expected)) return Array.isArray(actual) && actual.length === expected.length && expected.every((item, index) => same(actual[index], item));
  if (isContext(expected)) {
    const keys = Object.keys(expected);
    return isContext(actual) && keys.length === Object.keys(actual).length && keys.every((key) => Object.hasOwn(actual, key) && same(actual[key], expected[key]));
  }
  if (actual === null || expected === null) return actual === expected;
  return is(actual, expected);
}

export const keyOf = ({ level, folder, file, id }: Pick<TckCase, 'level' | 'folder' | 'file' | 'id'>, index: number): string => `${level.replace('compliance-level-', 'L')}/${folder}/${file.replace(/\.xml$/, '')}/${id || index + 1}`;

/** Runs every case of a suite; `model` may be another one than the file's own (an exported copy). */
export function runSuite(suite: TckSuite, model: DmnModel | undefined = suite.model, imports: readonly DmnModel[] = suite.imports): TckOutcome[] {
  const compiled = model ? compileDmn(model, { imports }) : undefined;
  const broken = suite.unreadable ?? (compiled && !compiled.ok ? compiled.error[0]!.message : undefined);
  return suite.cases.map((testCase, index) => {
    const { level, folder, file, id } = testCase;
    const why = broken ?? (compiled?.ok ? runCase(testCase, compiled.value) : 'the model could not be read');
    return { key: keyOf(testCase, index), level, folder, file, id, passed: why === '', why };
  });
}

function runCase(testCase: TckCase, compiled: CompiledDmn): string {
  for (const result of testCase.results) {
    const { value, notes } = evaluate(testCase, result, compiled);
    if (result.errorResult ? value === null || same(value, result.expected) : same(value, result.expected)) continue;
    return `${result.name}: expected ${result.errorResult ? 'an error (null)' : feelToText(result.expected)}, came ${feelToText(value)}${notes.length > 0 ? ` [${notes.slice(0, 2).join('; ')}]` : ''}`;
  }
  return '';
}

function evaluate(testCase: TckCase, result: TckResult, compiled: CompiledDmn): { value: unknown; notes: string[] } {
  const x = makeFeelContext({ nowMs: Date.UTC(2024, 0, 15, 12), timeZone: 'UTC' });
  const service = testCase.type === 'decisionService' && testCase.invocable !== undefined;
  const answer = service
    ? compiled.evaluateService(testCase.invocable!, testCase.inputs, x)
    : testCase.type === 'bkm'
      ? compiled.evaluateKnowledgeModel(testCase.invocable ?? result.name, testCase.inputs, x)
      : compiled.evaluateDecision(result.name, testCase.inputs, x);
  if (!answer.ok) return { value: null, notes: answer.error.map(({ message }) => message) };
  const { value, notes } = answer.value;
  const several = service && compiled.model.services.find(({ name }) => name === testCase.invocable)!.outputDecisions.length > 1;
  return { value: several && isContext(value) && Object.hasOwn(value, result.name) ? value[result.name] : value, notes: [...notes, ...compiled.faults.filter(({ message }) => message.includes(JSON.stringify(result.name))).map(({ message }) => message)] };
}
