/**
 * The nodes, who can talk to whom, what was done to which node, and who believes that it leads, at one moment. A
 * cut link is broken in the middle, one that is cut one way is an arrow; the sides have a colour and a letter; a node
 * that was hit has a mark and a word; a leader has a crown; the words below say it once more.
 */
import { memo } from 'react';
import { capitalised, formatTime } from '@/lib/base/words';
import { wordsOf } from '@/lib/catalog/faults/appearance';
import { windowWords } from '@/lib/catalog/faults/words';
import { mutualPart, oneWayCuts, sides, unionOf } from '@/lib/nemesis/grudge';
import type { BeliefAt } from '@/lib/protocol/beliefs';
import { leaderLines } from '@/lib/timeline/tracks/leaders';
import { type Answer, describeHolding, grudgeIn, type HoldingFault, nodeFaultsOf } from '@/lib/timeline/tracks/moment';
import { ClusterNode, labelPx, type NodePicking, type Place, sideClasses, sideLetters, sizePx } from './cluster-node';
import { NodeStrip } from './node-strip';

interface ClusterPictureProps {
  readonly nodes: readonly string[];
  /** What is broken, in the order in which it began. */
  readonly holding: readonly HoldingFault[];
  readonly answers: ReadonlyMap<string, Answer>;
  /** The node that gave the answer that cannot be, while the moment shown is that of the violation. */
  readonly implicated: string | undefined;
  /** Empty where the nodes were not asked. */
  readonly beliefs: ReadonlyMap<string, BeliefAt>;
  /** The moment shown; undefined before the first operation. */
  readonly time: number | undefined;
  readonly isNow: boolean;
  /** What is in view beside it, in nanoseconds: a moment is told as exactly as it can be pointed at there. */
  readonly spanNanos?: number;
  /** The nodes can be chosen, by click and by key. */
  readonly picking?: NodePicking;
}

const ringPx = 98;

/** A moment is told in milliseconds at least. */
const longestSpanNanos = 1e9;

export const ClusterPicture = memo(function ClusterPicture(props: ClusterPictureProps) {
  const { nodes, holding, answers, implicated, beliefs, time, isNow, spanNanos = longestSpanNanos, picking } = props;
  const grudge = grudgeIn(holding);
  const disturbed = unionOf(
    holding.flatMap(({ window }) => (window.effect?.disturbed ? [window.effect.disturbed] : [])),
  );
  // Where a link is cut one way, who hears whom is an arrow, and no side.
  const parts = sides(mutualPart(grudge), nodes);
  const sideOf = (node: string) => (parts.length < 2 ? undefined : parts.findIndex((side) => side.includes(node)));
  const places = circle(nodes);
  const accusation = implicated === undefined ? [] : [`${implicated} gave the violating answer`];
  const leaders = leaderLines(beliefs);
  const only = holding.length === 1 ? holding[0] : undefined;
  const label = [describeHolding(holding, nodes), ...accusation, ...leaders].join('; ');
  return (
    <section aria-label="Cluster" className="flex flex-col gap-2">
      <svg
        role={picking ? 'group' : 'img'}
        aria-label={label}
        viewBox={`0 ${-labelPx} ${sizePx} ${sizePx + 2 * labelPx}`}
        className="mx-auto hidden w-full max-w-66 lg:block"
      >
        {links(places).map(([a, b]) => {
          const drops = (to: Place, from: Place) => grudge[to.node]?.includes(from.node) === true;
          const key = `${a.node} ${b.node}`;
          if (drops(a, b) && drops(b, a)) return <CutLink key={key} a={a} b={b} />;
          if (drops(a, b)) return <OneWayLink key={key} from={a} to={b} />;
          if (drops(b, a)) return <OneWayLink key={key} from={b} to={a} />;
          const isDisturbed = [
            [a, b],
            [b, a],
          ].some(([to, from]) => disturbed[to?.node ?? '']?.includes(from?.node ?? ''));
          return <Link key={key} a={a} b={b} side={sideOf(a.node)} isDisturbed={isDisturbed} />;
        })}
        {places.map((place) => (
          <ClusterNode
            key={place.node}
            place={place}
            side={sideOf(place.node)}
            faults={nodeFaultsOf(holding, place.node)}
            answer={answers.get(place.node)}
            isAccused={place.node === implicated}
            belief={beliefs.get(place.node)}
            time={time}
            picking={picking}
          />
        ))}
      </svg>
      <NodeStrip {...{ nodes, label, sideOf, holding, answers, implicated, beliefs, picking }} />
      <div className="flex min-h-16 flex-col gap-0.5 px-1 text-center text-13 lg:min-h-26">
        <p className="font-semibold">
          {time === undefined ? countNodes(nodes.length) : titleOf(holding, parts.length, nodes)}
        </p>
        {implicated !== undefined && <p className="text-invalid">✗ {implicated} gave the violating answer</p>}
        {only && only.phase !== 'making' && <p>{windowWords(only.window, nodes)}</p>}
        {holding.length > 1 && (
          <ul aria-label="Faults now">
            {holding.map(({ window, since }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two may have begun at once
              <li key={place}>
                {windowWords(window, nodes)} <span className="text-muted">since {formatTime(since, 1e9)}</span>
              </li>
            ))}
          </ul>
        )}
        {leaders.length > 0 && (
          <p className={leaders.length > 1 ? 'font-semibold text-accent' : ''}>{leaders.join(', ')}</p>
        )}
        {time !== undefined && (
          <p className="text-muted">
            {isNow ? 'now, ' : 'at '}
            {formatTime(time, Math.min(spanNanos, longestSpanNanos))}
            {only && `, since ${formatTime(only.since, 1e9)}`}
          </p>
        )}
      </div>
    </section>
  );
});

