import type { FileFormat } from '@arbiter/contracts';

export interface TextRecord {
  /** Physical line on which the record begins, from one. */
  line: number;
  cells: string[];
  /** Offset in the text just after the record. */
  end: number;
}

/**
 * Splits the head of a CSV text into records, by the same rules as the import itself: a quote opens a quoted cell only
 * at the start of a cell, a doubled quote inside is one quote, text after the closing quote belongs to the cell.
 * Blank lines are left out. When the text was cut off (`whole` is false) the last record is left out too.
 */
export function splitRecords(text: string, separator: FileFormat['separator'], options: { most?: number; whole?: boolean } = {}): TextRecord[] {
  const most = options.most ?? Infinity;
  const records: TextRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length && records.length < most) {
    const cells: string[] = [];
    const startLine = line;
    let ended = false;
    let open = false;
    while (!ended) {
      let cell = '';
      if (text[at] === '"') {
        at++;
        open = true;
        while (at < text.length) {
          if (text[at] === '"' && text[at + 1] === '"') {
            cell += '"';
            at += 2;
          } else if (text[at] === '"') {
            at++;
            open = false;
            break;
          } else {
            if (text[at] === '\n') line++;
            cell += text[at++];
          }
        }
      }
      let end = at;
      while (end < text.length && text[end] !== separator && text[end] !== '\n') end++;
      const atLineEnd = end >= text.length || text[end] === '\n';
      cell += atLineEnd ? text.slice(at, end).replace(/\r+$/, '') : text.slice(at, end);
      cells.push(cell);
      ended = atLineEnd;
      at = end + 1;
    }
    const cutOff = at > text.length && (options.whole === false || open);
    line++;
    if (!cutOff && cells.some((cell) => cell !== '')) records.push({ line: startLine, cells, end: Math.min(at, text.length) });
  }
  return records;
}

/** The separator that a first line `sep=;` announces, as Excel writes it. */
export function announcedSeparator(text: string): FileFormat['separator'] | undefined {
  return /^sep=([,;|\t])\r?\n/i.exec(text)?.[1] as FileFormat['separator'] | undefined;
}

/** The text without the line that announces its separator; the line stays, empty, so that lines keep their numbers. */
export function blankAnnouncement(text: string): string {
  return announcedSeparator(text) === undefined ? text : text.slice(text.indexOf('\n'));
}
