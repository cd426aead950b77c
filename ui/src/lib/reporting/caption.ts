import type { Caption } from '@arbiter/contracts/reporting/board';
import { titleOf } from '$lib/i18n/title.js';

/** Text of a board in the reader's language, or as its owner wrote it. */
export function captionOf(caption: Caption | undefined): string {
  return caption === undefined ? '' : typeof caption === 'string' ? caption : titleOf(caption);
}
