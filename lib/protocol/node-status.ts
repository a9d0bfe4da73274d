/**
 * What a node says of itself when it is asked: its own belief, which may be wrong. A leader that was cut off believes
 * that it leads until it learns better.
 */

/**
 * Candidates have no leader and ask for votes; a follower may have none for a while, too. Of a system without leaders a
 * member serves as one of equals, and an outsider is not among them and serves nothing.
 */
export type NodeRole = 'leader' | 'follower' | 'candidate' | 'member' | 'outsider';

export interface NodeStatus {
  readonly role: NodeRole;
  /** Whom it takes for the leader: the name of a node; missing when it knows of none. */
  readonly leader?: string;
  /** The election it knows of; a later one has a larger number. */
  readonly term?: number;
  /** How far its own data is: the last entry of the system's log that it has applied. */
  readonly index?: number;
}

/** `unreachable`: asked, and no status came back in time. */
export type NodeReport = NodeStatus | 'unreachable';

/** Nodes are asked this often. */
export const statusIntervalMs = 250;

/** A node that has not answered by then counts as unreachable. */
export const statusLimitMs = 2 * statusIntervalMs;

export function isEqualReport(a: NodeReport, b: NodeReport): boolean {
  if (a === 'unreachable' || b === 'unreachable') return a === b;
  return a.role === b.role && a.leader === b.leader && a.term === b.term && a.index === b.index;
}

/** The nodes that say they lead, the one that says so of the latest term first. */
export function leadersIn(reports: Iterable<readonly [string, NodeReport | undefined]>): readonly string[] {
  const leading = [...reports].flatMap(([node, report]) =>
    report === undefined || report === 'unreachable' || report.role !== 'leader'
      ? []
      : [{ node, term: report.term ?? 0 }],
  );
  return leading.toSorted((a, b) => b.term - a.term).map(({ node }) => node);
}
