/** Makes the faults that a person asks for while a test goes on, on nodes of their choice. */

import { present } from '@/lib/base/assert';
import { type HandAction, handActions, handFaults } from '@/lib/catalog/faults/by-hand';
import { cutBetween } from '@/lib/nemesis/grudge';
import type { FaultContext, Injector } from './driver';
import { killing } from './kill';
import { partitionInjector } from './partition-injector';
import { pausing } from './pause';
import { ProcessInjector } from './process-injector';

/** Each is opened when it is first asked for: most runs need none. */
export class HandInjectors {
  readonly #context: FaultContext;
  readonly #opened = new Map<HandAction, Injector>();

  constructor(context: FaultContext) {
    this.#context = context;
  }

  /** @throws ClewError where the cluster does not have what it needs */
  open(action: HandAction): Injector {
    const found = this.#opened.get(action) ?? openers[action](this.#context);
    this.#opened.set(action, found);
    return found;
  }

  /** Undefined where the name is of none that was opened. */
  named(fault: string): Injector | undefined {
    const action = handActions.find((each) => handFaults[each].fault === fault);
    return action && this.#opened.get(action);
  }

  /** Ends whatever is left; safe at any time, any number of times. */
  async heal(): Promise<void> {
    for (const injector of this.#opened.values()) await injector.heal();
  }
}

const openers: Readonly<Record<HandAction, (context: FaultContext) => Injector>> = {
  cut: (context) =>
    partitionInjector(context, async (nodes) => {
      const chosen = present(nodes, 'the nodes that are to be cut off');
      const others = context.nodes.filter((node) => !chosen.includes(node));
      return { draw: (random) => ({ value: cutBetween(others, chosen), next: random }) };
    }),
  pause: (context) => new ProcessInjector(context, { targets: 'one' }, pausing),
  kill: (context) => new ProcessInjector(context, { targets: 'one' }, killing),
};
