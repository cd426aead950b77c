import type { Attribute } from '@arbiter/contracts';
import { titleOf } from '$lib/i18n/title.js';

/** How a value of an attribute is written for people: its title where it has one. */
export function valueTitle(attribute: Pick<Attribute, 'valueTitles'> | undefined, value: string): string {
  const title = attribute?.valueTitles?.[value];
  return title ? titleOf(title) : value;
}
