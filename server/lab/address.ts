/** Picks a network for a lab that nothing on this machine uses. Pure: the caller lists what is in use. */

export interface LabNetwork {
  /** The first three numbers: `10.77.3`. */
  readonly prefix: string;
  /** The control side's address. */
  readonly gateway: string;
  /** The control side's interface; at most 15 characters. */
  readonly uplink: string;
}

/** Node k gets `<prefix>.(10 + k)`. */
const firstNode = 11;

/** Private ranges seldom in use, and the one set aside for benchmarks for machines whose 10/8 is routed elsewhere. */
const candidatePrefixes: readonly string[] = [
  ...Array.from({ length: 250 }, (_, i) => `10.207.${i + 1}`),
  ...Array.from({ length: 250 }, (_, i) => `172.29.${i + 1}`),
  ...Array.from({ length: 250 }, (_, i) => `198.18.${i + 1}`),
];

export function nodeAddress(network: LabNetwork, index: number): string {
  return `${network.prefix}.${firstNode + index}`;
}

/**
 * @param routes IPv4 destinations as `ip -json route` names them (`10.0.0.0/8`, `10.1.2.3`); `default` is passed over
 * @param interfaces names in use
 */
export function freeNetwork(routes: readonly string[], interfaces: readonly string[]): LabNetwork | undefined {
  const taken = routes.flatMap((route) => {
    const range = parseRange(route);
    return range === undefined || range.size >= 2 ** 32 ? [] : [range];
  });
  for (const prefix of candidatePrefixes) {
    const start = numberOf(`${prefix}.0`);
    const isTaken = taken.some((range) => range.start < start + 256 && start < range.start + range.size);
    const uplink = `clew${prefix
      .split('.')
      .slice(0, 3)
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')}`;
    if (!isTaken && !interfaces.includes(uplink)) return { prefix, gateway: `${prefix}.1`, uplink };
  }
  return undefined;
}

function parseRange(route: string): { readonly start: number; readonly size: number } | undefined {
  const match = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(route);
  if (match?.[1] === undefined) return undefined;
  return { start: numberOf(match[1]), size: 2 ** (32 - Number(match[2] ?? 32)) };
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
