import type { rejects as ru } from '../ru/rejects.js';

export const rejects: Record<keyof typeof ru, string> = {
  'malformed-quotes': 'quotes are not closed',
  'too-few-columns': 'too few columns',
  'too-many-columns': 'too many columns',
  'not-utf-8': 'text in another encoding',
  'missing-key': 'the key is missing',
  'missing-value': 'a required value is missing',
  'not-a-number': 'not a number',
  'not-a-date': 'not a date',
  'not-a-boolean': 'not yes/no',
  'out-of-range': 'out of range',
  'control-characters': 'control characters',
  'too-long': 'too long',
  'unknown-action': 'no such action in the catalogue',
};
