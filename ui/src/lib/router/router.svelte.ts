type Query = Record<string, string | number | null | undefined>;

/** Address of the page with its query; empty values are left out. */
export function href(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** Where the reader is. All state of a page that is worth a link stands in the address. */
class Router {
  #url = $state.raw(new URL(location.href));
  path = $derived(this.#url.pathname);
  search = $derived(this.#url.search);
  query = $derived(this.#url.searchParams);

  constructor() {
    addEventListener('popstate', () => {
      this.#url = new URL(location.href);
    });
    document.addEventListener('click', (event) => this.#followLink(event));
  }

  go(address: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
    const url = new URL(address, location.href);
    if (url.href === this.#url.href) return;
    if (options.replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    const moved = url.pathname !== this.#url.pathname;
    this.#url = url;
    if (moved && !options.keepScroll) scrollTo(0, 0);
  }

  /** Changes some parameters of the present page's address and keeps the others. */
  setQuery(changes: Query, options: { replace?: boolean } = { replace: true }): void {
    const query: Query = Object.fromEntries(this.#url.searchParams);
    this.go(href(this.#url.pathname, { ...query, ...changes }), { ...options, keepScroll: true });
  }

  #followLink(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || link.target || link.hasAttribute('download') || link.dataset['external'] !== undefined) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || isServed(url.pathname)) return;
    event.preventDefault();
    this.go(url.href);
  }
}

/** Addresses that the server answers itself. */
function isServed(path: string): boolean {
  return /^\/(v1|docs|health|metrics)(\/|$)/.test(path);
}

export const router = new Router();
