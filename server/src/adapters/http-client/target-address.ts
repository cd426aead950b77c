import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { HttpCallError, type HttpServiceDefinition } from '../../ports/http-service.js';

/** Addresses of the link itself, where clouds keep the credentials of their machines, and addresses that are none. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('0.0.0.0', 8, 'ipv4');
linkLocal.addAddress('100.100.100.200', 'ipv4');
linkLocal.addAddress('192.0.0.192', 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addAddress('fd00:ec2::254', 'ipv6');
linkLocal.addAddress('::', 'ipv6');

export function isLinkLocal(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const mapped = family === 6 ? /^::(?:ffff:)?(?:0:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] : undefined;
  return linkLocal.check(mapped ?? address, mapped || family === 4 ? 'ipv4' : 'ipv6');
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

/** Why a base address cannot be registered, or undefined. */
export function objectionToBaseUrl(baseUrl: string, allowedHosts: readonly string[]): string | undefined {
  if (!URL.canParse(baseUrl)) return `The base address ${JSON.stringify(baseUrl.slice(0, 200))} is no address: write one such as https://scoring.example/v1`;
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `The base address begins with ${url.protocol}: only http: and https: are called`;
  if (url.username !== '' || url.password !== '') return 'The base address holds a user or a password: give a secret header instead';
  if (url.search !== '' || url.hash !== '') return 'The base address holds a query or a fragment: give the address where the paths begin';
  if (isLinkLocal(bare(url.hostname)) && !allowedHosts.includes(url.host)) return `${url.host} is a link-local address, where clouds keep credentials: name it in the allowed hosts as well if it is meant`;
  return undefined;
}

/** The address of a call, which stays below the base address or on an allowed host. Throws http-refused. */
export function targetAddress(service: Pick<HttpServiceDefinition, 'name' | 'baseUrl' | 'allowedHosts'>, given: string): URL {
  const refuse = (why: string) => new HttpCallError('http-refused', `The address ${JSON.stringify(given.slice(0, 200))} is not called: ${why}`);
  const base = new URL(service.baseUrl);
  // A parser of addresses drops blanks, turns backslashes and takes steps up; none of it has a place in a path.
  // eslint-disable-next-line no-control-regex
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
