/** A text as a literal of ClickHouse, for the few places where a statement cannot carry a parameter. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A calendar date as a literal; throws when the text is none. */
export function dateLiteral(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new RangeError(`"${day}" is not a calendar date; give YYYY-MM-DD`);
  return `toDate32('${day}')`;
}

export const ofUnits = 'customer_id IN (SELECT customer_id FROM unit_ids)';
