/**
 * One node of the picture: its name, the letter of its side, the marks of what was done to it, what it last
 * answered, a crown while it believes that it leads, and its index where that is old.
 */
import { formatTime } from '@/lib/base/words';
import type { BeliefAt } from '@/lib/protocol/beliefs';
import { clippedLabel } from '@/lib/timeline/tracks/label';
import { beliefWords, lagWords, shortLagWords } from '@/lib/timeline/tracks/leaders';
import type { Answer, NodeFault } from '@/lib/timeline/tracks/moment';
import { CrownMark } from './crown-mark';
import { FaultMark } from './fault-mark';

export interface Place {
  readonly node: string;
  readonly x: number;
  readonly y: number;
}

/** Which nodes are chosen, for what a person does to them. */
export interface NodePicking {
  readonly chosen: readonly string[];
  readonly toggle: (node: string) => void;
}

interface ClusterNodeProps {
  readonly place: Place;
  readonly side: number | undefined;
  /** What was done to it. */
  readonly faults: readonly NodeFault[];
  readonly answer: Answer | undefined;
  /** It gave the answer that cannot be. */
  readonly isAccused: boolean;
  readonly belief: BeliefAt | undefined;
  /** The moment shown. */
  readonly time: number | undefined;
  readonly picking: NodePicking | undefined;
}

export const sideLetters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'] as const;

/** Of the whole picture, which is a square. */
export const sizePx = 264;

const radiusPx = 28;
const badgePx = 10;
/** Right and left below the name; more are only said. */
const maxMarks = 2;
/** Half a letter of a label such as `1037 behind`, which must not leave the picture. */
const halfLetterPx = 3.2;
/** The room above and below the circles for labels. */
export const labelPx = 18;
const crownPx = { width: 18, height: 14 };

/** An operation is seen to pulse when it completed this shortly before the moment; and a node no faster than this. */
const pulseNanos = 500e6;

/** Two colours are enough: there is the side with the most nodes, and there is everyone else. */
export function sideClasses(side: number | undefined): { readonly stroke: string; readonly text: string } {
  if (side === undefined) return { stroke: 'stroke-ink', text: 'text-ink' };
  return side === 0
    ? { stroke: 'stroke-side-a', text: 'text-side-a' }
    : { stroke: 'stroke-side-b', text: 'text-side-b' };
}

export function ClusterNode({ place, side, faults, answer, isAccused, belief, time, picking }: ClusterNodeProps) {
  const { stroke, text } = sideClasses(side);
  const badge = { x: place.x + radiusPx * 0.72, y: place.y - radiusPx * 0.72 };
  const isFresh = answer !== undefined && time !== undefined && time - answer.time < pulseNanos;
  const isLeader = belief?.role === 'leader';
  const isChosen = picking?.chosen.includes(place.node) === true;
  return (
    <g className={text}>
      <title>{told(place.node, faults, answer, belief)}</title>
      {isFresh && <Pulse key={Math.floor(answer.time / pulseNanos)} place={place} />}
      <circle cx={place.x} cy={place.y} r={radiusPx + 3} className="fill-raised" />
      <circle
        cx={place.x}
        cy={place.y}
        r={radiusPx}
        className={`fill-surface ${stroke}`}
        strokeWidth={side === undefined ? 1.5 : 2.5}
        strokeDasharray={belief?.role === 'unreachable' ? '4 4' : undefined}
      />
      {isAccused && <Accusation place={place} />}
      {isLeader && faults.every(({ isServing }) => isServing) && (
        <CrownMark
          x={place.x - crownPx.width / 2}
          y={place.y - radiusPx - crownPx.height / 2 - 3}
          className="fill-ink stroke-2 stroke-raised [paint-order:stroke]"
        />
      )}
      <text
        x={place.x}
        y={place.y + (answer ? -2 : 5)}
        textAnchor="middle"
        className="fill-ink font-mono font-semibold text-14"
      >
        {place.node}
      </text>
      {answer && (
        <text x={place.x} y={place.y + 14} textAnchor="middle" className="fill-muted font-mono text-12">
          {clippedLabel(answer.label)}
        </text>
      )}
      <Label place={place} isCrowned={isLeader} words={faultWords(faults) ?? (belief && shortLagWords(belief))} />
      {faults.slice(0, maxMarks).map(({ fault }, at) => {
        const x = place.x + radiusPx * (at === 0 ? 0.72 : -0.72);
        const y = place.y + radiusPx * 0.72;
        return <FaultMark key={fault} fault={fault} x={x - badgePx} y={y - badgePx} size={2 * badgePx} />;
      })}
      {side !== undefined && (
        <>
          <circle cx={badge.x} cy={badge.y} r={badgePx} className="fill-current stroke-raised" strokeWidth="2" />
          <text x={badge.x} y={badge.y + 4} textAnchor="middle" className="fill-raised font-semibold text-12">
            {sideLetters[side]}
          </text>
        </>
      )}
      {picking && <Choice place={place} isChosen={isChosen} onToggle={() => picking.toggle(place.node)} />}
    </g>
  );
}

