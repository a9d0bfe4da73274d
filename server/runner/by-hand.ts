/**
 * Faults that a person makes while a test goes on, beside those of its plan. Each gets an id and a lane of the nemesis of
 * its own, and goes into the history as any other fault does:
 *
 *     request ──▶ may it be done? ──▶ Interpreter.perform ──▶ op, Nemesis ──▶ completion ──▶ answer
 *
 * What is still open when the load is over is ended with the faults of the plan.
 */
import { openly, worded } from '@/lib/base/wording';
import { type HandAction, handFaults, maxHandFaults } from '@/lib/catalog/faults/by-hand';
import { windowWords } from '@/lib/catalog/faults/words';
import { findSystem } from '@/lib/catalog/systems/registry';
import { type NemesisThread, nemesisThread } from '@/lib/generator/context';
import { firstHandId, formatNemesisValue, markOf } from '@/lib/history/nemesis-value';
import type { Op } from '@/lib/history/op';
import { FaultFold } from '@/lib/nemesis/windows';
import type { Plan } from '@/lib/plan/plan';
import type { HandAnswer, HandRequest } from '@/lib/protocol/by-hand';
import { type Author, authorWords } from '@/lib/protocol/principal';
import { ClewError } from '../base/failure';
import type { OpenedNemesis } from '../faults/nemesis';
import { type Interpreter, TestOverError } from './interpreter';
import type { JournalReporter } from './reporter';

/** Why a fault is not made, or not ended; the run goes on as before. */
export class HandRefusal extends Error {
  override readonly name = 'HandRefusal';
}

/** Where requests for a run come in, be it running or not. */
export class FaultDesk {
  #hands: Pick<Hands, 'act'> | undefined;

  open(hands: Pick<Hands, 'act'>): void {
    this.#hands = hands;
  }

  close(): void {
    this.#hands = undefined;
  }

  /** @throws HandRefusal */
  async act(request: HandRequest, by: Author): Promise<HandAnswer> {
    if (this.#hands === undefined) {
      throw new HandRefusal('the run is not in its test: faults are made only while its operations run');
    }
    return this.#hands.act(request, by);
  }
}

export interface HandsContext {
  readonly plan: Plan;
  readonly nodes: readonly string[];
  readonly nemesis: Pick<OpenedNemesis, 'byHand' | 'held'>;
  readonly interpreter: Pick<Interpreter, 'perform'>;
  readonly report: Pick<JournalReporter, 'log'>;
  leader(): string | undefined;
  /** Told before the first fault is made. */
  onFirst(): void;
}

interface OpenHandFault {
  readonly id: number;
  readonly action: HandAction;
  readonly thread: NemesisThread;
  /** A second request for the same would find the lane taken. */
  isBusy: boolean;
}

type Done = HandAnswer['faults'][number];

const source = 'clew.nemesis';

export class Hands {
  readonly #context: HandsContext;
  /** Begun and not seen to have ended. */
  readonly #open = new Map<number, OpenHandFault>();
  #count = 0;
  #made = 0;

  constructor(context: HandsContext) {
    this.#context = context;
  }

  /** How many broke something. */
  get made(): number {
    return this.#made;
  }

