/** A place on the screen: rows are counted as they are shown, a filter leaves some out. */
export interface Place { row: number; column: number }
export interface CellRange { top: number; bottom: number; left: number; right: number }
/** How many rows and columns a cursor can be in. */
export interface Extent { rows: number; columns: number }

export const rangeOf = (a: Place, b: Place): CellRange => ({ top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.column, b.column), right: Math.max(a.column, b.column) });
export const isWithin = ({ top, bottom, left, right }: CellRange, { row, column }: Place): boolean => row >= top && row <= bottom && column >= left && column <= right;
export const rowsOf = ({ top, bottom }: CellRange): number[] => Array.from({ length: bottom - top + 1 }, (_, at) => top + at);

const clamp = (value: number, most: number): number => Math.max(0, Math.min(value, most));

export function clampPlace({ row, column }: Place, extent: Extent): Place {
  return { row: clamp(row, extent.rows - 1), column: clamp(column, extent.columns - 1) };
}

export interface Step {
  key: string;
  /** Ctrl or Cmd: to the end of what is filled. */
  far: boolean;
  /** Rows that fit the window. */
  page: number;
}

/** Where a key takes the cursor; null for keys that move nothing. `isBlank` tells cells that say nothing. */
export function movedBy(from: Place, { key, far, page }: Step, extent: Extent, isBlank: (place: Place) => boolean): Place | null {
  const last = { row: extent.rows - 1, column: extent.columns - 1 };
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown':
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = { row: key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0, column: key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0 };
      return far ? edgeFrom(from, step, extent, isBlank) : clampPlace({ row: from.row + step.row, column: from.column + step.column }, extent);
    }
    case 'Home':
      return far ? { row: 0, column: 0 } : { row: from.row, column: 0 };
    case 'End':
      return far ? last : { row: from.row, column: last.column };
    case 'PageUp':
      return clampPlace({ row: from.row - page, column: from.column }, extent);
    case 'PageDown':
      return clampPlace({ row: from.row + page, column: from.column }, extent);
    default:
      return null;
  }
}

/** As spreadsheets do: to the last filled cell in a row of filled ones, else to the next filled cell, else to the end. */
function edgeFrom(from: Place, step: Place, extent: Extent, isBlank: (place: Place) => boolean): Place {
  const inside = ({ row, column }: Place): boolean => row >= 0 && column >= 0 && row < extent.rows && column < extent.columns;
  const next = (place: Place): Place => ({ row: place.row + step.row, column: place.column + step.column });
  let at = from;
  if (!inside(next(at))) return at;
  const through = !isBlank(at) && !isBlank(next(at));
  for (at = next(at); inside(next(at)); at = next(at)) if (through ? isBlank(next(at)) : !isBlank(at)) return at;
  return at;
}
