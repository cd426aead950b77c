import type { studio as ru } from '../ru/studio.js';

export const studio: Record<keyof typeof ru, string> = {
  title: 'Studio',
  graph: 'Graph',
  fields: 'Data model',
  tests: 'Tests',
  code: 'Code',
  team: 'History and comments',
  json: 'JSON document',
  saved: 'Saved',
  unsaved: 'Not saved yet',
  saving: 'Saving…',
  offline: 'No connection: it is saved as soon as there is one',
  refused: 'Not saved',
  conflict: 'Edits differ',
  undo: 'Undo',
  redo: 'Redo',
  undoStep: 'Undo: {step}',
  redoStep: 'Redo: {step}',
};