  /** @throws HandRefusal */
  async act(request: HandRequest, by: Author): Promise<HandAnswer> {
    if (request.action === 'heal') return { faults: await this.#heal(request.id, by) };
    return { faults: [await this.#begin(request.action, this.#nodesOf(request.nodes), by)] };
  }

  #nodesOf(asked: 'leader' | readonly string[]): readonly string[] {
    const { nodes, leader } = this.#context;
    if (asked === 'leader') {
      const found = leader();
      if (found === undefined) throw new HandRefusal('no node is known to lead at present');
      return [found];
    }
    const unknown = asked.find((node) => !nodes.includes(node));
    if (unknown !== undefined) throw new HandRefusal(`the cluster has no node ${unknown}: it has ${nodes.join(', ')}`);
    return nodes.filter((node) => asked.includes(node));
  }

  async #begin(action: HandAction, targets: readonly string[], by: Author): Promise<Done> {
    this.#assertPossible(action, targets);
    const { report, onFirst } = this.#context;
    const { fault, ops, asked } = handFaults[action];
    if (this.#count === 0) onFirst();
    const id = firstHandId + ++this.#count;
    const open: OpenHandFault = { id, action, thread: this.#freeLane(), isBusy: true };
    this.#open.set(id, open);
    report.log(source, worded`By hand, ${openly(authorWords(by))}: ${openly(asked(targets.join(', ')))}`);
    const op = await this.#perform(open, ops.begin, markOf({ phase: 'begin', id, fault, by: by.kind, targets }));
    const window = windowOf(op);
    if (window.healedAt === undefined) this.#made++;
    // What was not made at all leaves nothing to heal, but for its lane.
    else await this.#end(open, by);
    return { id, sentence: windowWords(window, this.#context.nodes), ...errorOf(op) };
  }

  async #heal(id: number | undefined, by: Author): Promise<readonly Done[]> {
    const meant = [...this.#open.values()].filter((open) => !open.isBusy && (id === undefined || open.id === id));
    if (meant.length === 0) {
      throw new HandRefusal(
        id === undefined ? 'nothing is broken by hand' : `no fault ${id} that was made by hand is open`,
      );
    }
    this.#context.report.log(source, worded`By hand, ${openly(authorWords(by))}: heal what was broken by hand`);
    return Promise.all(meant.map((open) => this.#end(open, by)));
  }

  async #end(open: OpenHandFault, by: Author): Promise<Done> {
    const { id, action } = open;
    const { fault, ops } = handFaults[action];
    const op = await this.#perform(open, ops.end, markOf({ phase: 'end', id, fault, by: by.kind }));
    // What did not come back is tried again at the next request.
    if (op.error === undefined) this.#open.delete(id);
    return { id, sentence: formatNemesisValue(op.value).replace(/^"(.*)"$/s, '$1'), ...errorOf(op) };
  }

  async #perform(open: OpenHandFault, f: string, value: Op['value']): Promise<Op> {
    open.isBusy = true;
    try {
      return await this.#context.interpreter.perform({ thread: open.thread, f, value });
    } catch (error) {
      if (error instanceof TestOverError) {
        throw new HandRefusal('the load is over, and what was broken is being put right');
      }
      throw error;
    } finally {
      open.isBusy = false;
    }
  }

  #assertPossible(action: HandAction, targets: readonly string[]): void {
    const { plan, nodes, nemesis } = this.#context;
    const { needs, asked } = handFaults[action];
    const system = findSystem(plan.system.name);
    const lacking = needs.find((need) => system?.capabilities.includes(need) !== true);
    if (system && lacking !== undefined) {
      throw new HandRefusal(`one cannot ${asked('a node')} of ${system.title}: it has no ${lacking} of its own`);
    }
    try {
      nemesis.byHand.open(action);
    } catch (error) {
      if (error instanceof ClewError) throw new HandRefusal(error.message);
      throw error;
    }
    if (action === 'cut' && targets.length === nodes.length) {
      throw new HandRefusal('all nodes together are cut off from nobody: leave at least one out');
    }
    const taken = action === 'cut' ? [] : targets.filter((node) => nemesis.held.has(node));
    if (taken.length > 0) {
      const are = taken.length === 1 ? 'is' : 'are';
      throw new HandRefusal(`${taken.join(', ')} ${are} paused or killed already by another fault`);
    }
    if (this.#open.size >= maxHandFaults) {
      throw new HandRefusal(`${maxHandFaults} faults made by hand are open: heal one of them first`);
    }
  }

  /** Behind those of the plan. */
  #freeLane(): NemesisThread {
    const first = this.#context.plan.faults.length;
    const taken = new Set([...this.#open.values()].map(({ thread }) => thread));
    const lanes = Array.from({ length: maxHandFaults }, (_, lane) => nemesisThread(first + lane));
    const free = lanes.find((lane) => !taken.has(lane));
    if (free === undefined) throw new HandRefusal('every lane is taken');
    return free;
  }
}

/** Both writings of its op tell alike, but for what was done. */
function windowOf(op: Op) {
  const fold = new FaultFold();
  fold.take(op);
  fold.take(op);
  const [window] = fold.windows;
  if (window === undefined) throw new Error(`an op of a fault opened no window: ${JSON.stringify(op.value)}`);
  return window;
}

function errorOf({ error }: Op): { readonly error?: string } {
  return error === undefined ? {} : { error: String(error) };
}
