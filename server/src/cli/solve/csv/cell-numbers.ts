/** Powers of ten that double precision holds exactly. */
const exactPowers = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);
const written = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The number written in bytes[start … end): digits with a point or an exponent, no leading zeros (007 is a code, not a number);
 * undefined for anything else. Up to 15 digits with a power of ten up to 22 need no text: both are exact, so that one division
 * rounds correctly (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
 */
export function numberIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  let at = start;
  const negative = bytes[at] === 45;
  if (negative) at++;
  const first = at;
  let [digits, decimals] = [0, 0];
  let point = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 48 && byte <= 57) digits = digits * 10 + byte - 48;
    else if (byte === 46 && point < 0) point = at;
    else break;
  }
  const length = at - first;
  if (at === end && length > 0 && length <= 15 && point !== first && point !== end - 1) {
    if (bytes[first] === 48 && length > 1 && point !== first + 1) return undefined;
    if (point >= 0) decimals = end - point - 1;
    const value = decimals === 0 ? digits : digits / exactPowers[decimals]!;
    return negative ? -value : value;
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  return written.test(text) ? Number(text) : undefined;
}
