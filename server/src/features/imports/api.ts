/** What other parts of the server may use of imports. */
export { readFooter } from './inspect-file.js';
export { cleanStaging } from './clean-staging.js';
export { forgetImport } from './forget-import.js';
export { requireImport } from './imports.repository.js';
export { previewImport } from './preview-import.js';
export { receiveFile } from './receive-file.js';
export { runImport } from './run-import.job.js';
export { startImport } from './start-import.js';
export { findFolderFile } from './import-folder.js';
