import type { ItemKind } from '@arbiter/contracts';
import { ProblemError } from '../../http/problem-error.js';

/** Deeper than any graph in a graph that a person draws; recursive code over a document is safe below it. */
const mostDepth = 200;
const mostValues = 2_000_000;
const mostBytes = (kind: ItemKind): number => (kind === 'model' ? 24 : 8) * 2 ** 20;

/** Depth and number of values of a JSON value, without recursion, so that hostile nesting costs nothing. */
export function measureJson(value: unknown): { depth: number; values: number } {
  let level: unknown[] = [value];
  let depth = 0;
  let values = 0;
  while (level.length > 0) {
    values += level.length;
    if (depth > mostDepth || values > mostValues) return { depth, values };
    const next: unknown[] = [];
    for (const one of level) if (typeof one === 'object' && one !== null) for (const child of Object.values(one)) next.push(child);
    level = next;
    depth += 1;
  }
  return { depth: depth - 1, values };
}

/** The JSON text of a document that may be stored. Throws validation-failed for what is no object, or too deep or large. */
export function printDocument(kind: ItemKind, document: unknown, path = '/document'): string {
  const refuse = (code: string, message: string): never => {
    throw new ProblemError(code === 'too-large' ? 'too-large' : 'validation-failed', message, { faults: [{ path, code, message }] });
  };
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return refuse('wrong-type', `The document of a ${kind} must be an object, not ${Array.isArray(document) ? 'a list' : JSON.stringify(document) ?? 'nothing'}`);
  const { depth, values } = measureJson(document);
  if (depth > mostDepth) refuse('too-deep', `The document is nested deeper than ${mostDepth} levels: flatten it`);
  if (values > mostValues) refuse('too-large', `The document holds more than ${mostValues} values: split it`);
  const text = JSON.stringify(document);
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes(kind)) refuse('too-large', `The document has ${bytes} bytes, a ${kind} may have ${mostBytes(kind)}: split it`);
  return text;
}
