import type { ReportColumn } from '@arbiter/contracts/reporting/index';

/** Columns of a statement's answer by the store's types: numbers are measures, the rest dimensions; `…_minor` is money, `…_share` a share. */
export function sqlColumns(columns: readonly { name: string; type: string }[]): ReportColumn[] {
  const ids = new Set<string>();
  return columns.map(({ name, type }, index) => {
    let id = /^[a-zA-Z][a-zA-Z0-9_.-]{0,79}$/.test(name) ? name : `column${index + 1}`;
    while (ids.has(id)) id = `${id.slice(0, 70)}_${index + 1}`;
    ids.add(id);
    const kind = columnType(type);
    const heading = name.slice(0, 200);
    const unit = kind !== 'number' ? undefined : /_minor$/.test(name) ? 'money-minor' : /(^|_)share$/.test(name) ? 'share' : /^(U?Int|Nullable\(U?Int)/.test(type) ? 'count' : 'number';
    return { id, title: { ru: heading, en: heading }, role: kind === 'number' ? 'measure' : 'dimension', type: kind, ...(unit ? { unit } : {}) };
  });
}

function columnType(type: string): ReportColumn['type'] {
  const plain = type.replace(/^(?:LowCardinality|Nullable)\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1');
  if (/^(U?Int\d+|Float(32|64)|Decimal\b.*)/.test(plain)) return 'number';
  if (/^Date(32)?$/.test(plain)) return 'date';
  if (/^DateTime/.test(plain)) return 'instant';
  return plain === 'Bool' ? 'boolean' : 'text';
}
