import type { Attachment } from 'svelte/attachments';

/** Scrolls a row of links sideways so that the current one is in sight; the page itself stays where it is. */
export const keepInSight =
  (current: boolean): Attachment<HTMLElement> =>
  (link) => {
    const row = link.closest('nav');
    if (!current || !row || row.scrollWidth <= row.clientWidth) return;
    row.scrollLeft += link.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - link.clientWidth) / 2;
  };
