/**
 * For tests: seeded histories of any model. Clients ask a correct system; each operation takes effect at a moment between
 * invocation and completion, or its client crashes before or after it did. Then, in most of them, something is changed:
 * an answer, whether an operation succeeded, when somebody called or returned. What comes out keeps the laws of a
 * history and may be linearizable or not.
 */
import { present } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { History, Op } from '../../../history/op';
import type { Model, ModelOp } from '../../../model/model';
import { models } from '../../../model/registry';
import { Dice } from './random-history.fixture';
import { type SimulatedClients, simulatedClients } from './simulated-clients.fixture';

export interface SeededShape {
  readonly operations: number;
  readonly workers: number;
  readonly crashChance: number;
  /** How many things are changed afterwards. */
  readonly changes: number;
}

/** A history that brute force can judge, with at most 8 operations of at most 4 clients, for a model of the registry. */
export function seededHistory(modelName: string, seed: number | string): History {
  const dice = new Dice(`${modelName}/${seed}`);
  return seededHistoryOf(modelName, dice, {
    operations: 3 + dice.below(6),
    workers: 2 + dice.below(3),
    crashChance: [0, 0.05, 0.2][dice.below(3)] ?? 0,
    changes: Math.max(0, dice.below(6) - 1),
  });
}

/** The same in any size; without changes it is linearizable. */
export function seededHistoryOf(modelName: string, dice: Dice, shape: SeededShape): History {
  const model = present(models[modelName], modelName)();
  const clients = present(simulatedClients[modelName], `clients of a ${modelName}`);
  let history = new Simulation(model, clients, dice, shape).run();
  for (let i = 0; i < shape.changes; i++) history = changed(history, clients, dice);
  return history;
}

interface Open {
  readonly process: number;
  readonly asked: ModelOp;
  effect?: { readonly type: 'ok' | 'fail'; readonly value: Json };
}

/** Workers whose clients call themselves after nothing, after their names, or after a label that is no name. */
const clientKinds = ['nobody', 'named', 'label'];

/** An answer gets lost on its way to the client, who only knows that it was done. */
const unknownAnswerChance = 0.05;

class Simulation {
  readonly #model: Model;
  readonly #clients: SimulatedClients;
  readonly #dice: Dice;
  readonly #shape: SeededShape;
  readonly #clientKind: string;
  readonly #history: Op[] = [];
  readonly #open = new Map<number, Open>();
  readonly #processes: number[];
  #state: Json;

  constructor(model: Model, clients: SimulatedClients, dice: Dice, shape: SeededShape) {
    this.#model = model;
    this.#clients = clients;
    this.#dice = dice;
    this.#shape = shape;
    this.#clientKind = clientKinds[dice.below(clientKinds.length)] ?? '';
    this.#processes = Array.from({ length: shape.workers }, (_, worker) => worker);
    this.#state = model.initial;
  }

  run(): History {
    const { operations, workers } = this.#shape;
    const isCutOff = this.#dice.happens(0.1);
    let invoked = 0;
    while (invoked < operations || (this.#open.size > 0 && !isCutOff)) {
      const worker = this.#dice.below(workers);
      const current = this.#open.get(worker);
      if (current) this.#goOn(worker, current);
      else if (invoked < operations) {
        invoked++;
        this.#invoke(worker);
      }
      if (this.#dice.happens(0.02)) this.#append('nemesis', 'info', 'start', null);
    }
    return this.#history;
  }

  #invoke(worker: number): void {
    const process = present(this.#processes[worker], 'process');
    const asked = this.#clients.ask(this.#dice, `${this.#clientKind} ${worker}`);
    this.#open.set(worker, { process, asked });
    this.#append(process, 'invoke', asked.f, asked.value);
  }

  #goOn(worker: number, current: Open): void {
    const { process, asked } = current;
    if (this.#dice.happens(this.#shape.crashChance)) {
      this.#open.delete(worker);
      this.#processes[worker] = process + this.#shape.workers;
      this.#append(process, 'info', asked.f, asked.value);
    } else if (current.effect) {
      this.#open.delete(worker);
      const isUnknown = this.#dice.happens(unknownAnswerChance);
      this.#append(process, current.effect.type, asked.f, isUnknown ? asked.value : current.effect.value);
    } else {
      current.effect = this.#takeEffect(current);
    }
  }

  #takeEffect({ process, asked }: Open): NonNullable<Open['effect']> {
    const failed = { type: 'fail', value: asked.value } as const;
    const value = this.#clients.answer(this.#state, asked, this.#dice);
    if (value === undefined || this.#dice.happens(0.03)) return failed;
    const step = this.#model.step(this.#state, { f: asked.f, value, process });
    if ('inconsistent' in step) return failed;
    this.#state = step.state;
    return { type: 'ok', value };
  }

  #append(process: Op['process'], type: Op['type'], f: string, value: Json): void {
    this.#history.push({ index: this.#history.length, time: this.#history.length * 1000, process, type, f, value });
  }
}

