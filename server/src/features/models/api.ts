export { createModelService } from './create-model-service.js';
export { modelFileCheck } from './model-file-check.js';
export { readModel } from './import-model-file.js';
export { modelFilesPart } from './model-files-part.js';
export { readModelFile } from './model-files.repository.js';