/** `Fully connected`; `Cut in 2 sides, A and B · 1 node paused` */
function titleOf(holding: readonly HoldingFault[], sideCount: number, nodes: readonly string[]): string {
  if (holding.length === 0) return 'Fully connected';
  return [...new Set(holding.map((fault) => partOfTitle(fault, sideCount, nodes)))].join(' · ');
}

function partOfTitle(
  { window: { fault, effect }, phase }: HoldingFault,
  sideCount: number,
  nodes: readonly string[],
): string {
  const { object, making, made, ended, title } = wordsOf(fault);
  if (phase === 'making') return capitalised(`${object} is ${making}`);
  if (phase === 'undoing') return capitalised(`being ${ended}`);
  if (effect?.nodes) return countNodes(effect.nodes.length, made);
  if (effect?.disturbed) return capitalised(`${object} ${made}`);
  if (!effect?.links) return title;
  if (oneWayCuts(effect.links, nodes).length > 0) return capitalised(`links ${made} one way`);
  if (sideCount < 2) return capitalised(`some links ${made}`);
  const letters = Array.from({ length: sideCount }, (_, side) => sideLetters[side]).join(' and ');
  return capitalised(`${made} in ${sideCount} sides, ${letters}`);
}

function countNodes(count: number, done = ''): string {
  return `${count === 1 ? '1 node' : `${count} nodes`} ${done}`.trimEnd();
}

function circle(nodes: readonly string[]): readonly Place[] {
  return nodes.map((node, k) => {
    const angle = (k / nodes.length) * 2 * Math.PI - Math.PI / 2;
    const middle = sizePx / 2;
    // Whole hundredths, so that the server's markup and the browser's agree.
    const round = (value: number) => Math.round(value * 100) / 100;
    const radius = nodes.length === 1 ? 0 : ringPx;
    return { node, x: round(middle + radius * Math.cos(angle)), y: round(middle + 4 + radius * Math.sin(angle)) };
  });
}

function links(places: readonly Place[]): readonly (readonly [Place, Place])[] {
  return places.flatMap((a, k) => places.slice(k + 1).map((b) => [a, b] as const));
}

/** How much of a cut link is left standing at each end. */
const stubShare = 0.42;

interface Ends {
  readonly a: Place;
  readonly b: Place;
}

interface LinkProps extends Ends {
  readonly side: number | undefined;
  readonly isDisturbed: boolean;
}

/** One whose packets are disturbed is a row of dashes. */
function Link({ a, b, side, isDisturbed }: LinkProps) {
  const stroke = side === undefined ? 'stroke-edge' : sideClasses(side).stroke;
  return (
    <line
      {...{ x1: a.x, y1: a.y, x2: b.x, y2: b.y }}
      className={isDisturbed ? 'stroke-ink' : stroke}
      strokeWidth={side === undefined && !isDisturbed ? 1.25 : 2}
      strokeDasharray={isDisturbed ? '7 5' : undefined}
    />
  );
}

function CutLink({ a, b }: Ends) {
  const [end, begin] = [between(a, b, stubShare), between(a, b, 1 - stubShare)];
  return (
    <g className="stroke-edge" strokeWidth="1.25" strokeDasharray="2 4">
      <line x1={a.x} y1={a.y} x2={end.x} y2={end.y} />
      <line x1={begin.x} y1={begin.y} x2={b.x} y2={b.y} />
      <Stop at={end} from={a} />
      <Stop at={begin} from={b} />
    </g>
  );
}

/** What one end sends arrives, what the other sends is dropped: an arrow one way, a stub the other. */
function OneWayLink({ from, to }: { readonly from: Place; readonly to: Place }) {
  const [tip, begin] = [between(from, to, 1 - stubShare), between(from, to, 1 - stubShare + 0.08)];
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [along, across] = [
    { x: ((to.x - from.x) / length) * 8, y: ((to.y - from.y) / length) * 8 },
    { x: ((from.y - to.y) / length) * 4.5, y: ((to.x - from.x) / length) * 4.5 },
  ];
  const head = [
    `M${tip.x} ${tip.y}`,
    `L${tip.x - along.x + across.x} ${tip.y - along.y + across.y}`,
    `L${tip.x - along.x - across.x} ${tip.y - along.y - across.y}Z`,
  ];
  return (
    <g>
      <line x1={from.x} y1={from.y} x2={tip.x} y2={tip.y} className="stroke-ink" strokeWidth="1.5" />
      <path d={head.join('')} className="fill-ink" />
      <g className="stroke-edge" strokeWidth="1.25" strokeDasharray="2 4">
        <line x1={begin.x} y1={begin.y} x2={to.x} y2={to.y} />
        <Stop at={begin} from={to} />
      </g>
    </g>
  );
}

function between(a: Place, b: Place, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A short bar across the end of a stub. */
function Stop({ at, from }: { readonly at: Point; readonly from: Point }) {
  const length = Math.hypot(at.x - from.x, at.y - from.y) || 1;
  const across = { x: ((at.y - from.y) / length) * 4, y: (-(at.x - from.x) / length) * 4 };
  return (
    <line
      x1={at.x - across.x}
      y1={at.y - across.y}
      x2={at.x + across.x}
      y2={at.y + across.y}
      className="stroke-ink"
      strokeDasharray="none"
      strokeWidth="1.75"
    />
  );
}
