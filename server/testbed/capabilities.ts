/** What a run may do to its cluster, beside speaking to the system. A fault needs some of it. */
import type { Grudge } from '@/lib/history/nemesis-value';
import type { Disturbance } from '@/lib/nemesis/disturbance';
import type { Net } from '../nodes/net/net';

export interface Capabilities {
  readonly network: Net;
  readonly packets: Packets;
  readonly process: Processes;
  readonly power: Power;
}

/** What the nodes send each other. */
export interface Packets {
  /** Of the packets that the nodes get from those that each is mapped to, until the id is calmed. */
  disturb(links: Grudge, disturbance: Disturbance, id: number): Promise<void>;
  /** Safe at any time, any number of times. */
  calm(id: number): Promise<void>;
}

/** Of each node, whose data lies on a disk that forgets what was not flushed. */
export interface Power {
  /** Its process is gone, and so is what it had not flushed; the disk is there again when this resolves. */
  cut(node: string): Promise<void>;
}

/** The process of the system on each node. */
export interface Processes {
  isRunning(node: string): Promise<boolean>;
  /** It is gone when this resolves. @throws when it does not run */
  kill(node: string): Promise<void>;
  /** Starts it on the data that it has, and waits until it serves, within a limit. @throws when it does not come back */
  restart(node: string): Promise<void>;
  /** It does nothing any more, and does not notice. @throws when it does not run */
  pause(node: string): Promise<void>;
  /** @throws when it does not run */
  resume(node: string): Promise<void>;
  /** Asked to end, and killed where it has not within the limit. @returns whether it ended by itself @throws when it does not run */
  end(node: string, patienceSeconds: number): Promise<boolean>;
  /** Stopped and let go on, again and again, in a rhythm of the node's own. @throws when it does not run */
  stutter(node: string, rhythm: Rhythm): Promise<void>;
  /** @returns whether it stuttered until now @throws when it does not run */
  steady(node: string): Promise<boolean>;
}

export interface Rhythm {
  readonly stoppedMs: number;
  readonly runningMs: number;
}