interface ChoiceProps {
  readonly place: Place;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

/** Lies over the node and takes the pointer and the keys; a chosen one has a ring and a tick. */
function Choice({ place: { node, x, y }, isChosen, onToggle }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no checkboxes in a picture
    <g
      role="checkbox"
      aria-checked={isChosen}
      aria-label={node}
      tabIndex={0}
      className="cursor-pointer outline-none [&:focus-visible>circle]:stroke-accent [&:hover>circle]:stroke-accent"
      onClick={onToggle}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        onToggle();
      }}
    >
      <circle
        cx={x}
        cy={y}
        r={radiusPx + 5}
        className={`fill-transparent ${isChosen ? 'stroke-accent' : 'stroke-transparent'}`}
        strokeWidth="3"
        strokeDasharray={isChosen ? undefined : '5 4'}
      />
      {isChosen && (
        <path
          d={`m${x - 5} ${y - radiusPx - 5} 4 4 7-8`}
          className="fill-none stroke-accent [paint-order:stroke]"
          strokeWidth="3"
          strokeLinecap="round"
        />
      )}
    </g>
  );
}

/** `paused`; `paused, killed`. Nothing where nothing was done to it. */
export function faultWords(faults: readonly NodeFault[]): string | undefined {
  return faults.length === 0 ? undefined : [...new Set(faults.map(({ word }) => word))].join(', ');
}

/** The band and the cross of the timeline, around the node. */
function Accusation({ place: { x, y } }: Pick<ClusterNodeProps, 'place'>) {
  const cross = { x: x - radiusPx * 0.72, y: y - radiusPx * 0.72 };
  return (
    <g className="stroke-invalid" fill="none">
      <circle cx={x} cy={y} r={radiusPx + 5} strokeWidth="6" strokeOpacity="0.3" />
      <circle cx={cross.x} cy={cross.y} r={badgePx} className="fill-raised" strokeWidth="1.5" />
      <path d={`m${cross.x - 4} ${cross.y - 4} 8 8m0-8-8 8`} strokeWidth="2.5" strokeLinecap="round" />
    </g>
  );
}

/** All that the circle and its label have no room for. */
function told(
  node: string,
  faults: readonly NodeFault[],
  answer: Answer | undefined,
  belief: BeliefAt | undefined,
): string {
  const last = answer && `last answered ${answer.label} at ${formatTime(answer.time, 1e9)}`;
  return [node, faultWords(faults), last, belief && beliefWords(belief), belief && lagWords(belief)]
    .filter((words) => words !== undefined)
    .join('; ');
}

interface LabelProps {
  readonly place: Place;
  readonly isCrowned: boolean;
  readonly words: string | undefined;
}

/** What was done to it, else how old its index is: away from the middle of the picture, where the links are. */
function Label({ place, isCrowned, words }: LabelProps) {
  if (words === undefined) return null;
  const halfPx = words.length * halfLetterPx;
  const isAbove = place.y < sizePx / 2;
  const above = place.y - radiusPx - 6 - (isCrowned ? crownPx.height : 0);
  return (
    <text
      x={Math.min(Math.max(place.x, halfPx), sizePx - halfPx)}
      y={isAbove ? above : place.y + radiusPx + 14}
      textAnchor="middle"
      className="fill-ink stroke-4 stroke-raised text-12 [paint-order:stroke]"
    >
      {words}
    </text>
  );
}

/** Widens and fades once; not where reduced motion is asked for. */
function Pulse({ place }: { readonly place: Place }) {
  return (
    <circle
      cx={place.x}
      cy={place.y}
      r={radiusPx + 6}
      strokeWidth="6"
      className="fill-none stroke-ok opacity-0 motion-safe:animate-answered"
    />
  );
}
