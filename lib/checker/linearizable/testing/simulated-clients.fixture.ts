/**
 * For tests: what clients ask of a system, and what a correct one answers, for every model there is. Values are few, so
 * that operations meet; what the system does with them is left to the model.
 */
import { present } from '../../../base/assert';
import { formatJson } from '../../../base/edn';
import { isJsonArray, type Json } from '../../../base/json';
import type { ModelOp } from '../../../model/model';
import type { Dice } from './random-history.fixture';

export interface SimulatedClients {
  /** What a client asks for, with the value of the invocation. */
  ask(dice: Dice, client: string): ModelOp;
  /** The value of the completion when the system is in that state; undefined where it has nothing to answer. */
  answer(state: Json, asked: ModelOp, dice: Dice): Json | undefined;
  /** An answer that somebody could have got from a system in another state. */
  otherAnswer(asked: ModelOp, dice: Dice): Json;
}

const valueCount = 3;

const registers: SimulatedClients = {
  ask: (dice) => (dice.happens(0.5) ? { f: 'read', value: null } : { f: 'write', value: dice.below(valueCount) }),
  answer: (state, { f, value }) => (f === 'read' ? state : value),
  otherAnswer: ({ f, value }, dice) => (f === 'read' ? dice.below(valueCount) : value),
};

const casRegisters: SimulatedClients = {
  ...registers,
  ask: (dice, client) =>
    dice.happens(0.35)
      ? { f: 'cas', value: [dice.below(valueCount), dice.below(valueCount)] }
      : registers.ask(dice, client),
};

/** Nobody knows a version, or a value that was read, before the answer. */
const versionedRegisters: SimulatedClients = {
  ask(dice, client) {
    const { f, value } = casRegisters.ask(dice, client);
    return { f, value: [null, value] };
  },
  answer(state, { f, value }) {
    const [version = null, held = null] = items(state);
    return f === 'read' ? [version, held] : [Number(version) + 1, items(value)[1] ?? null];
  },
  otherAnswer({ f, value }, dice) {
    const [, carried = null] = items(value);
    return [dice.below(4), f === 'read' ? dice.below(valueCount) : carried];
  },
};

const keys = ['x', ':y', 7] as const;

/** What a register holds under a key as it is written in a transaction. */
function heldUnder(state: Json, key: Json): Json {
  const registers = state as { readonly [key: string]: Json };
  return registers[formatJson(key)] ?? null;
}

const multiRegisters: SimulatedClients = {
  ask(dice) {
    const access = () => {
      const key = keys[dice.below(keys.length)] ?? null;
      const colon = dice.happens(0.5) ? ':' : '';
      return dice.happens(0.5) ? [`${colon}r`, key, null] : [`${colon}w`, key, dice.below(valueCount)];
    };
    if (dice.happens(0.7)) return { f: 'txn', value: Array.from({ length: 1 + dice.below(3) }, access) };
    const [kind, ...pair] = access();
    return { f: String(kind).endsWith('r') ? 'read' : 'write', value: pair };
  },
  answer(state, { f, value }) {
    if (f === 'write') return value;
    if (f === 'read') return answered(value, (key) => heldUnder(state, key));
    const wrote = new Map<Json, Json>();
    return items(value).map((access) => {
      const [kind = null, key = null, written = null] = items(access);
      if (!String(kind).endsWith('r')) wrote.set(key, written);
      return [kind, key, wrote.get(key) ?? heldUnder(state, key)];
    });
  },
  otherAnswer({ f, value }, dice) {
    if (f === 'write') return value;
    if (f === 'read') return answered(value, () => dice.below(valueCount));
    return items(value).map((access) => {
      const [kind = null, key = null] = items(access);
      const isChanged = String(kind).endsWith('r') && dice.happens(0.7);
      return isChanged ? [kind, key, dice.below(valueCount)] : access;
    });
  },
};

function answered(pair: Json, heldAt: (key: Json) => Json): Json {
  const [key = null] = items(pair);
  return [key, heldAt(key)];
}

function items(value: Json): readonly Json[] {
  return value !== null && isJsonArray(value) ? value : [];
}

const locks: SimulatedClients = {
  ask: (dice) => ({ f: dice.happens(0.55) ? 'acquire' : 'release', value: null }),
  answer: (_state, { value }) => value,
  otherAnswer: ({ value }) => value,
};

/** Some clients give their names always, some only in what is answered, some never. */
const ownedLocks: SimulatedClients = {
  ...locks,
  ask(dice, client) {
    const { f } = locks.ask(dice, client);
    return { f, value: client.startsWith('named') ? { client } : client.startsWith('label') ? client : null };
  },
  answer: (_state, { value }) => (typeof value === 'string' ? { client: value } : value),
};

