/**
 * Whereto this server sends. Whoever may name a URL has the server ask it, from where it stands: so nothing of this machine
 * and of the networks behind it is asked (server-side request forgery), unless whoever started the server says so. A name is
 * looked at when it is resolved for the connection, and not before: another answer a moment later changes nothing.
 */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export const maxUrlLength = 2_000;

/** What is no address of a machine on the internet: RFC 6890, and those that carry one of IPv4 in them. */
const notPublic: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const blocked = new BlockList();
for (const [net, prefix, family] of notPublic) blocked.addSubnet(net, prefix, family);

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !blocked.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** It would have been sent to where nothing may be. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';

  constructor() {
    super('its address is that of this machine or of a private network');
  }
}

/** What is wrong with a URL that somebody named, as far as it says itself. */
export function urlProblem(text: string, allowsPrivate: boolean): string | undefined {
  if (text.length > maxUrlLength) return `it has more than ${maxUrlLength} characters`;
  if (!URL.canParse(text)) return 'it is no URL';
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'it begins neither with https: nor with http:';
  if (username !== '' || password !== '') return 'it has a user or a password in it; the signature says who sends';
  const literal = hostname.replace(/^\[|\]$/g, '');
  const isLocal = isIP(literal) !== 0 ? !isPublicAddress(literal) : /^(.*\.)?localhost\.?$/i.test(hostname);
  if (isLocal && !allowsPrivate) return new PrivateAddressError().message;
  return undefined;
}

/** Resolves a name for a connection; one of its addresses that is not public is enough to refuse it. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(new PrivateAddressError(), []);
    const [first] = addresses;
    if (options.all === true || !first) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
