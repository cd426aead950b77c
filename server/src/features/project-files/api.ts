/** What other features may use of projects' files. */
export { checkDocument } from './check-document.js';
export { exportProject } from './export-project.js';
export { importProject, type ImportWish } from './import-project.js';
export type { ProjectFile } from './project-file.js';
export { projectFileParts, type ProjectFilePart } from './project-file-parts.js';
export { readProjectFile } from './read-project-file.js';
