/**
 * What the nemesis can do to a cluster, and by which ops. A cut drops packets between nodes; a pause stops the system's
 * process on some nodes without its noticing; a kill ends it, without a warning. Each is undone before the next is made.
 */

/**
 * A grudge maps a node to the nodes whose inbound packets it drops. A node without an entry drops nothing.
 *
 * Laws: no node holds a grudge against itself; no node is named twice in one entry.
 */
export type Grudge = Readonly<Record<string, readonly string[]>>;

export type FaultKind = 'cut' | 'pause' | 'kill';

export type Fault =
  | { readonly kind: 'cut'; readonly grudge: Grudge }
  | { readonly kind: 'pause' | 'kill'; readonly nodes: readonly string[] };

interface FaultOps {
  readonly begin: string;
  readonly end: string;
}

/** The functions of the nemesis's ops. */
export const faultOps: Readonly<Record<FaultKind, FaultOps>> = {
  cut: { begin: 'start', end: 'stop' },
  pause: { begin: 'pause', end: 'resume' },
  kill: { begin: 'kill', end: 'restart' },
};

const kinds: readonly FaultKind[] = ['cut', 'pause', 'kill'];

/** The fault that an op makes. */
export function kindBegunBy(f: string): FaultKind | undefined {
  return kinds.find((kind) => faultOps[kind].begin === f);
}

/** The fault that an op undoes. */
export function kindEndedBy(f: string): FaultKind | undefined {
  return kinds.find((kind) => faultOps[kind].end === f);
}
