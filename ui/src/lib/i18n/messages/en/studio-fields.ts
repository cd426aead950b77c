import type { studioFields as ru } from '../ru/studio-fields.js';

export const studioFields: Record<keyof typeof ru, string> = {
  title: 'Data model',
  expectedType: 'This must be {wanted}, but it gives {found}',
  replaceWith: 'Replace with {text}',
  allowedAre: 'Allowed: {values}',
  'hint-decimal-comma': 'Decimals are written with a point: {instead}, not {found}',
  'hint-russian-word': 'The word of the language is {instead}, not “{found}”',
  'hint-equals': 'Equality is one sign: =',
  'hint-not-equal': 'Not equal is written !=',
  'hint-and-or': 'Write {instead} instead of {found}',
  'hint-not': 'Negation is a function: not(condition)',
  'hint-quotes': 'Texts stand in straight double quotes: {instead}',
  'hint-semicolon': 'Arguments are separated by commas, not semicolons',
  'type-integer': 'integer',
};
