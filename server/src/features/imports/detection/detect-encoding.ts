import type { FileFormat } from '@arbiter/contracts';

export interface DetectedEncoding {
  encoding: FileFormat['encoding'];
  byteOrderMark: boolean;
}

/** Kinds of files that are often given the wrong name, by their first bytes. */
const knownBinaries: { bytes: number[]; name: string; advice: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'a ZIP archive or an Excel workbook', advice: 'Save the sheet as CSV, or unpack the archive, and try again.' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel workbook', advice: 'Save the sheet as CSV and try again.' },
  { bytes: [0x1f, 0x8b], name: 'a gzip archive', advice: 'Unpack it and try again.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'a Zstandard archive', advice: 'Unpack it and try again.' },
  { bytes: [0x25, 0x50, 0x44, 0x46], name: 'a PDF document', advice: 'Export the table as CSV and try again.' },
];

const startsWith = (head: Uint8Array, bytes: readonly number[]) => bytes.every((byte, index) => head[index] === byte);

/** What a binary file is, as far as its first bytes tell. */
export function nameBinary(head: Uint8Array): { name: string; advice: string } {
  return knownBinaries.find((kind) => startsWith(head, kind.bytes)) ?? { name: 'a binary file', advice: 'Give a CSV text or a Parquet file.' };
}

/** Well-formed and broken multi-byte sequences of UTF-8; a sequence cut off by the end of the head is neither. */
function countSequences(head: Uint8Array): { good: number; broken: number } {
  let good = 0;
  let broken = 0;
  for (let at = 0; at < head.length; at++) {
    const byte = head[at]!;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (length === 0 || byte >= 0xf5) {
      broken++;
      continue;
    }
    let next = 1;
    while (next < length && at + next < head.length && (head[at + next]! & 0xc0) === 0x80) next++;
    if (next === length) good++;
    else if (at + next < head.length) broken++;
    at += next - 1;
  }
  return { good, broken };
}

function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1a;
}

/** UTF-16 without a mark: of the Latin letters, digits, separators and line ends every other byte is zero. */
function detectUtf16(head: Uint8Array): FileFormat['encoding'] | undefined {
  const pairs = Math.floor(head.length / 2);
  if (pairs < 4) return undefined;
  let firstZero = 0;
  let secondZero = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) firstZero++;
    if (head[2 * pair + 1] === 0) secondZero++;
  }
  if (secondZero > Math.max(2, pairs * 0.2) && firstZero < pairs * 0.02) return 'utf-16le';
  if (firstZero > Math.max(2, pairs * 0.2) && secondZero < pairs * 0.02) return 'utf-16be';
  return undefined;
}

/**
 * The encoding of a text by its first bytes: a byte order mark, else UTF-16 by its zero bytes, else UTF-8 when its
 * sequences are (nearly all) well formed, else Windows-1251. Undefined: not a text.
 */
export function detectEncoding(head: Uint8Array): DetectedEncoding | undefined {
  if (knownBinaries.some((kind) => startsWith(head, kind.bytes))) return undefined;
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { encoding: 'utf-8', byteOrderMark: true };
  if (startsWith(head, [0xff, 0xfe])) return { encoding: 'utf-16le', byteOrderMark: true };
  if (startsWith(head, [0xfe, 0xff])) return { encoding: 'utf-16be', byteOrderMark: true };
  const utf16 = detectUtf16(head);
  if (utf16) return { encoding: utf16, byteOrderMark: false };
  let controls = 0;
  for (const byte of head) if (isControl(byte)) controls++;
  if (controls > Math.max(2, head.length * 0.02)) return undefined;
  const { good, broken } = countSequences(head);
  return { encoding: broken > 0 && broken * 10 > good ? 'windows-1251' : 'utf-8', byteOrderMark: false };
}
