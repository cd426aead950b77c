import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

const directives = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'"],
  // Widths of bars and the like; sheets of style stay bound to our own files.
  'style-src-attr': ["'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** What helmet sets on a reply. It depends on nothing of the request, so it is asked once and not with each of them. */
function headersOfHelmet(): Record<string, string> {
  const headers: Record<string, string> = {};
  const reply = { setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value), removeHeader: (name: string) => void Reflect.deleteProperty(headers, name.toLowerCase()) };
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    // Other hosts of the domain are not ours to decide for.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })({} as IncomingMessage, reply as unknown as ServerResponse, () => undefined);
  return headers;
}

const page: Readonly<Record<string, string>> = { ...headersOfHelmet(), 'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()' };
/** What means something on an answer that is no document (OWASP REST Security Cheat Sheet); the others are for pages. */
const forData = ['cross-origin-resource-policy', 'referrer-policy', 'strict-transport-security', 'x-content-type-options', 'x-frame-options'];

/** Headers of replies: pages, and answers of the API, from which nothing may be loaded at all. */
export const securityHeaders = {
  page,
  data: { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", ...Object.fromEntries(forData.map((name) => [name, page[name] ?? ''])) } as Readonly<Record<string, string>>,
} as const;
