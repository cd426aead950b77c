import type { exports as ru } from '../ru/exports.js';

export const exports: Record<keyof typeof ru, string> = {
  allLists: 'Export all lists',
  cancel: 'Stop the export',
  csv: 'CSV',
  csvNote: 'Opens in Excel and other spreadsheets',
  done: 'The file is ready: {rows, plural, one {# row} other {# rows}}',
  parquet: 'Parquet',
  parquetNote: 'For analytical systems: typed dates and amounts',
  plan: 'Export the plan',
  writing: 'Preparing the file: {share}',
};
