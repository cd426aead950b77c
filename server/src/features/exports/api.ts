/** What other parts of the server may use of exports. */
export { createExport } from './create-export.js';
export { removeExportFiles } from './export-files.js';
export { deleteExport, requireExport } from './exports.repository.js';
export { openExportFile } from './open-export-file.js';
export { removeOldExports } from './remove-old-exports.js';
export { attachment } from './export-file-name.js';
