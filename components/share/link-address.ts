/** Where a link leads, and who can follow it there. */
import { type Link, type LinkKind, linkPath } from '@/lib/protocol/link';

/** As the server says, or else as this browser reaches it. @param view what stands behind the #, with it */
export function linkAddress(kind: LinkKind, { address, token }: Link, view = ''): string {
  return address === undefined ? new URL(`${linkPath(kind, token)}${view}`, location.href).href : `${address}${view}`;
}

/** Names by which a browser reaches the machine it runs on. */
const ownNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether the address means another machine to whoever gets it. */
export function opensOnlyHere({ address }: Link): boolean {
  return ownNames.includes(new URL(address ?? location.href).hostname);
}
