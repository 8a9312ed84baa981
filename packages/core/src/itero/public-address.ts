import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/**
 * Addresses that no server of the cloud has: private, shared, link-local, loopback, documentation, multicast, and the
 * tunnels 6to4 and Teredo, whose addresses hold another one.
 */
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
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const) {
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv6');
}

/** Addresses to which no name leads that is not this computer's own: unset, loopback, link-local (metadata), multicast. */
const OF_NO_SERVER = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  OF_NO_SERVER.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['ff00::', 8],
] as const) {
  OF_NO_SERVER.addSubnet(network, prefix, 'ipv6');
}

/** Addresses by which a network without IPv4 reaches it (RFC 6052); the last 32 bits are the IPv4 address. */
const TRANSLATED = new BlockList();
TRANSLATED.addSubnet('64:ff9b::', 96, 'ipv6');

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** Whether a URL's host is this computer itself, by a literal address or as `localhost`. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** The IPv4 address that a translated one stands for; any other as it is. */
function translated(address: string): string {
  if (isIP(address) !== 6 || !TRANSLATED.check(address, 'ipv6')) return address;
  const [high = '0', low = '0'] = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const [one, two] = [high, low].map((part) => Number.parseInt(part === '' ? '0' : part, 16));
  return [one! >> 8, one! & 255, two! >> 8, two! & 255].join('.');
}

/** BlockList judges an IPv4 address inside an IPv6 one (::ffff:10.0.0.1) by its IPv4 rules. */
function isIn(list: BlockList, address: string): boolean {
  const meant = translated(address);
  return list.check(meant, isIP(meant) === 6 ? 'ipv6' : 'ipv4');
}

function isPublicAddress(address: string): boolean {
  return !isIn(NOT_PUBLIC, address);
}

/** False for a literal address that is not public; a name is judged when it is resolved. */
export function isPublicLiteral(host: string): boolean {
  const name = bare(host);
  if (isIP(name) !== 0) return isPublicAddress(name);
  return name !== 'localhost' && !name.endsWith('.localhost');
}

/**
 * Resolves a name in axios's form, which tells it from Node's by its being an `async` function. The connection is made to
 * what it answers, so the name is not asked twice.
 */
export type Resolver = (host: string) => Promise<[LookupAddress[]]>;

/** Throws `ADDRESS_REFUSED` unless a name leads only to addresses that `fits`. */
async function resolve(host: string, fits: (address: string) => boolean): Promise<[LookupAddress[]]> {
  const addresses = await lookup(host, { all: true });
  if (addresses.length > 0 && addresses.every(({ address }) => fits(address))) return [addresses];
  throw Object.assign(new Error('the name leads to an address where it must not lead'), { code: 'ADDRESS_REFUSED' });
}

/** For hosts that a redirect names: only public addresses. */
export const lookupPublic: Resolver = async (host) => resolve(host, isPublicAddress);

/**
 * For hosts that may see the token. Their certificate is checked, so what matters is only that no name leads to this
 * computer or to a cloud's metadata; a private address may be the gateway of the practice's network.
 */
export const lookupAllowed: Resolver = async (host) => resolve(host, (address) => !isIn(OF_NO_SERVER, address));

/** For `localhost`, to which plain http may go. */
export const lookupLoopback: Resolver = async (host) => resolve(host, isLoopback);
