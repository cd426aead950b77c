import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The same bytes with UTF-8's byte order mark in front. */
export function withByteOrderMark(stream: Readable): Readable {
  let first = true;
  const marked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (first) this.push(byteOrderMark);
      first = false;
      done(null, chunk);
    },
  });
  // An error on either side destroys the other; the reply sees it as a download that was cut off.
  return pipeline(stream, marked, () => undefined);
}
