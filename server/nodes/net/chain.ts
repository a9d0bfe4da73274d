/** The chains of the packet filter that are ours. */

/** That of id 0; those of other ids have them behind a dash. */
export const chainName = 'CLEW';

/** How long iptables waits for another program that changes the rules, in seconds. */
export const lockWaitSeconds = 5;

export function chainOf(id: number): string {
  return id === 0 ? chainName : `${chainName}-${id}`;
}
