/**
 * A fault that a person can choose, as data: what it asks for, what it needs, how it is told and how it looks. What it
 * does to the nodes is in `server/faults/<name>.ts`.
 */
import type * as z from 'zod/mini';
import type { Hatch, Ink } from '../../draw/draw-list';
import type { Capability } from '../capability';

export interface FaultDescription<Name extends string = string, Options extends z.ZodMiniObject = z.ZodMiniObject> {
  readonly name: Name;
  readonly title: string;
  readonly summary: string;
  /** Its own options. When it begins and how long it lasts belong to the plan, whatever the fault. */
  readonly options: Options;
  readonly needs: readonly Capability[];
  /** `the leader paused`, as a plan is told. */
  done(options: z.output<Options>): string;
  /** The functions of its ops in a history. Faults of one kind share them. */
  readonly ops: FaultOps;
  readonly words: FaultWords;
  readonly look: FaultLook;
}

export interface FaultOps {
  readonly begin: string;
  readonly end: string;
}

/** Of a fault in a history; faults of one kind share them. */
export interface FaultWords {
  /** `Network cut` */
  readonly title: string;
  /** `partition`, with an s for several. */
  readonly noun: string;
  /** `pause a process`, `pausing` it as it is `being paused`, then it is `paused`. */
  readonly verb: string;
  readonly object: string;
  readonly making: string;
  readonly made: string;
  /** What is true while it is fully in effect, what then begins, and what is true afterwards. */
  readonly inEffect: string;
  readonly undoing: string;
  readonly undone: string;
  /** What a node then is: `resumed`. */
  readonly ended: string;
  /** Where the end takes until the system serves again: how one says that it was begun. */
  readonly restarting?: string;
}

export interface FaultLook {
  /** One of six, so that a new fault needs no new colour; hatch and glyph tell faults of one tone apart. */
  readonly tone: Ink & `fault-${string}`;
  readonly hatch: Hatch;
  /** A filled path in a square of 20 by 20. */
  readonly glyph: string;
}

/** Infers the options' type from their schema. */
export function describeFault<const Name extends string, Options extends z.ZodMiniObject>(
  description: FaultDescription<Name, Options>,
): FaultDescription<Name, Options> {
  return description;
}
