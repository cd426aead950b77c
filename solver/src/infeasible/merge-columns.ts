/** Columns of coefficients by cell and option, equal ones merged. */
export interface MergedColumns {
  cells: number;
  /** Merged cell of each cell given. */
  cellOf: Uint32Array;
  /** Kinds of merged cell c: kindStart[c] … kindStart[c + 1] − 1. A kind is a column of coefficients that is not zero. */
  kindStart: Uint32Array;
  /** kindOf[firstSlot[c] + o]: the kind of option o to a customer of the cell given; −1 where no row looks at it. */
  firstSlot: Uint32Array;
  kindOf: Int32Array;
  /** Period of each kind. */
  period: Uint32Array;
  /** Coefficients of kind j: start[j] … start[j + 1] − 1. */
  start: Uint32Array;
  row: Uint32Array;
  coefficient: Float64Array;
}

export interface ColumnSource {
  cells: number;
  options: (cell: number) => number;
  /** Coefficients of an option; a row may come more than once. */
  column: (cell: number, option: number, visit: (row: number, coefficient: number) => void) => void;
  periodOf: (cell: number, option: number) => number;
  /** Whether options with equal columns are one kind: right only where a customer gets one option. */
  together: boolean;
}

interface Column {
  rows: number[];
  coefficients: number[];
  key: string;
}

export function mergeColumns(source: ColumnSource): MergedColumns {
  const cellOf = new Uint32Array(source.cells);
  const firstSlot = new Uint32Array(source.cells);
  const kindOf: number[] = [];
  const known = new Map<string, { cell: number; kinds: number[] }>();
  const kindStart = [0];
  const [period, start, row, coefficient] = [[] as number[], [0], [] as number[], [] as number[]];
  for (let c = 0; c < source.cells; c++) {
    const columns = Array.from({ length: source.options(c) }, (_, o) => columnOf(source, c, o));
    const key = columns.map((column) => column.key).join(';');
    let found = known.get(key);
    if (!found) {
      const kinds: number[] = [];
      const byKey = new Map<string, number>();
      columns.forEach((column, o) => {
        const seen = column.rows.length === 0 ? -1 : source.together ? byKey.get(column.key) : undefined;
        if (seen !== undefined) kinds.push(seen);
        else {
          const kind = period.push(source.periodOf(c, o)) - 1;
          byKey.set(column.key, kind);
          kinds.push(kind);
          row.push(...column.rows);
          coefficient.push(...column.coefficients);
          start.push(row.length);
        }
      });
      found = { cell: kindStart.push(period.length) - 2, kinds };
      known.set(key, found);
    }
    cellOf[c] = found.cell;
    firstSlot[c] = kindOf.length;
    for (const kind of found.kinds) kindOf.push(kind);
  }
  return {
    cells: kindStart.length - 1,
    cellOf,
    kindStart: Uint32Array.from(kindStart),
    firstSlot,
    kindOf: Int32Array.from(kindOf),
    period: Uint32Array.from(period),
    start: Uint32Array.from(start),
    row: Uint32Array.from(row),
    coefficient: Float64Array.from(coefficient),
  };
}

/** An option's column with the coefficients of a row added up; with a period's number where options of a period count together. */
function columnOf(source: ColumnSource, cell: number, option: number): Column {
  const sums = new Map<number, number>();
  source.column(cell, option, (row, coefficient) => sums.set(row, (sums.get(row) ?? 0) + coefficient));
  const entries = [...sums].filter(([, coefficient]) => coefficient !== 0).sort((a, b) => a[0] - b[0]);
  const period = source.together ? '' : `${source.periodOf(cell, option)}:`;
  return { rows: entries.map(([row]) => row), coefficients: entries.map(([, coefficient]) => coefficient), key: period + entries.map(([row, coefficient]) => `${row}=${coefficient}`).join(',') };
}
