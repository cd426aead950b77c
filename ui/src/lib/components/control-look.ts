/** How every field that is typed into or opened looks. */
export const controlLook =
  'block w-full min-w-0 h-(--control) rounded-control border border-line-strong bg-surface px-3 text-base text-ink shadow-card transition-colors hover:border-faint focus-visible:border-accent focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-muted disabled:hover:border-line-strong aria-invalid:border-bad';

/** Panel that opens over the page: menus, lists of choices. */
export const popLook = 'z-60 max-h-[min(22rem,var(--bits-floating-available-height,22rem))] overflow-y-auto rounded-[10px] border border-line bg-raised p-1 shadow-pop scroll-thin outline-none';

/** One choice of such a panel. */
export const choiceLook = 'flex min-h-8 w-full cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-base outline-none select-none data-disabled:opacity-50 data-highlighted:bg-sunken';
