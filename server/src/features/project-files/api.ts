/** What other features may use of projects' files. */
export { importProject } from './import-project.js';
export { projectFileParts, type ProjectFilePart } from './project-file-parts.js';
