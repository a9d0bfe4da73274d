/**
 * Everything that a run may leave on a node over SSH, undone: the one place where a fault of a new kind says how. The node
 * keeps these scripts from before the first fault until nothing of the run is left there; its dead-man's switch runs
 * them, all at once, when the run is not heard of any more, and again those that fail. Recovery and `clew heal` run the
 * same.
 *
 * A script is POSIX shell, needs nothing but what the fault itself needs, may be run at any time and any number of
 * times, and touches nothing that is not ours.
 */
import { removeDisk } from '../nodes/disk/data-disk';
import { healEverything } from '../nodes/net/iptables';
import type { Remote } from '../nodes/remote';
import type { System } from '../systems/kit/system';

/** @param system nothing where it is not ours to stop */
export function undoOn(remote: Remote, system?: Pick<System, 'daemon'>): readonly string[] {
  return [
    // Partitions, and packets that are disturbed.
    healEverything,
    // A process that is paused, or runs on for nobody. Its data and its log stay, to be looked at.
    ...(system ? [system.daemon({ name: remote.node, remote }).stopping] : []),
    // The disk of its data, where it was put on one of its own for power cuts.
    removeDisk,
  ];
}
