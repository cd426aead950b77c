import { i18n } from '$lib/i18n/i18n.svelte.js';
import { findingInWords, inWordsOf, type Told } from './finding-words.js';

/** Findings in the words of the page's language; as it is read, so that it follows a change of the language. */
export const worded = <F extends Told>(findings: readonly F[]): (F & { said: string })[] => findings.map((finding) => inWordsOf(i18n.language, finding));

/** One finding or failure in the words of the page's language. */
export const inWords = (told: Told): string => findingInWords(told, i18n.language).text;
