/**
 * A text column of a CSV file as ClickHouse prints it: what a spreadsheet would take for a formula gets an apostrophe in front;
 * a plain signed number is left as it is, since identifiers look like this.
 */
export const safeText = (column: string): string => `if(match(${column}, '^[=+\\\\-@\\t\\r\\n＝＋－＠]') AND NOT match(${column}, '^[+-][0-9]+$'), concat('\\'', ${column}), ${column})`;

/** Minor units of money in major ones, exact: a fraction that went through a floating-point number could lose its last digit. */
export const majorUnits = (column: string): string => `(toDecimal64(toInt64(round(${column})), 2) / 100)`;

export const majorUnitsAsText = (column: string): string => `toString(${majorUnits(column)})`;
