import type { SheetCell } from '@arbiter/engine/decision-table/table-sheet';

/** Cells of the first sheet that holds any, and how many other sheets do. */
export interface ReadWorkbook { rows: SheetCell[][]; otherSheets: string[] }

/** XLSX workbooks of one table each. */
export interface TableWorkbooks {
  /** Throws WorkbookError for what is no workbook, or too large. */
  read(bytes: Uint8Array): Promise<ReadWorkbook>;
  write(rows: readonly (readonly SheetCell[])[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Why a file is not read; `code` is one of the product's problems. */
export class WorkbookError extends Error {
  constructor(readonly code: 'file-invalid' | 'too-large', message: string) {
    super(message);
    this.name = 'WorkbookError';
  }
}
