import { onDestroy, type Snippet } from 'svelte';

/** What a page asks of the frame around it: all of the window's height and width, and a place in the bar at the top. */
class PageFrame {
  full = $state(false);
  bar = $state.raw<Snippet | null>(null);
}

export const pageFrame = new PageFrame();

/** The page fills the window as long as it is open, with `bar` in the top bar. It scrolls by its own parts; to be called while a page is made. */
export function fillWindow(bar: Snippet): void {
  pageFrame.full = true;
  pageFrame.bar = bar;
  onDestroy(() => {
    // The next page may have taken the frame over already.
    if (pageFrame.bar !== bar) return;
    pageFrame.full = false;
    pageFrame.bar = null;
  });
}
