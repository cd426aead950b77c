import { BlockList, isIP } from 'node:net';

/** Addresses of the link itself, where clouds keep the credentials of their machines, and addresses that are none. */
const linkLocal = new BlockList();
linkLocal.addSubnet('169.254.0.0', 16, 'ipv4');
linkLocal.addSubnet('0.0.0.0', 8, 'ipv4');
linkLocal.addAddress('100.100.100.200', 'ipv4');
linkLocal.addAddress('192.0.0.192', 'ipv4');
linkLocal.addSubnet('fe80::', 10, 'ipv6');
linkLocal.addAddress('fd00:ec2::254', 'ipv6');
linkLocal.addAddress('::', 'ipv6');

/** @param host an address, in brackets or without; a name is never one */
export function isLinkLocal(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0) return false;
  // An IPv4 address within an IPv6 one is found by the list itself.
  return linkLocal.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
