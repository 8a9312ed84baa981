import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** Addresses that no server of the cloud has: private, shared, link-local, loopback, documentation, multicast. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['2001:db8::', 32],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** Whether a URL's host is this computer itself, by a literal address or as `localhost`. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

function isPublicAddress(address: string): boolean {
  // BlockList judges an IPv4 address inside an IPv6 one (::ffff:10.0.0.1) by its IPv4 rules.
  return !NOT_PUBLIC.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** False for a literal address that is not public; a name is judged when it is resolved. */
export function isPublicLiteral(host: string): boolean {
  const name = bare(host);
  if (isIP(name) !== 0) return isPublicAddress(name);
  return name !== 'localhost' && !name.endsWith('.localhost');
}

/**
 * A resolver for hosts that a redirect names, in axios's form. Fails with EADDRNOTAVAIL where a name leads to an address
 * that is not public.
 */
export async function lookupPublic(host: string): Promise<[LookupAddress[]]> {
  const addresses = await lookup(host, { all: true });
  if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
    throw Object.assign(new Error('the name leads to an address that is not public'), { code: 'EADDRNOTAVAIL' });
  }
  return [addresses];
}
