import type { FeelValue } from '../../feel/feel-type.js';
import { FeelDateTime } from '../../feel/values/date-and-time.js';
import { toJson } from '../../runtime/to-json.js';
import { StrategyFailure } from '../strategy-services.js';
import { jsonTaker } from './json-taker.js';

/** Text of a value that becomes part of an address or a header: strings, numbers, booleans, dates. */
function partText(value: FeelValue, what: string): string {
  const json = toJson(value);
  if (typeof json === 'string') return json;
  if (typeof json === 'number' || typeof json === 'boolean') return String(json);
  throw new StrategyFailure('wrong-type', `${what} is ${json === null ? 'null' : Array.isArray(json) ? 'a list' : 'a context'}, but a text is wanted: choose an expression that is never null`, { retry: false });
}

function encoded(text: string, what: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new StrategyFailure('wrong-type', `${what} holds half of a character, which no address can hold`, { retry: false });
  }
}

/** Functions that the code of SQL and HTTP nodes calls. */
export const sourceRuntime = {
  jsonTaker,

  /** Date and time as instants in UTC, alone or in a list; those without a zone are meant in UTC. */
  instants(value: FeelValue): unknown {
    if (Array.isArray(value)) return value.map((one) => sourceRuntime.instants(one));
    return value instanceof FeelDateTime ? new Date(value.epochSecond * 1000 + Math.floor(value.nanos / 1e6)).toISOString() : toJson(value);
  },

  /** A column of the first row; `absent` where there is no row. */
  columnOf(row: Record<string, unknown> | undefined, column: string, absent: unknown): unknown {
    if (row === undefined) return absent;
    if (!Object.hasOwn(row, column)) throw new StrategyFailure('column-missing', `The answer has no column ${JSON.stringify(column)}, only ${Object.keys(row).slice(0, 20).join(', ')}: name it with AS`, { retry: false });
    return row[column];
  },
  firstRow(rows: readonly Record<string, unknown>[], source: string): Record<string, unknown> {
    const [row] = rows;
    if (row === undefined) throw new StrategyFailure('no-row', `The statement on ${source} found no row: choose what a missing row means`, { retry: false });
    return row;
  },

  /** A step of a path; whatever it holds, it stays one step. */
  pathPart(value: FeelValue): string {
    const text = partText(value, 'A part of the path');
    if (text === '' || text === '.' || text === '..') throw new StrategyFailure('http-refused', `A part of the path is ${JSON.stringify(text)}, which would change the path: choose an expression that is never so`, { retry: false });
    return encoded(text, 'A part of the path');
  },
  /** The query of an address with its question mark; null is left out, a list stands once for each element. */
  queryText(pairs: readonly (readonly [name: string, value: FeelValue])[]): string {
    const parts = pairs.flatMap(([name, value]) => {
      const values = Array.isArray(value) ? value : [value];
      return values.filter((one) => one !== null).map((one: FeelValue) => `${encoded(name, 'A name of the query')}=${encoded(partText(one, `"${name}" of the query`), `"${name}" of the query`)}`);
    });
    return parts.length === 0 ? '' : `?${parts.join('&')}`;
  },
  /** Headers by name; null is left out. */
  headersOf(pairs: readonly (readonly [name: string, value: FeelValue])[]): Record<string, string> {
    return Object.fromEntries(pairs.filter(([, value]) => value !== null).map(([name, value]) => [name, partText(value, `The header "${name}"`)]));
  },
  /** The answer, if its status is one of those expected (whole numbers; 2 stands for 200 to 299). */
  expectedAnswer<T extends { status: number }>(answer: T, expected: readonly number[], service: string, repeatable: boolean): T {
    const { status } = answer;
    if (expected.some((one) => (one < 10 ? Math.floor(status / 100) === one : status === one))) return answer;
    // What the caller did wrong is as wrong the next time.
    const passing = status >= 500 || status === 408 || status === 425 || status === 429;
    throw new StrategyFailure('http-status', `The service ${service} answered with the status ${status}: expect it, or mend the call`, { status, retry: repeatable && passing });
  },
};
