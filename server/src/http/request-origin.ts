import type { IncomingHttpHeaders } from 'node:http';

/** Whether a Host header names this machine itself: the only names that cannot be pointed here by somebody else's DNS. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = host?.replace(/:\d{1,5}$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name ?? '');
}

/** Headers that reverse proxies add. */
export function wasForwarded(headers: IncomingHttpHeaders): boolean {
  return ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'].some((name) => headers[name] !== undefined);
}

/**
 * Whether a browser says that another site made this request. Sec-Fetch-Site comes from the browser itself and no page
 * can forge it; older browsers send only Origin. Programs that are not browsers send neither.
 */
export function isFromElsewhere(headers: IncomingHttpHeaders, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  if (origin === undefined) return false;
  try {
    return new URL(origin).host !== new URL(`http://${host}`).host;
  } catch {
    return true;
  }
}

/**
 * Whether a request to the local owner's server needs no token: a program of this machine (curl, an integration) sends none
 * of what browsers add, and a browser's own word that our page asks cannot be forged by another site's.
 */
export function isOwnProgram(headers: IncomingHttpHeaders): boolean {
  if (headers['sec-fetch-site'] !== undefined) return headers['sec-fetch-site'] === 'same-origin';
  return ['origin', 'referer', 'cookie'].every((name) => headers[name] === undefined);
}
