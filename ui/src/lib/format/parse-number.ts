/**
 * Reads a number as people write it: spaces of any kind between thousands, a comma or a point before the decimals,
 * `1,234.5` and `1.234,5` alike (the last mark is the decimal one). Null when it is not a number.
 */
export function parseNumber(text: string): number | null {
  const bare = text.replace(/[\s\u00a0\u202f'’₽$€%]/g, '').replace(/[−–]/g, '-');
  if (bare === '') return null;
  const comma = bare.lastIndexOf(',');
  const point = bare.lastIndexOf('.');
  let plain = bare;
  if (comma >= 0 && point >= 0) plain = comma > point ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '');
  else if (comma >= 0) plain = bare.indexOf(',') === comma ? bare.replace(',', '.') : bare.replaceAll(',', '');
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}
