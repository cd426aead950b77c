/** A line of a stream; undefined where it is longer than is taken. */
export interface EventLine {
  number: number;
  text: string | undefined;
}

/** Bytes of a line of a stream. */
export const mostLineBytes = 64 * 1024;
const newline = 0x0a;

/**
 * Lines of a stream, as they come; blank ones are counted and left out. A line that is too long is told as such and skipped without being
 * kept, so that the memory taken is that of one chunk and one line.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<EventLine> {
  let parts: Buffer[] = [];
  let length = 0;
  let number = 1;
  const end = (last: Buffer): EventLine | undefined => {
    const whole = length + last.length;
    const line: EventLine = { number, text: whole > mostLineBytes ? undefined : (parts.length === 0 ? last : Buffer.concat([...parts, last])).toString('utf8').trim() };
    if (number === 1 && line.text?.startsWith('\uFEFF')) line.text = line.text.slice(1).trim();
    parts = [];
    length = 0;
    number += 1;
    return line.text === '' ? undefined : line;
  };
  for await (const piece of chunks) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
    let start = 0;
    for (let at = chunk.indexOf(newline, start); at >= 0; at = chunk.indexOf(newline, start)) {
      const line = end(chunk.subarray(start, at));
      if (line) yield line;
      start = at + 1;
    }
    const rest = chunk.subarray(start);
    length += rest.length;
    if (length > mostLineBytes) parts = [];
    else if (rest.length > 0) parts.push(Buffer.from(rest));
  }
  if (length > 0) {
    const line = end(Buffer.alloc(0));
    if (line) yield line;
  }
}
