import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { HttpCallError, type HttpServiceDefinition } from '../../ports/http-service.js';
import { isLinkLocal } from '../../ports/link-local-address.js';

/** The address of a call, which stays below the base address or on an allowed host. Throws http-refused. */
export function targetAddress(service: Pick<HttpServiceDefinition, 'name' | 'baseUrl' | 'allowedHosts'>, given: string): URL {
  const refuse = (why: string) => new HttpCallError('http-refused', `The address ${JSON.stringify(given.slice(0, 200))} is not called: ${why}`);
  const base = new URL(service.baseUrl);
  // A parser of addresses drops blanks, turns backslashes and takes steps up; none of it has a place in a path.
  if (/[\u0000-\u0020\u007f\\]/.test(given)) throw refuse('it holds blanks, control characters or backslashes; encode parts of the path');
  const path = given.split(/[?#]/)[0] ?? '';
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path)) throw refuse('its path holds . or .. as a step');
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(given);
  if (!absolute && path.startsWith('//')) throw refuse('a path that begins with // names another host');
  const prefix = base.pathname.endsWith('/') ? base.pathname.slice(0, -1) : base.pathname;
  const text = absolute ? given : `${base.origin}${prefix}${given === '' || /^[/?]/.test(given) ? given : `/${given}`}`;
  if (!URL.canParse(text)) throw refuse('it cannot be read');
  const url = new URL(text);
  url.hash = '';
  if (url.username !== '' || url.password !== '') throw refuse('it holds a user or a password');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('only http: and https: are called');
  if (url.origin === base.origin) {
    if (url.pathname !== prefix && !url.pathname.startsWith(`${prefix}/`)) throw refuse(`the service ${service.name} begins at ${service.baseUrl}`);
    return url;
  }
  if (!service.allowedHosts.includes(url.host)) throw refuse(`the host ${url.host} is neither that of the service ${service.name} nor among its allowed hosts`);
  if (base.protocol === 'https:' && url.protocol === 'http:') throw refuse('the service is called over https only');
  return url;
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** Looks names up and refuses link-local answers, so that a name cannot lead to where its address may not. */
export function guardedLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const good = addresses.filter(({ address }) => !isLinkLocal(address));
    const first = good[0];
    if (!first) return callback(Object.assign(new Error(`${hostname} leads to a link-local address`), { code: 'ELINKLOCAL' }), []);
    if (options.all) callback(null, good);
    else callback(null, first.address, first.family);
  });
}