/** The history with one thing changed. */
function changed(history: History, clients: SimulatedClients, dice: Dice): History {
  const kind = dice.below(6);
  if (kind < 2) return withOtherAnswer(history, clients, dice);
  return kind < 5 ? withOtherOutcome(history, clients, dice) : withOtherTime(history, dice);
}

function withOtherAnswer(history: History, clients: SimulatedClients, dice: Dice): History {
  const completion = drawOp(history, dice, ({ type }) => type === 'ok');
  if (!completion) return history;
  const value = clients.otherAnswer(askedBy(history, completion), dice);
  return history.map((op) => (op === completion ? { ...op, value } : op));
}

function withOtherOutcome(history: History, clients: SimulatedClients, dice: Dice): History {
  const completion = drawOp(history, dice, ({ type }) => type !== 'invoke');
  if (!completion) return history;
  const asked = askedBy(history, completion);
  const type = otherOutcome(completion.type, dice);
  const value = type === 'ok' ? clients.otherAnswer(asked, dice) : asked.value;
  const latest = Math.max(...history.map(({ process }) => (process === 'nemesis' ? 0 : process)));
  return history.map((op) => {
    if (op === completion) return { ...op, type, value };
    // After an info a process is never seen again; another does what it would have done.
    const isSuccessor = type === 'info' && op.process === completion.process && op.index > completion.index;
    return isSuccessor ? { ...op, process: latest + 1 } : op;
  });
}

function otherOutcome(type: Op['type'], dice: Dice): 'ok' | 'info' | 'fail' {
  if (type === 'ok') return dice.happens(0.5) ? 'info' : 'fail';
  // Most of what failed could not have been done, so claiming that it was contradicts something.
  if (dice.happens(0.8)) return 'ok';
  return type === 'fail' ? 'info' : 'fail';
}

/** An op earlier or later, but not before or after another one of its process. */
function withOtherTime(history: History, dice: Dice): History {
  const moved = drawOp(history, dice, () => true);
  if (!moved) return history;
  const others = history.filter((op) => op !== moved);
  const before = others.findLastIndex((op) => op.process === moved.process && op.index < moved.index);
  const after = others.findIndex((op) => op.process === moved.process && op.index > moved.index);
  const room = (after < 0 ? others.length : after) - before;
  const place = before + 1 + dice.below(room);
  return others.toSpliced(place, 0, moved).map((op, index) => ({ ...op, index, time: index * 1000 }));
}

function drawOp(history: History, dice: Dice, isWanted: (op: Op) => boolean): Op | undefined {
  const wanted = history.filter((op) => op.process !== 'nemesis' && isWanted(op));
  return wanted[dice.below(Math.max(1, wanted.length))];
}

function askedBy(history: History, { process, index }: Op): ModelOp {
  const invocation = history.findLast((op) => op.process === process && op.index < index);
  return present(invocation, 'invocation');
}
