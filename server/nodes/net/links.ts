/** The network between nodes that share one address: a link for each directed pair, cut and healed as a grudge says. */
import { assert, present } from '@/lib/base/assert';
import type { Grudge } from '@/lib/history/nemesis-value';
import { unionOf } from '@/lib/nemesis/grudge';
import { fairWeather, type Weather } from './flow';
import { Link } from './link';
import type { Net } from './net';

interface Ends {
  readonly from: string;
  readonly to: string;
}

function weatherOf(isCut: boolean, isUnacknowledged: boolean): Weather {
  return { ...fairWeather, passes: isCut ? 'nothing' : isUnacknowledged ? 'first segments' : 'all' };
}

export class Links implements Net {
  readonly #nodes: readonly string[];
  readonly #links: readonly (Ends & { readonly link: Link })[];

  /** Each under the id of the fault that holds it. */
  readonly #grudges = new Map<number, Grudge>();

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
    for (const node of [...Object.keys(grudge), ...Object.values(grudge).flat()]) {
      assert(this.#nodes.includes(node), `the grudge names ${node}, which is not of this cluster`);
    }
    this.#grudges.set(id, grudge);
    this.#apply();
  }

  async heal(id?: number): Promise<void> {
    if (id === undefined) this.#grudges.clear();
    else this.#grudges.delete(id);
    this.#apply();
  }

  /** A link carries the packets of both nodes. */
  #apply(): void {
    const grudge = unionOf([...this.#grudges.values()]);
    const drops = ({ from, to }: Ends) => grudge[to]?.includes(from) ?? false;
    for (const { from, to, link } of this.#links) {
      const isCutThere = drops({ from, to });
      const isCutBack = drops({ from: to, to: from });
      link.change({ there: weatherOf(isCutThere, isCutBack), back: weatherOf(isCutBack, isCutThere) });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ link }) => link.close()));
  }
}
