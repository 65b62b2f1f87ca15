/**
 * Which addresses a result URL may lead to. A result host is named by the service, so without this check a URL could
 * make the extension read the router, a cloud's metadata service or another program on this machine (SSRF).
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { NetworkError } from '../../core/errors.ts';

/** `code` of the NetworkError for an address that is not public. Never a reason to try another way round. */
export const notPublicCode = 'EADDRNOTPUBLIC';

/** IANA's special-purpose registry for IPv4, plus Azure's host agent, which has a public number. */
const closedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Within 2000::/3, the only block of global unicast: protocol assignments with Teredo and ORCHID, documentation. */
const closedIpv6 = ['2001::/23', '2001:db8::/32', '3fff::/20'];

function listOf(subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = '', prefix] = subnet.split('/');
    list.addSubnet(net, Number(prefix), family);
  }
  return list;
}

interface AddressLists {
  readonly closed4: BlockList;
  readonly closed6: BlockList;
  readonly unicast6: BlockList;
}

let lists: AddressLists | undefined;

/** Made when first asked for: that costs milliseconds which the start of a window can do without. */
function addressLists(): AddressLists {
  lists ??= {
    closed4: listOf(closedIpv4, 'ipv4'),
    closed6: listOf(closedIpv6, 'ipv6'),
    unicast6: listOf(['2000::/3'], 'ipv6'),
  };
  return lists;
}

/** The eight groups of an IPv6 address; undefined where it has a zone or is none. */
function groupsOf(address: string): number[] | undefined {
  if (isIP(address) !== 6 || address.includes('%')) return undefined;
  // The URL parser writes every spelling (dotted tails, leading zeros) in one way.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map(group => Number.parseInt(group, 16));
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** The IPv4 address that an IPv6 one carries: v4-mapped, NAT64 (RFC 6052), 6to4 (RFC 3056). */
function embeddedIpv4(groups: readonly number[]): string | undefined {
  const [a = 0, b = 0, c = 0, , , f = 0, g = 0, h = 0] = groups;
  const isZero = (from: number, to: number): boolean => groups.slice(from, to).every(group => group === 0);
  if (isZero(0, 5) && f === 0xffff) return dotted(g, h);
  if (a === 0x64 && b === 0xff9b && isZero(2, 6)) return dotted(g, h);
  if (a === 0x2002) return dotted(b, c);
  return undefined;
}

/**
 * Whether `address` (an IP literal, without brackets) is one of the public internet. Everything special is not:
 * private, loopback, link-local, shared, multicast, reserved, documentation, and IPv6 forms that carry such an IPv4.
 * What is no address is not public either.
 */
export function isPublicAddress(address: string): boolean {
  const { closed4, closed6, unicast6 } = addressLists();
  if (isIP(address) === 4) return !closed4.check(address, 'ipv4');
  const groups = groupsOf(address);
  if (groups === undefined) return false;
  const inner = embeddedIpv4(groups);
  if (inner !== undefined) return isPublicAddress(inner);
  return unicast6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
}

/** The error for an address that is not public; says the host, which no secret is. */
function notPublic(host: string): NetworkError {
  return new NetworkError({ sent: 'no', code: notPublicCode, message: `${host} is not a public address` });
}

/** A URL's host as the network knows it: without IPv6 brackets and the root's dot. */
export function networkHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/**
 * Throws NetworkError with `notPublicCode` where the host of `url` is itself an address that is not public: such
 * hosts are connected to without asking a resolver, so `createPublicLookup` never sees them.
 */
export function checkLiteralHost(url: URL): void {
  const host = networkHost(url);
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw notPublic(host);
}

/** The system's resolver in the shape that is used here; a parameter so that tests can answer. */
export type ResolveAll = (
  host: string,
  options: { family?: number; hints?: number },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const resolveAll: ResolveAll = (host, options, done) => systemLookup(host, { ...options, all: true }, done);

function familyOf(family: string | number | undefined): { family?: number } {
  if (family === undefined) return {};
  if (typeof family === 'number') return { family };
  return { family: family === 'IPv6' ? 6 : 4 };
}

/**
 * A `lookup` for sockets that fails with `notPublicCode` when any address of the name is not public: the check and
 * the connection use one and the same DNS answer, so that an answer that changes between them (rebinding) is no way
 * in. A name with public and private answers is refused whole. With `host` given only that name is checked: the
 * way there may lead over a proxy, whose own name the same socket options resolve.
 */
export function createPublicLookup(host?: string, resolve: ResolveAll = resolveAll): LookupFunction {
  return (name, options, callback) => {
    const hints = options.hints === undefined ? {} : { hints: options.hints };
    resolve(name, { ...familyOf(options.family), ...hints }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null) return callback(error, '');
      if (first === undefined)
        return callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
      const isChecked = host === undefined || name.replace(/\.$/, '').toLowerCase() === host.toLowerCase();
      if (isChecked && !addresses.every(entry => isPublicAddress(entry.address))) {
        return callback(notPublic(name), '');
      }
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

/** Rejects like `createPublicLookup`; resolves where the name is public or this machine cannot tell. */
export function checkResolvedHost(url: URL, resolve: ResolveAll = resolveAll): Promise<void> {
  const host = networkHost(url);
  return new Promise((done, reject) => {
    createPublicLookup(host, resolve)(host, { all: true }, error => {
      if (error?.code === notPublicCode) reject(error);
      else done();
    });
  });
}
