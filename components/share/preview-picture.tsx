/**
 * The picture of a shared run for a chat, 1200 by 630 pixels: the verdict, the system, one line, and the run as a strip
 * with its faults and the violation. Drawn on the server, so styles are written out and every box is a flex box.
 */
import type { CSSProperties } from 'react';
import { nemesisNamed } from '@/lib/plan/nemeses';
import type { OutcomeName, RunSummary } from '@/lib/protocol/run';
import { plannedSeconds } from '@/lib/workload/schedule';
import { drawableText, shortened } from './preview-letters';
import { previewWords } from './preview-words';

export const previewSize = { width: 1200, height: 630 };

/** Of the light theme in components/ui/tokens.css, which cannot be read here. */
const colours = {
  surface: '#f6f7f8',
  raised: '#ffffff',
  ink: '#15191e',
  muted: '#56606b',
  edge: '#858d97',
  accent: '#5440c2',
  valid: '#16753a',
  invalid: '#c0202f',
  unknown: '#8a5a00',
  error: '#5b6470',
  cut: '#e9dca0',
  pause: '#a0b1e9',
  kill: '#e9a4a0',
} as const;

const verdictColours: Readonly<Record<OutcomeName, string>> = {
  valid: colours.valid,
  invalid: colours.invalid,
  unknown: colours.unknown,
  error: colours.error,
  aborted: colours.error,
};

const marginPx = 72;
/** The edge on the left, in the colour of the verdict. */
const edgePx = 16;
const stripPx = { width: previewSize.width - 2 * marginPx - edgePx, height: 44 };
/** Three lines of the sentence. */
const mostLetters = 190;
/** More bands than this cannot be told apart. */
const mostBands = 200;
const nanosPerSecond = 1e9;

export function PreviewPicture({ run }: { readonly run: RunSummary }) {
  const { verdict, system, circumstances, sentence } = previewWords(run);
  const colour = run.outcome
    ? verdictColours[run.outcome]
    : run.violationTime !== undefined
      ? colours.invalid
      : colours.accent;
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        width: '100%',
        height: '100%',
        padding: `56px ${marginPx}px`,
        background: colours.raised,
        color: colours.ink,
        borderLeft: `${edgePx}px solid ${colour}`,
      }}
    >
      <div style={{ display: 'flex', alignItems: 'center', fontSize: 32, color: colours.muted }}>
        <Mark />
        <span style={{ marginLeft: 14, color: colours.ink }}>Clew</span>
        <span style={{ marginLeft: 'auto' }}>{shortened(drawableText(run.plan.name), 48)}</span>
      </div>
      <Line style={{ marginTop: 44, fontSize: 76, letterSpacing: -2, color: colour }} text={verdict} />
      <Line style={{ marginTop: 10, fontSize: 38 }} text={system} />
      <Line style={{ marginTop: 4, fontSize: 30, color: colours.muted }} text={circumstances} />
      <Line
        style={{ marginTop: 28, fontSize: 32, lineHeight: 1.35, color: colours.ink }}
        text={shortened(sentence, mostLetters)}
      />
      <Strip run={run} />
    </div>
  );
}

function Line({ text, style }: { readonly text: string; readonly style: CSSProperties }) {
  return <div style={{ display: 'flex', ...style }}>{drawableText(text)}</div>;
}

/** The time of the test from left to right: where something was broken, and where the violation was answered. */
function Strip({ run }: { readonly run: RunSummary }) {
  const violation = run.violationTime === undefined ? undefined : run.violationTime / nanosPerSecond;
  const faults = run.faults.slice(-mostBands).map(({ start, end }) => ({
    start: start / nanosPerSecond,
    end: end === undefined ? start / nanosPerSecond + run.plan.nemesis.faultSeconds : end / nanosPerSecond,
  }));
  const last = Math.max(plannedSeconds(run.plan), violation ?? 0, ...faults.map(({ end }) => end));
  const x = (seconds: number) => Math.round((seconds / last) * stripPx.width * 10) / 10;
  const middle = stripPx.height / 2;
  return (
    <svg
      width={stripPx.width}
      height={stripPx.height}
      viewBox={`0 0 ${stripPx.width} ${stripPx.height}`}
      style={{ marginTop: 'auto', overflow: 'visible' }}
      aria-hidden="true"
    >
      {faults.map(({ start, end }) => (
        <rect
          key={start}
          x={x(start)}
          y={4}
          width={Math.max(2, x(end) - x(start))}
          height={stripPx.height - 8}
          fill={colours[nemesisNamed(run.plan.nemesis.name).kind ?? 'cut']}
        />
      ))}
      <path d={`M0 ${middle}H${stripPx.width}`} stroke={colours.edge} strokeWidth="2" />
      {violation !== undefined && (
        <path
          d={`M${x(violation) - 13} ${middle - 13}l26 26m0-26l-26 26`}
          stroke={colours.invalid}
          strokeWidth="7"
          strokeLinecap="round"
        />
      )}
    </svg>
  );
}

/** As components/ui/mark.tsx, with its colour written out. */
function Mark() {
  return (
    <svg width="44" height="44" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M2.75 11a7.75 7.75 0 1 0 15.5 0a7.75 7.75 0 1 0-15.5 0M4.3 6.7c4.6-.6 9.8 2.4 12.4 8.9M3 12.6c4.2-1.6 8.6.4 10.6 5.1M7.3 4c4.8.4 8.8 3 10.7 7.4M14 17.9c2.2 2.3 4.6 2.6 7.6 2.3"
        stroke={colours.accent}
        strokeWidth="1.75"
        strokeLinecap="round"
      />
    </svg>
  );
}
