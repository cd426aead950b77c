import type { Fault } from '@arbiter/contracts';
import { listChannels } from '../catalogue/api.js';
import type { ConfigurationCheck } from '../configuration/api.js';
import { listAttributes } from '../datasets/api.js';
import { isLinkLocal } from '../../ports/link-local-address.js';

/** What the schema cannot say: the channel and the attributes are there, the secrets are in the server's environment, addresses can be read. */
export const checkDeliveryWay: ConfigurationCheck<'delivery-ways'> = async ({ way, perMinute, statusSecret }, { container: { repository, config }, id }) => {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, message: string) => void faults.push({ path, code, message });
  const [channels, attributes] = await Promise.all([listChannels(repository), listAttributes(repository)]);
  if (!channels.some((channel) => channel.id === id)) fault('', 'unknown-channel', `The catalogue has no channel "${id}": the document's identifier is the channel's`);
  const names = new Set(attributes.map(({ name }) => name));
  const attribute = (path: string, name: string) => {
    if (!names.has(name)) fault(path, 'unknown-attribute', `Customers have no attribute "${name}": load it with an import first`);
  };
  if ('addressAttribute' in way && way.addressAttribute !== undefined) attribute('/way/addressAttribute', way.addressAttribute);
  if ('attributes' in way) way.attributes?.forEach((name, index) => attribute(`/way/attributes/${index}`, name));
  const secrets = Object.entries(way).filter(([name, value]) => /[sS]ecret$/.test(name) && typeof value === 'string') as [string, string][];
  for (const [path, name] of [...secrets.map(([key, value]) => [`/way/${key}`, value] as const), ...(statusSecret === undefined ? [] : [['/statusSecret', statusSecret] as const])]) {
    if (config.secretOf(name) === undefined) fault(path, 'secret-missing', `This server has no environment variable ${name}: set it and start again`);
  }
  if (way.kind === 'smtp') {
    if (!/^[^\s<>"(),;:]+@[A-Za-z0-9.-]+$/.test(/^[^<>\r\n]*<([^<>]+)>$/.exec(way.from)?.[1] ?? way.from) || /[\u0000-\u001f\u007f]/.test(way.from)) fault('/way/from', 'address-invalid', `${JSON.stringify(way.from)} is not a sender: write name@company.example or Name <name@company.example>`);
    if (!/^[A-Za-z0-9.:-]+$/.test(way.host)) fault('/way/host', 'address-invalid', `${JSON.stringify(way.host)} is no name of a host`);
    if (way.user !== undefined && way.passwordSecret === undefined) fault('/way/passwordSecret', 'secret-missing', 'A user needs a password: name the variable that has it');
    if (way.user !== undefined && way.tls === 'none') fault('/way/tls', 'password-in-clear', 'A password is sent over TLS only: choose starttls or implicit');
  }
  const address = way.kind === 'webhook' ? (['/way/url', way.url] as const) : way.kind === 's3' ? (['/way/endpoint', way.endpoint] as const) : undefined;
  if (address) {
    const url = URL.canParse(address[1]) ? new URL(address[1]) : undefined;
    if (!url) fault(address[0], 'address-invalid', `${JSON.stringify(address[1])} cannot be read as an address`);
    else if (url.username !== '' || url.password !== '') fault(address[0], 'secret-in-settings', 'The address holds a user or a password: use a secret of the server instead');
    else if (isLinkLocal(url.hostname)) fault(address[0], 'link-local', `${url.hostname} is a link-local address, which is not called`);
  }
  if (perMinute !== undefined && way.kind !== 'smtp' && way.kind !== 'webhook') fault('/perMinute', 'no-rate', `A rate is for messages that are sent one by one; a ${way.kind} has none`);
  return faults;
};
