/** The network between nodes that share one address: a link for each directed pair, cut and healed as a grudge says. */
import { assert, present } from '@/lib/base/assert';
import type { Grudge } from '@/lib/history/nemesis-value';
import type { Disturbance } from '@/lib/nemesis/disturbance';
import { unionOf } from '@/lib/nemesis/grudge';
import type { Pace, Weather } from './flow';
import { Link } from './link';
import type { PacketNet } from './net';

interface Ends {
  readonly from: string;
  readonly to: string;
}

function passing(isCut: boolean, isUnacknowledged: boolean): Weather['passes'] {
  if (isCut) return 'nothing';
  return isUnacknowledged ? 'first segments' : 'all';
}

/** What a fault makes of the packets that the nodes get from others. */
interface Slowness {
  readonly links: Grudge;
  readonly disturbance: Disturbance;
}

export class Links implements PacketNet {
  readonly #nodes: readonly string[];
  readonly #links: readonly (Ends & { readonly link: Link })[];

  /** Each under the id of the fault that holds it. */
  readonly #grudges = new Map<number, Grudge>();
  readonly #slowness = new Map<number, Slowness>();

  private constructor(nodes: readonly string[], links: readonly (Ends & { readonly link: Link })[]) {
    this.#nodes = nodes;
    this.#links = links;
  }

  static async open(nodes: readonly { readonly name: string; readonly port: number }[]): Promise<Links> {
    const pairs = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
    const links = await Promise.all(
      pairs.map(async ({ from, to }) => ({ from: from.name, to: to.name, link: await Link.open(to.port) })),
    );
    return new Links(
      nodes.map(({ name }) => name),
      links,
    );
  }

  /** Where the one node reaches the other, on loopback. */
  port(from: string, to: string): number {
    const found = this.#links.find((each) => each.from === from && each.to === to);
    return present(found, `a link from ${from} to ${to}`).link.port;
  }

  async cut(grudge: Grudge, id = 0): Promise<void> {
    this.#assertKnown(grudge);
    this.#grudges.set(id, grudge);
    this.#apply();
  }

  async disturb(links: Grudge, disturbance: Disturbance, id: number): Promise<void> {
    this.#assertKnown(links);
    const { lost, twice, late, corrupt } = disturbance;
    assert(lost + twice + late + corrupt === 0, 'a stream loses nothing');
    this.#slowness.set(id, { links, disturbance });
    this.#apply();
  }

  #assertKnown(grudge: Grudge): void {
    for (const node of [...Object.keys(grudge), ...Object.values(grudge).flat()]) {
      assert(this.#nodes.includes(node), `the grudge names ${node}, which is not of this cluster`);
    }
  }

  async heal(id?: number): Promise<void> {
    for (const held of [this.#grudges, this.#slowness]) {
      if (id === undefined) held.clear();
      else held.delete(id);
    }
    this.#apply();
  }

  /** A link carries the packets of both nodes. */
  #apply(): void {
    const grudge = unionOf([...this.#grudges.values()]);
    const drops = ({ from, to }: Ends) => grudge[to]?.includes(from) ?? false;
    for (const { from, to, link } of this.#links) {
      const isCutThere = drops({ from, to });
      const isCutBack = drops({ from: to, to: from });
      link.change({
        there: { ...this.#paceOf({ from, to }), passes: passing(isCutThere, isCutBack) },
        back: { ...this.#paceOf({ from: to, to: from }), passes: passing(isCutBack, isCutThere) },
      });
    }
  }

  /** Delays of several faults add up; of several rates the slowest counts. */
  #paceOf({ from, to }: Ends): Pace {
    const own = [...this.#slowness.values()].filter(({ links }) => links[to]?.includes(from));
    const rates = own.flatMap(({ disturbance: { rateKbit } }) => (rateKbit > 0 ? [rateKbit] : []));
    return {
      delayMs: own.reduce((sum, { disturbance }) => sum + disturbance.delayMs, 0),
      jitterMs: own.reduce((sum, { disturbance }) => sum + disturbance.jitterMs, 0),
      rateKbit: Math.min(...rates, Number.POSITIVE_INFINITY),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ link }) => link.close()));
  }
}
