/**
 * For tests and benchmarks: what clients see of a register whose leader is paused now and then. They take turns on one
 * register, a few ticks an operation, until a pause: then nothing is answered for 2.5 s. A write that has waited 0.6 s
 * is given up as `info`, a read as `fail`, and the client goes on as another process, into the same wait. What was given
 * up takes effect at the resume, in any order among all that waits, or never.
 *
 *     client 0   ▬w 1▬   ▬▬w 5▬▬ ?   ▬▬w 7▬▬ ?   ▬▬r 7▬
 *     client 1     ▬r 1▬  ▬▬r▬▬ ✗  ▬▬r▬▬ ✗  ▬▬▬w 2▬▬▬▬
 *                         └─── the leader is paused ──┘
 */
import type { History, Op } from '../../../history/op';
import { randomUnits } from './large-history.fixture';

export interface PausedShape {
  readonly operations: number;
  readonly clients: number;
  readonly pauses: number;
  /** Written values are below this, or, where it is infinite, all different. */
  readonly values: number;
  /** The share of updates among the operations, and of cas among the updates. */
  readonly updates?: number;
  readonly cas?: number;
}

const nanosPerMs = 1_000_000;
const pauseMs = 2500;
const limitMs = 600;

/** Of an operation outside of pauses, from the invocation to the completion. */
const longestMs = 12;

/** Of what was given up in a pause, so much takes effect at the resume. */
const effectChance = 0.5;

type Fate = 'waits' | 'done' | 'refused';

interface Open {
  process: number;
  f: 'read' | 'write' | 'cas';
  argument: Op['value'];
  result: Op['value'];
  fate: Fate;
  /** Milliseconds. */
  effectAt: number;
  completesAt: number;
  givesUpAt: number;
}

export function pausedHistory(seed: number | string, shape: PausedShape): History {
  return new PausedLeader(seed, shape).run();
}

class PausedLeader {
  readonly #shape: PausedShape;
  readonly #unit: () => number;
  readonly #history: Op[] = [];
  readonly #open: (Open | undefined)[];
  readonly #processes: number[];
  /** Writes that were given up and may still take effect when the leader goes on. */
  #ghosts: Open[] = [];
  #register: Op['value'] = null;
  #written = 0;
  #invoked = 0;

  constructor(seed: number | string, shape: PausedShape) {
    this.#shape = shape;
    this.#unit = randomUnits(seed);
    this.#processes = Array.from({ length: shape.clients }, (_, client) => client);
    this.#open = this.#processes.map(() => undefined);
  }

  run(): History {
    const { operations, clients, pauses } = this.#shape;
    const apart = operations / (pauses + 1);
    let pauseNumber = 1;
    let resumesAt = Number.NEGATIVE_INFINITY;
    for (let ms = 0; this.#invoked < operations || this.#open.some(Boolean); ms++) {
      if (pauseNumber <= pauses && this.#invoked >= apart * pauseNumber) {
        pauseNumber++;
        resumesAt = ms + pauseMs;
        for (const open of this.#open) if (open) this.#holdUp(open, resumesAt);
      }
      if (ms === resumesAt) this.#resume();
      // Whoever is looked at first is luck.
      const first = Math.floor(this.#unit() * clients);
      for (let turn = 0; turn < clients; turn++) this.#move((first + turn) % clients, ms, resumesAt);
    }
    return this.#history;
  }

  #move(client: number, ms: number, resumesAt: number): void {
    const open = this.#open[client];
    if (!open) {
      if (this.#invoked < this.#shape.operations) this.#open[client] = this.#invoke(client, ms, resumesAt);
      return;
    }
    if (open.fate === 'waits' && ms >= open.effectAt) this.#takeEffect(open);
    if (open.fate !== 'waits' && ms >= open.completesAt) {
      this.#append(open, ms, open.fate === 'done' ? 'ok' : 'fail', open.f === 'read' ? open.result : open.argument);
      this.#open[client] = undefined;
    } else if (ms >= open.givesUpAt) {
      this.#giveUp(client, open, ms);
    }
  }

  #invoke(client: number, ms: number, resumesAt: number): Open {
    this.#invoked++;
    const process = this.#processes[client] as number;
    const [f, argument] = this.#ask();
    const effectAt = ms + this.#unit() * longestMs;
    const open: Open = {
      ...{ process, f, argument, result: null, fate: 'waits' },
      ...{ effectAt, completesAt: effectAt + this.#unit() * longestMs, givesUpAt: ms + limitMs },
    };
    if (ms < resumesAt) this.#holdUp(open, resumesAt);
    this.#append(open, ms, 'invoke', argument);
    return open;
  }

  #ask(): [Open['f'], Op['value']] {
    const { values, updates = 0.2, cas = 0 } = this.#shape;
    if (this.#unit() >= updates) return ['read', null];
    const draw = () => (Number.isFinite(values) ? Math.floor(this.#unit() * values) : this.#written++);
    // A cas expects what the register holds, or it would hardly ever succeed.
    return this.#unit() < cas ? ['cas', [this.#register, draw()]] : ['write', draw()];
  }

  /** Nothing is answered before the resume, and then within a few milliseconds. */
  #holdUp(open: Open, resumesAt: number): void {
    open.effectAt = Math.max(open.effectAt, resumesAt + this.#unit() * longestMs);
    open.completesAt = Math.max(open.completesAt, open.effectAt + this.#unit() * longestMs);
  }

  #takeEffect(open: Open): void {
    const { f, argument } = open;
    open.fate = 'done';
    if (f === 'read') open.result = this.#register;
    else if (f === 'write') this.#register = argument;
    else {
      const [expected, next] = argument as readonly Op['value'][];
      if (expected === this.#register) this.#register = next ?? null;
      else open.fate = 'refused';
    }
  }

  #giveUp(client: number, open: Open, ms: number): void {
    const isRead = open.f === 'read';
    this.#append(open, ms, isRead ? 'fail' : 'info', open.argument);
    this.#open[client] = undefined;
    if (isRead) return;
    this.#processes[client] = open.process + this.#shape.clients;
    if (open.fate === 'waits') this.#ghosts.push(open);
  }

  #resume(): void {
    const ghosts = this.#ghosts;
    this.#ghosts = [];
    for (let left = ghosts.length; left > 0; left--) {
      const [ghost] = ghosts.splice(Math.floor(this.#unit() * left), 1);
      if (ghost && this.#unit() < effectChance) this.#takeEffectWithOpen(ghost);
    }
  }

  /** What waits takes effect among what was given up. */
  #takeEffectWithOpen(ghost: Open): void {
    this.#takeEffect(ghost);
    for (const open of this.#open) if (open?.fate === 'waits' && this.#unit() < 0.02) this.#takeEffect(open);
  }

  #append({ process, f }: Open, ms: number, type: Op['type'], value: Op['value']): void {
    this.#history.push({ index: this.#history.length, time: ms * nanosPerMs, process, type, f, value });
  }
}
