export type DecimalMark = ',' | '.';

/**
 * A number as people write it, as FEEL writes it: `1 234,5` → `1234.5`, `12,5 %` → `0.125`. `decimal` says what a lone comma or point is.
 * Null for what is no number, or could as well be two.
 */
export function readNumberText(text: string, decimal: DecimalMark): string | null {
  const bare = text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ').replaceAll(/[−–—]/g, '-').replace(/^[₽$€]\s*/, '').replace(/\s*(?:₽|\$|€|руб\.?|р\.)$/i, '').trim();
  const percent = bare.endsWith('%');
  const found = /^([+-]?)\s?(\d[\d ',.]*)$/.exec((percent ? bare.slice(0, -1) : bare).trim());
  const digits = found && plainDigits(found[2]!.trim(), decimal);
  if (!found || !digits) return null;
  const plain = `${found[1] === '-' ? '-' : ''}${digits}`;
  return percent ? shifted(plain) : plain;
}

function plainDigits(text: string, decimal: DecimalMark): string | null {
  const comma = text.lastIndexOf(',');
  const point = text.lastIndexOf('.');
  // Where both stand, the last one is the decimal mark; several alike stand between thousands.
  let mark: string | null = comma >= 0 && point >= 0 ? (comma > point ? ',' : '.') : comma >= 0 ? ',' : point >= 0 ? '.' : null;
  if (mark && (comma < 0 || point < 0)) {
    const several = text.indexOf(mark) !== text.lastIndexOf(mark);
    if (several) mark = null;
    else if (mark === ',' && decimal === '.') {
      if (!/^\d{1,3},\d{3}$/.test(text)) return null;
      mark = null;
    }
  }
  const at = mark ? text.lastIndexOf(mark) : text.length;
  const whole = text.slice(0, at);
  const rest = mark ? text.slice(at + 1) : '';
  if (mark && !/^\d+$/.test(rest)) return null;
  if (!/^\d+$/.test(whole) && !/^\d{1,3}(?: \d{3})+$/.test(whole) && !/^\d{1,3}(?:'\d{3})+$/.test(whole) && !/^\d{1,3}(?:,\d{3})+$/.test(whole) && !/^\d{1,3}(?:\.\d{3})+$/.test(whole)) return null;
  return `${whole.replaceAll(/[ ',.]/g, '')}${rest === '' ? '' : `.${rest}`}`;
}

/** A hundredth, by moving the point: division would add digits. */
function shifted(plain: string): string {
  const sign = plain.startsWith('-') ? '-' : '';
  const [whole = '0', rest = ''] = plain.slice(sign.length).split('.');
  const digits = whole.padStart(3, '0');
  const tail = `${digits.slice(-2)}${rest}`.replace(/0+$/, '');
  return `${sign}${digits.slice(0, -2).replace(/^0+(?=\d)/, '')}${tail === '' ? '' : `.${tail}`}`;
}
