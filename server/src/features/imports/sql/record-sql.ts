import type { FileFormat } from '@arbiter/contracts';
import { literal } from './literal.js';

/*
 * A CSV text is read as physical lines and taken apart here, not by ClickHouse's CSV reader, for two reasons: a broken
 * row becomes a reject with its line instead of the end of the whole import, and line numbers are those of the file.
 */

/** Stands for a separator outside quotes while a line is taken apart. A line that holds it itself takes the slow way. */
const mark = '\u001f';

const inClass = (separator: string) => (separator === '\t' ? '\\t' : separator);
const inPattern = (separator: string) => (separator === '|' ? '\\|' : inClass(separator));

function patterns(separator: FileFormat['separator']) {
  const bare = inClass(separator);
  // What follows the closing quote does not begin with a quote, so that a line is read in one way only.
  const quoted = `"(?:[^"]|"")*"(?:[^"${bare}][^${bare}]*)?`;
  return {
    /** One cell, after a separator. */
    cell: `(?s)${inPattern(separator)}(${quoted}|[^${bare}]*)`,
    /** A line that begins outside quotes and ends inside a quoted cell. */
    opens: `(?s)^(?:(?:${quoted}|[^"${bare}][^${bare}]*|)${inPattern(separator)})*"(?:[^"]|"")*$`,
    /** The same for a line that begins inside quotes: the cell goes on, or it ends and another opens. */
    staysOpen: `(?s)^(?:[^"]|"")*$|^(?:[^"]|"")*"(?:[^"${bare}][^${bare}]*)?${inPattern(separator)}(?:(?:${quoted}|[^"${bare}][^${bare}]*|)${inPattern(separator)})*"(?:[^"]|"")*$`,
  };
}

/** The lines of a text file numbered from one: what is selected from the file as `text`. The reader must be ordered (one thread). */
export const numberedLines = 'rowNumberInAllBlocks() + 1 AS line, text';

/** Without the byte order mark, Excel's `sep=;` and the carriage return of a Windows line end. */
export function cleanLines(lines: string): string {
  const marked = `replaceRegexpOne(source.text, '^(\\\\xEF\\\\xBB\\\\xBF|\\\\x{FEFF})', '')`;
  const first = `if(match(${marked}, '(?i)^sep=[,;|\\\\t]\\\\r*$'), '', ${marked})`;
  return `SELECT source.line AS line, trimRight(if(source.line = 1, ${first}, source.text), '\\r') AS text FROM ${lines} AS source`;
}

/** Lines with an odd number of quotes: without any, every line is a record. */
export const oddLines = (lines: string) => `SELECT count() AS odd FROM ${lines} WHERE countSubstrings(text, '"') % 2 = 1`;

/**
 * Joins lines to records where a quoted cell holds line ends. Each line maps "inside quotes before it" to "inside after
 * it"; such maps are constant (the line decides alone), the identity or a swap, so the state before a line is that of the
 * last constant line, swapped as often as swaps follow it. Selects line (where the record begins), text, and `inside`
 * (1: the text ends inside quotes).
 */
export function joinLines(lines: string, separator: FileFormat['separator']): string {
  const { opens, staysOpen } = patterns(separator);
  return `
    SELECT min(part.line) AS line, arrayStringConcat(arrayMap(pair -> pair.2, arraySort(pair -> pair.1, groupArray((part.line, part.text)))), '\\n') AS text, argMax(part.after, part.line) AS inside
    FROM (
      SELECT line, text, bitXor(known.2, toUInt8((swaps - known.3) % 2)) AS after, countIf(before = 0) OVER (ORDER BY line ROWS UNBOUNDED PRECEDING) AS record
      FROM (
        SELECT line, text, swaps, known, lagInFrame(bitXor(known.2, toUInt8((swaps - known.3) % 2)), 1, toUInt8(0)) OVER (ORDER BY line ROWS UNBOUNDED PRECEDING) AS before
        FROM (
          SELECT line, text, swaps, max(if(a = b, (line, a, swaps), (toUInt64(0), toUInt8(0), toUInt64(0)))) OVER (ORDER BY line ROWS UNBOUNDED PRECEDING) AS known
          FROM (
            SELECT line, text, a, b, countIf(a = 1 AND b = 0) OVER (ORDER BY line ROWS UNBOUNDED PRECEDING) AS swaps
            FROM (
              SELECT line, text,
                toUInt8(if(position(text, '"') = 0, 0, match(text, ${literal(opens)}))) AS a,
                toUInt8(if(position(text, '"') = 0, 1, match(text, ${literal(staysOpen)}))) AS b
              FROM ${lines}
            )
          )
        )
      )
    ) AS part
    GROUP BY part.record`;
}

/**
 * Cells of records. Selects line, cells and malformed (1: text after a closing quote). Most quoted lines are taken apart
 * by splitting at the quotes, ten times faster than by the pattern, which is kept for lines with quotes in odd places.
 */
export function splitRecordsSql(records: string, separator: FileFormat['separator']): string {
  const sep = literal(separator);
  const { cell } = patterns(separator);
  const regular = `length(parts) % 2 = 1 AND position(text, '${mark}') = 0 AND arrayAll((part, i) -> i % 2 = 0 OR part = '' OR ((i = 1 OR startsWith(part, ${sep})) AND (i = length(parts) OR endsWith(part, ${sep}))), parts, arrayEnumerate(parts))`;
  const marked = `splitByChar('${mark}', arrayStringConcat(arrayMap((part, i) -> if(i % 2 = 1, replaceAll(part, ${sep}, '${mark}'), part), parts, arrayEnumerate(parts)), '"'))`;
  const unquoted = `arrayMap(c -> if(startsWith(c, '"'), replaceAll(substring(c, 2, length(c) - 2), '""', '"'), c), ${marked})`;
  const slow = `arrayMap(c -> if(startsWith(c, '"'), replaceAll(replaceRegexpOne(c, '^"((?:[^"]|"")*)"', '\\\\1'), '""', '"'), c), raw)`;
  return `
    SELECT line, multiIf(simple, splitByChar(${sep}, text), regular, ${unquoted}, ${slow}) AS cells,
      toUInt8(NOT simple AND NOT regular AND arrayExists(c -> startsWith(c, '"') AND NOT match(c, '(?s)^"(?:[^"]|"")*"$'), raw)) AS malformed
    FROM (
      SELECT line, text, position(text, '"') = 0 AS simple, splitByChar('"', if(simple, '', text)) AS parts, NOT simple AND ${regular} AS regular,
        if(simple OR regular, [], extractAll(concat(${sep}, text), ${literal(cell)})) AS raw
      FROM ${records}
      WHERE text != ''
    )`;
}
