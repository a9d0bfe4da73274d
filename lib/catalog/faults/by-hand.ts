/** What a person may do to the nodes of a running test, beside the faults of its plan. */
import type { Capability } from '../capability';
import type { FaultOps } from './fault';
import { kill } from './kill';
import { networkCut } from './network-cut';
import { pause } from './pause';

export const handActions = ['cut', 'pause', 'kill'] as const;
export type HandAction = (typeof handActions)[number];

export interface HandFault {
  /** As its ops name it: a partition of no catalog fault's making has the name of its kind. */
  readonly fault: string;
  readonly ops: FaultOps;
  readonly needs: readonly Capability[];
  /** As in `cut n3 off`. */
  asked(nodes: string): string;
}

export const handFaults: Readonly<Record<HandAction, HandFault>> = {
  cut: { fault: 'partition', ops: networkCut.ops, needs: networkCut.needs, asked: (nodes) => `cut ${nodes} off` },
  pause: { fault: pause.name, ops: pause.ops, needs: pause.needs, asked: (nodes) => `pause ${nodes}` },
  kill: { fault: kill.name, ops: kill.ops, needs: kill.needs, asked: (nodes) => `kill ${nodes}` },
};

/** What ends each, by the name in its ops. */
export const handEnds: ReadonlyMap<string, string> = new Map(
  Object.values(handFaults).map(({ fault, ops }) => [fault, ops.end]),
);

/** More that are not ended yet a person keeps no more apart; each has a lane of the nemesis. */
export const maxHandFaults = 8;
