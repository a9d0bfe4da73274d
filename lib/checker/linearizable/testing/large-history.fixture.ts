/**
 * For tests and benchmarks: seeded histories of up to millions of operations, made in a second or two. A simulated
 * register serves clients that are always busy: whoever completes invokes again at once, so as many operations are open
 * at every moment as there are clients. Each operation acts on the register at one moment between its invocation and its
 * completion; such a history is linearizable by construction.
 *
 *     client 0  ├── write 3 ──┤├── read 2 ────┤├─ cas [2 4], info        (process 0 is replaced by process 2)
 *     client 1  ├─ read 3 ──┤├── write 2 ───┤├──── read 4 ───┤
 */
import { randomFrom } from '../../../base/random';
import type { History, Op } from '../../../history/op';

export interface LargeShape {
  readonly operations: number;
  /** Operations open at a time, besides those that crashed. */
  readonly clients: number;
  /** The register holds 0 … values - 1; at first it holds nothing. */
  readonly values: number;
  /** Share of the operations that crash: half of them without having acted, half of them after they had. */
  readonly crashed: number;
  /** No more crash than these; without a bound when undefined. */
  readonly maxCrashed?: number;
  /** Reads, writes and cas: a third each, or half of them reads. Without cas the others share equally. */
  readonly mix: 'thirds' | 'half reads' | 'no cas';
  /** Crashed operations act long after their info, instead of before it. */
  readonly isLate?: boolean;
}

/** What becomes of an operation, drawn when it is invoked. */
type Fate = 'completes' | 'crashes after it acted' | 'crashes before it acts';

/** A client and its open operation. One object a client, used again and again. */
interface Client {
  process: number;
  f: 'read' | 'write' | 'cas';
  argument: Op['value'];
  fate: Fate;
  hasActed: boolean;
  type: 'ok' | 'fail';
  result: Op['value'];
}

/** Nanoseconds from one op to the next; the times of two million ops are still small integers to the machine. */
const nanosPerOp = 1000;

/** How seldom a crashed operation that is still under way acts, in moves of the clients. */
const movesPerLateAct = 100;

export function largeHistory(seed: number | string, shape: LargeShape): History {
  const { operations, clients, values, crashed, mix, maxCrashed = Number.POSITIVE_INFINITY, isLate = false } = shape;
  const unit = randomUnits(seed);
  const below = (bound: number) => Math.floor(unit() * bound);
  const pairs = pairsBelow(values);
  const readShare = mix === 'thirds' ? 1 / 3 : 1 / 2;
  const writeShare = mix === 'thirds' ? 1 / 3 : mix === 'half reads' ? 1 / 4 : 1 / 2;

  const history: Op[] = [];
  const late: Pick<Client, 'f' | 'argument'>[] = [];
  let register: Op['value'] = null;
  let invoked = 0;
  let crashes = 0;
  const append = (process: number, type: Op['type'], f: string, value: Op['value']) => {
    history.push({ index: history.length, time: history.length * nanosPerOp, process, type, f, value });
  };

  const invoke = (client: Client) => {
    invoked++;
    const kind = unit();
    if (kind < readShare) {
      client.f = 'read';
      client.argument = null;
    } else if (kind < readShare + writeShare) {
      client.f = 'write';
      client.argument = below(values);
    } else {
      client.f = 'cas';
      client.argument = pairs[below(pairs.length)] ?? null;
    }
    client.fate = 'completes';
    if (unit() < crashed && crashes < maxCrashed) {
      crashes++;
      client.fate = unit() < 0.5 ? 'crashes after it acted' : 'crashes before it acts';
    }
    client.hasActed = false;
    append(client.process, 'invoke', client.f, client.argument);
  };

  const act = (client: Client) => {
    client.hasActed = true;
    if (client.fate === 'crashes before it acts') return;
    if (client.fate === 'crashes after it acted' && isLate) {
      late.push({ f: client.f, argument: client.argument });
      return;
    }
    client.type = canAct(client, register) ? 'ok' : 'fail';
    client.result = client.f === 'read' ? register : client.argument;
    register = acted(client, register);
  };

  const complete = (client: Client) => {
    if (client.fate === 'completes') {
      append(client.process, client.type, client.f, client.result);
    } else {
      append(client.process, 'info', client.f, client.argument);
      client.process += clients;
    }
  };

  const busy = Array.from({ length: Math.min(clients, operations) }, (_, process) => idleClient(process));
  for (const client of busy) invoke(client);
  while (busy.length > 0) {
    if (late.length > 0 && below(movesPerLateAct) === 0) {
      const [crash] = late.splice(below(late.length), 1);
      if (crash) register = acted(crash, register);
    }
    const place = below(busy.length);
    const client = busy[place];
    if (!client) break;
    if (!client.hasActed) {
      act(client);
      continue;
    }
    complete(client);
    if (invoked < operations) invoke(client);
    else busy.splice(place, 1);
  }
  return history;
}

function idleClient(process: number): Client {
  return { process, f: 'read', argument: null, fate: 'completes', hasActed: false, type: 'ok', result: null };
}

function canAct({ f, argument }: Pick<Client, 'f' | 'argument'>, register: Op['value']): boolean {
  return f !== 'cas' || (argument as readonly Op['value'][])[0] === register;
}

/** What the register holds afterwards. */
function acted(operation: Pick<Client, 'f' | 'argument'>, register: Op['value']): Op['value'] {
  if (operation.f === 'read' || !canAct(operation, register)) return register;
  if (operation.f === 'write') return operation.argument;
  return (operation.argument as readonly Op['value'][])[1] ?? null;
}

/** Every [expected, new] there is, shared by all operations: a history of a million has hundreds of thousands of cas. */
function pairsBelow(values: number): (readonly [number, number])[] {
  const numbers = Array.from({ length: values }, (_, value) => value);
  return numbers.flatMap((expected) => numbers.map((next) => [expected, next] as const));
}

/** Numbers in [0, 1): the generator of base/random.ts as a function with a state, because millions are drawn. */
export function randomUnits(seed: number | string): () => number {
  let state = randomFrom(seed).state | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
