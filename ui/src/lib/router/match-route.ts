/** A place of the page: a pattern such as `/campaigns/:id/plan` and whatever is kept with it. */
export interface RoutePattern {
  pattern: string;
}

export interface RouteMatch<R> {
  route: R;
  params: Record<string, string>;
}

function matchPattern(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      if (value === '') return null;
      try {
        params[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) return null;
  }
  return params;
}

/** The first route whose pattern fits the path (a trailing slash is ignored), or null. */
export function matchRoute<R extends RoutePattern>(routes: readonly R[], path: string): RouteMatch<R> | null {
  const clean = path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
  for (const route of routes) {
    const params = matchPattern(route.pattern, clean);
    if (params) return { route, params };
  }
  return null;
}
