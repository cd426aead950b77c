/** What other features may use of projects and their items. */
export { checkItem, runCheck, type CheckedItem } from './check-item.js';
export { compareDocuments, type DocumentComparison } from './compare-documents.js';
export { deleteProject } from './delete-item.js';
export { differenceOf } from './difference.js';
export { measureJson, printDocument } from './document-limits.js';
export { addItem, findItem, listItems, type StoredItem } from './items.repository.js';
export { keepState } from './item-states.js';
export { loadDependencies, type LoadedDependencies, type RegisteredDocument } from './load-dependencies.js';
export { addProject, findProject, requireOpenProject } from './projects.repository.js';
export { referenceKey, referencePlaces, referencesIn, replaceReferences } from './references.js';
export { createItem, saveItem, type SavedItem } from './save-item.js';
export { dependencyGraph, directUsers, whereUsed, type ItemUser } from './where-used.js';