/** A greater token than any before, or the one with which the lock is held. */
function tokenFor(state: Json, dice: Dice): number {
  const { fence, highest = null, count = 0 } = state as { readonly [key: string]: Json };
  if (count !== 0) return Number(fence);
  return Number(highest ?? fence) + 1 + dice.below(2);
}

function withToken(value: Json, token: number): Json {
  if (typeof value === 'string') return { client: value, fence: token };
  return value === null ? token : { ...(value as { readonly [key: string]: Json }), fence: token };
}

const fencedLocks: SimulatedClients = {
  ...ownedLocks,
  answer: (state, asked, dice) =>
    asked.f === 'acquire' ? withToken(asked.value, tokenFor(state, dice)) : ownedLocks.answer(state, asked, dice),
  otherAnswer: ({ f, value }, dice) => (f === 'acquire' ? withToken(value, 1 + dice.below(4)) : value),
};

function drawSome(dice: Dice, elements: readonly Json[]): Json[] {
  return elements.filter(() => dice.happens(0.6));
}

function shuffled(dice: Dice, elements: readonly Json[]): Json[] {
  const left = [...elements];
  return elements.map(() => present(left.splice(dice.below(left.length), 1)[0], 'element'));
}

const sets: SimulatedClients = {
  ask: (dice) => (dice.happens(0.5) ? { f: 'read', value: null } : { f: 'add', value: dice.below(4) }),
  answer: (state, { f, value }, dice) => (f === 'read' ? shuffled(dice, items(state)) : value),
  otherAnswer: ({ f, value }, dice) => (f === 'read' ? shuffled(dice, drawSome(dice, [0, 1, 2, 3])) : value),
};

const lists: SimulatedClients = {
  ask: (dice) => (dice.happens(0.5) ? { f: 'read', value: null } : { f: 'append', value: dice.below(valueCount) }),
  answer: (state, { f, value }) => (f === 'read' ? state : value),
  otherAnswer: ({ f, value }, dice) => (f === 'read' ? shuffled(dice, drawSome(dice, [0, 1, 2])) : value),
};

const texts: SimulatedClients = {
  ask(dice) {
    if (dice.happens(0.4)) return { f: 'get', value: null };
    return { f: dice.happens(0.6) ? 'append' : 'put', value: 'ab'[dice.below(2)] ?? '' };
  },
  answer: (state, { f, value }) => (f === 'get' ? state : value),
  otherAnswer: ({ f, value }, dice) => (f === 'get' ? 'abab'.slice(dice.below(2), 1 + dice.below(3)) : value),
};

const queues: SimulatedClients = {
  ask: (dice) => (dice.happens(0.5) ? { f: 'dequeue', value: null } : { f: 'enqueue', value: dice.below(valueCount) }),
  answer: (state, { f, value }) => (f === 'dequeue' ? items(state)[0] : value),
  otherAnswer: ({ f, value }, dice) => (f === 'dequeue' ? dice.below(valueCount) : value),
};

/** Of queues that can be emptied at once. */
const drainedQueues: SimulatedClients = {
  ask: (dice, client) => (dice.happens(0.15) ? { f: 'drain', value: null } : queues.ask(dice, client)),
  answer: (state, asked, dice) => (asked.f === 'drain' ? state : queues.answer(state, asked, dice)),
  otherAnswer: (asked, dice) =>
    asked.f === 'drain' ? shuffled(dice, drawSome(dice, [0, 1, 2])) : queues.otherAnswer(asked, dice),
};

const unorderedQueues: SimulatedClients = {
  ...queues,
  answer(state, { f, value }, dice) {
    if (f !== 'dequeue') return value;
    const { pending = null } = state as { readonly [key: string]: Json };
    return shuffled(dice, items(pending))[0];
  },
};

const counters: SimulatedClients = {
  ask(dice) {
    if (dice.happens(0.5)) return { f: 'read', value: null };
    if (dice.happens(0.5)) return { f: 'add', value: dice.below(4) - 1 };
    return { f: dice.happens(0.5) ? 'increment' : 'decrement', value: dice.happens(0.5) ? null : 1 };
  },
  answer: (state, { f, value }) => (f === 'read' ? state : value),
  otherAnswer: ({ f, value }, dice) => (f === 'read' ? dice.below(4) - 1 : value),
};

/** By the names of the models. */
export const simulatedClients: Readonly<Record<string, SimulatedClients>> = {
  register: registers,
  'cas-register': casRegisters,
  'versioned-register': versionedRegisters,
  'multi-register': multiRegisters,
  mutex: locks,
  'reentrant-mutex': ownedLocks,
  'fenced-mutex': fencedLocks,
  'reentrant-fenced-mutex': fencedLocks,
  set: sets,
  'fifo-queue': drainedQueues,
  'unordered-queue': unorderedQueues,
  counter: counters,
  'append-only-list': lists,
  text: texts,
};
