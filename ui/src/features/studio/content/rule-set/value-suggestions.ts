import type { ValueSpec } from '@arbiter/contracts';
import { api } from '$lib/api/api.js';

/** A value that can be picked, and how many customers have it where that is known. */
export interface Suggestion { value: string; count?: number }

const answers = new Map<string, Promise<readonly Suggestion[]>>();

/** Values of a customers' attribute of that name; none where there is no such attribute. Asked for once in a while. */
function ofAttribute(name: string, search: string): Promise<readonly Suggestion[]> {
  const key = `${name} ${search}`;
  const known = answers.get(key);
  if (known) return known;
  const asked = api.attributeValues(name, { ...(search === '' ? {} : { search }), limit: 50 }).then(({ values }) => values, () => []);
  answers.set(key, asked);
  if (answers.size > 200) answers.delete(answers.keys().next().value!);
  setTimeout(() => answers.delete(key), 60_000);
  return asked;
}

/**
 * Values to pick for a field: those that the data model allows; else those that the document already has for it, then those that customers have
 * in an attribute of that name, most frequent first.
 */
export async function suggestValues(field: { name: string; spec: ValueSpec | undefined; inDocument: readonly (string | number | boolean)[] }, search: string): Promise<readonly Suggestion[]> {
  if (field.spec?.values) return field.spec.values.map((value) => ({ value: String(value) }));
  const mine = field.inDocument.map((value) => ({ value: String(value) }));
  const attribute = /[\p{L}_][\p{L}\p{N}_]*$/u.exec(field.name)?.[0];
  const theirs = attribute === undefined || field.spec?.type === 'boolean' ? [] : await ofAttribute(attribute, search);
  const counts = new Map(theirs.map((one) => [one.value, one]));
  return [...mine.map((one) => counts.get(one.value) ?? one), ...theirs.filter(({ value }) => !mine.some((own) => own.value === value))];
}
