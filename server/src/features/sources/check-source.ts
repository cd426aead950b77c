import type { Fault, SourceSettings } from '@arbiter/contracts';
import { isLinkLocal } from '../../ports/link-local-address.js';

/** Names of the secrets that the settings refer to. */
export function secretsOf(settings: SourceSettings): string[] {
  const names = settings.kind === 'http' ? (settings.secretHeaders ?? []).map(({ secret }) => secret) : settings.passwordSecret ? [settings.passwordSecret] : [];
  return [...new Set(names)];
}

/** What the schema of settings cannot say: addresses that can be read, without secrets in them and not where clouds keep theirs. */
export function checkSource(settings: SourceSettings): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, message: string) => void faults.push({ path: `/settings${path}`, code, message });
  const [path, address] = settings.kind === 'http' ? ['/baseUrl', settings.baseUrl] : ['/url', settings.url];
  if (!URL.canParse(address)) {
    fault(path, 'address-invalid', 'The address cannot be read: write one such as https://scoring.example/v1 or postgres://reader@db.example/crm');
    return faults;
  }
  const url = new URL(address);
  if (url.password !== '') fault(path, 'secret-in-settings', 'The address holds a password: keep it in an environment variable ARBITER_SECRET_… of the server and name that variable');
  // Options of drivers name files of the server (sslkey, sslrootcert) and other hosts.
  if (url.search !== '' || url.hash !== '') fault(path, 'address-invalid', 'The address holds a query or a fragment: leave it out');
  if (settings.kind !== 'http') {
    if (settings.kind === 'postgresql' && !/^\/[^/]+$/.test(url.pathname)) fault(path, 'address-invalid', 'The address names no database: add it as in postgres://reader@db.example/crm');
    if (settings.kind === 'postgresql' && url.hostname === '') fault(path, 'address-invalid', 'The address names no host: sources are reached over the network');
    if (isLinkLocal(url.hostname)) fault(path, 'address-forbidden', `${url.host} is a link-local address, where no store is`);
    return faults;
  }
  if (url.username !== '') fault(path, 'secret-in-settings', 'The address holds a user: give a secret header with the authorization instead');
  if (isLinkLocal(url.hostname) && !(settings.allowedHosts ?? []).includes(url.host)) fault(path, 'address-forbidden', `${url.host} is a link-local address, where clouds keep credentials: name it in the allowed hosts as well if it is meant`);
  const names = [...(settings.headers ?? []), ...(settings.secretHeaders ?? [])].map(({ name }) => name.toLowerCase());
  for (const [index, name] of names.entries()) {
    const at = index < (settings.headers?.length ?? 0) ? `/headers/${index}/name` : `/secretHeaders/${index - (settings.headers?.length ?? 0)}/name`;
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) fault(at, 'header-invalid', `${JSON.stringify(name)} is no name of a header`);
    if (names.indexOf(name) !== index) fault(at, 'duplicate-name', `The header ${name} stands twice`);
    if (/^(authorization|cookie|proxy-authorization|x-api-key)$/.test(name) && index < (settings.headers?.length ?? 0)) fault(at, 'secret-in-settings', `The header ${name} is a secret: give it as a secret header, by the name of a variable of the server`);
  }
  return faults;
}
