import { Transform } from 'node:stream';

const quote = 0x22;
const lineFeed = 0x0a;

/** Passes CSV on and counts the records that have passed, header included; a line end inside quotes ends none. */
export class RecordCounter extends Transform {
  records = 0;
  bytes = 0;
  #quoted = false;

  constructor(private readonly onChunk: (records: number) => void) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null, chunk: Buffer) => void): void {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === quote) this.#quoted = !this.#quoted;
      else if (byte === lineFeed && !this.#quoted) this.records += 1;
    }
    this.bytes += chunk.length;
    this.onChunk(this.records);
    done(null, chunk);
  }
}
