/**
 * How many clients a history has that somebody else recorded. A client goes by the process p, and behind an `info` by
 * p + clients, p + 2 clients, …; so the number is the smallest that lets every process follow, on its lane, one that
 * crashed before it began.
 *
 *     process 0  ├ ok ┤ ├ info        process 2        ├ ok ┤          2 clients: 2 follows 0, and 3 follows 1
 *     process 1  ├ info               process 3  ├ ok ┤
 */
import type { Op } from './op';

interface Life {
  /** Places in the history. */
  readonly from: number;
  to: number;
  isCrashed: boolean;
}

export class ClientCount {
  readonly #lives = new Map<number, Life>();

  /** Takes the next op of the history. */
  take({ process, type, index }: Op): void {
    if (process === 'nemesis') return;
    const life = this.#lives.get(process);
    if (!life) {
      this.#lives.set(process, { from: index, to: index, isCrashed: type === 'info' });
      return;
    }
    life.to = index;
    life.isCrashed = type === 'info';
  }

  /** @returns undefined where the processes fit on no number of lanes up to `most` */
  clients(most: number): number | undefined {
    const inOrder = [...this.#lives].sort(([, a], [, b]) => a.from - b.from);
    for (let clients = 1; clients <= most; clients++) if (fits(inOrder, clients)) return clients;
    return undefined;
  }
}

function fits(inOrder: readonly (readonly [number, Life])[], clients: number): boolean {
  const last = new Map<number, readonly [number, Life]>();
  for (const each of inOrder) {
    const [process, life] = each;
    const before = last.get(process % clients);
    if (before && !(before[1].isCrashed && before[1].to < life.from && before[0] < process)) return false;
    last.set(process % clients, each);
  }
  return true;
}
