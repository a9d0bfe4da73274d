/**
 * The order in which the database takes what waits. What a run writes comes before everything else, and what is read for
 * those who look comes last; but nothing waits for ever behind what goes on coming.
 */
import type { StoreRequest } from './wire';

/** `journal`: what a run writes. `own`: what the server itself needs. `looking`: what it reads for those who look. */
export const priorities = ['journal', 'own', 'looking'] as const;

export type Priority = (typeof priorities)[number];

/** So often others are taken before one that waits; then it is its turn. */
const maxPassed = 16;

interface Waiting {
  readonly requests: StoreRequest[];
  /** Since the first of them could have been taken. */
  passed: number;
}

export class RequestQueue {
  readonly #waiting: Readonly<Record<Priority, Waiting>> = {
    journal: { requests: [], passed: 0 },
    own: { requests: [], passed: 0 },
    looking: { requests: [], passed: 0 },
  };
  /** The end of the database comes behind all that was asked before. */
  #end: StoreRequest | undefined;

  push(request: StoreRequest): void {
    if (request.type === 'close') this.#end = request;
    else this.#waiting[request.type === 'query' ? request.priority : 'own'].requests.push(request);
  }

  shift(): StoreRequest | undefined {
    const waiting = priorities.map((priority) => this.#waiting[priority]).filter(({ requests }) => requests.length > 0);
    const next = waiting.find(({ passed }) => passed >= maxPassed) ?? waiting[0];
    if (!next) {
      const end = this.#end;
      this.#end = undefined;
      return end;
    }
    for (const each of waiting) each.passed++;
    next.passed = 0;
    return next.requests.shift();
  }
}
