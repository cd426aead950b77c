/** Height of one row, the line below it included. */
export const rowHeight = 36;
const spare = 12;
/** Shorter lists are drawn whole. */
const leastForPart = 100;

/** Which rows of a long list are to be drawn, as the page is scrolled: thousands of them stay as light as a screenful. */
export class SeenRows {
  first = $state(0);
  last = $state(leastForPart);
  #list: HTMLElement | null = null;

  /** For `{@attach}` on the element that holds the rows. */
  readonly watch = (list: HTMLElement): (() => void) => {
    this.#list = list;
    const measure = (): void => this.measure();
    measure();
    addEventListener('scroll', measure, { capture: true, passive: true });
    addEventListener('resize', measure);
    return () => {
      removeEventListener('scroll', measure, { capture: true });
      removeEventListener('resize', measure);
      this.#list = null;
    };
  };

  measure(): void {
    if (!this.#list) return;
    const { top } = this.#list.getBoundingClientRect();
    const first = Math.max(0, Math.floor(-top / rowHeight) - spare);
    const last = Math.max(0, Math.ceil((innerHeight - top) / rowHeight)) + spare;
    // In steps, so that a row's worth of scrolling does not draw anew.
    this.first = first - (first % spare);
    this.last = last + spare - (last % spare);
  }

  range(count: number): { from: number; to: number } {
    return count <= leastForPart ? { from: 0, to: count } : { from: Math.min(this.first, count), to: Math.min(this.last, count) };
  }
}
